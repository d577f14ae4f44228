import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RealTimeText, type TextChannels } from "./realTimeText";
import { LINE_SEPARATOR as LS, MISSING } from "./t140";
import { TestTextChannel } from "./testing/browser";

const ME = "e".repeat(32);
const ANNA = "a".repeat(32);

let own: TestTextChannel;
let channels: TextChannels;
let text: RealTimeText;
let newest: number;

const writer = (participant = ANNA): TestTextChannel => {
  const channel = new TestTextChannel(participant);
  channels.onwriter?.(channel);
  return channel;
};
const connect = (): void => {
  own = new TestTextChannel("text");
  channels = { own, onwriter: null };
  text.bind(channels);
};
const seen = () => text.state.get().growing.get(ANNA);
const lines = () => text.state.get().lines.map(({ text }) => text);

beforeEach(() => {
  vi.useFakeTimers();
  newest = 0;
  text = new RealTimeText({ me: () => ME, newest: () => newest });
  text.keepTo(30);
  connect();
});
afterEach(() => {
  text.close();
  vi.useRealTimers();
});

describe("own text", () => {
  it("leaves at once, and what follows within 300 ms (Q-12)", () => {
    text.write("H");
    expect(own.sent).toEqual(["H"]);
    text.write("He");
    text.write("Hei");
    expect(own.sent).toEqual(["H"]);
    vi.advanceTimersByTime(300);
    expect(own.sent).toEqual(["H", "ei"]);
    vi.advanceTimersByTime(1_000);
    text.write("Hei!");
    expect(own.sent).toEqual(["H", "ei", "!"]);
  });

  it("is finished by a line break, and stays in view with its place among the messages", () => {
    newest = 7;
    text.write("Hei");
    text.write("Hei\n");
    vi.advanceTimersByTime(300);
    expect(own.sent.join("")).toBe(`Hei${LS}`);
    expect(text.state.get().lines).toEqual([{ id: 1, participant: ME, text: "Hei", after: 7 }]);
    expect(text.state.get().draft).toBe("");
  });

  it("leaves no faster than 30 characters a second on average (RFC 8865 cps)", () => {
    text.write("x".repeat(1_999));
    vi.advanceTimersByTime(1_000);
    expect(own.sent.join("").length).toBeLessThanOrEqual(330);
    vi.advanceTimersByTime(29_000);
    expect(own.sent.join("").length).toBeLessThanOrEqual(1_200);
    expect(own.sent.join("").length).toBeGreaterThan(1_150);
    vi.advanceTimersByTime(30_000);
    expect(own.sent.join("")).toBe("x".repeat(1_999));
    expect(own.sent.every(({ length }) => length <= 256)).toBe(true);
  });

  it("leaves no faster than the server takes it", () => {
    text.keepTo(5);
    text.write("x".repeat(500));
    vi.advanceTimersByTime(10_000);
    expect(own.sent.join("").length).toBeLessThanOrEqual(100);
    expect(own.sent.join("").length).toBeGreaterThan(90);
  });

  it("waits, and is marked, until there is a channel, and goes then", () => {
    text.bind(null);
    text.write("Hei\nku");
    vi.advanceTimersByTime(60_000);
    expect(text.state.get()).toMatchObject({ waiting: true, unsent: 1 });
    connect();
    vi.advanceTimersByTime(4_900);
    // The others may be on their way back as well, and nobody keeps text for them.
    expect(own.sent).toEqual([]);
    expect(text.state.get().waiting).toBe(true);
    vi.advanceTimersByTime(100);
    expect(own.sent).toEqual([`Hei${LS}ku`]);
    expect(text.state.get()).toMatchObject({ waiting: false, unsent: 0 });
  });

  it("waits for a channel that opens, and for a path that is being mended", () => {
    own.readyState = "connecting";
    text.write("a");
    own.readyState = "open";
    own.onopen?.(new Event("open"));
    expect(own.sent).toEqual(["a"]);
    text.hold(true);
    text.write("ab");
    vi.advanceTimersByTime(5_000);
    expect(own.sent).toEqual(["a"]);
    expect(text.state.get().waiting).toBe(true);
    text.hold(false);
    expect(own.sent).toEqual(["a", "b"]);
  });

  it("is sent again when the old channel went away with it", () => {
    text.write("Hei");
    vi.advanceTimersByTime(300);
    text.write("Hei vaan");
    own.bufferedAmount = 5;
    vi.advanceTimersByTime(300);
    connect();
    vi.advanceTimersByTime(5_000);
    expect(own.sent.join("")).toBe(" vaan");
  });
});

describe("the text of others", () => {
  it("grows, is finished, and stays on the picture for a while", () => {
    const anna = writer();
    anna.receive("He");
    anna.receive("x\bi");
    expect(seen()).toEqual({ text: "Hei", finished: false });
    anna.receive(LS);
    expect(seen()).toEqual({ text: "Hei", finished: true });
    expect(lines()).toEqual(["Hei"]);
    anna.receive("Mi");
    vi.advanceTimersByTime(20_000);
    expect(seen()).toEqual({ text: "Mi", finished: false });
    anna.receive(LS);
    vi.advanceTimersByTime(15_000);
    expect(seen()).toBeUndefined();
  });

  it("shows nothing of an empty line, nor of one that was erased", () => {
    const anna = writer();
    anna.receive(`${LS}${LS}a\b`);
    expect([seen(), lines()]).toEqual([undefined, []]);
  });

  it("is marked where a connection was lost in the middle of it", () => {
    writer().receive("Hei ku");
    text.bind(null);
    connect();
    expect(seen()?.text).toBe(`Hei ku${MISSING}`);
    writer().receive(`u${LS}`);
    expect(lines()).toEqual([`Hei ku${MISSING}u`]);
  });

  it("stays in view when its writer has left", () => {
    writer().receive("Hei");
    text.left(ANNA);
    expect([seen(), lines()]).toEqual([undefined, ["Hei"]]);
  });

  it("comes only as text, from somebody with a participant's name", () => {
    writer().receive(new ArrayBuffer(3));
    writer("text").receive("Hei");
    expect(text.state.get().growing.size).toBe(0);
  });
});

it("is long: who writes most loses lines first, and nobody else does", () => {
  writer().receive(`Hei${LS}`);
  const other = writer("b".repeat(32));
  for (let n = 0; n < 600; n++) other.receive(`${n}${LS}`);
  expect(lines()).toHaveLength(500);
  expect(lines().slice(0, 2)).toEqual(["Hei", "101"]);
  expect(lines().at(-1)).toBe("599");
});

it("forgets everything at the end", () => {
  const anna = writer();
  anna.receive(`Hei${LS}mi`);
  text.write("sa\nla");
  text.close();
  anna.receive("x");
  expect(text.state.get()).toMatchObject({ lines: [], draft: "", growing: new Map() });
  expect(vi.getTimerCount()).toBe(0);
});
