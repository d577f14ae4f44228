import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Channel, parseVolatile, surfaceOf, Volatile } from "./volatile";

const ANNA = "a".repeat(32);
const BERT = "b".repeat(32);
const PAGE = surfaceOf("c".repeat(32), 2);

class TestChannel implements Channel {
  readyState: RTCDataChannelState = "open";
  readonly sent: unknown[] = [];
  onmessage: ((event: MessageEvent) => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  receive(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent);
  }
}

let channel: TestChannel;
let volatile: Volatile;

beforeEach(() => {
  vi.useFakeTimers();
  channel = new TestChannel();
  volatile = new Volatile();
  volatile.bind(channel);
});

afterEach(() => {
  volatile.close();
  vi.useRealTimers();
});

describe("the own pointer", () => {
  it("is told at most 30 times a second, and its last place always", () => {
    for (let ms = 0; ms < 1_000; ms++) {
      volatile.point(PAGE, ms / 1_000, 0.5);
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(33);
    expect(channel.sent.length).toBeGreaterThanOrEqual(29);
    expect(channel.sent.length).toBeLessThanOrEqual(32);
    expect(channel.sent.at(-1)).toEqual({ type: "pointer", surface: PAGE, x: 0.999, y: 0.5 });
  });

  it("is told again while it rests, for a message may be lost", () => {
    volatile.point(PAGE, 0.1, 0.2);
    vi.advanceTimersByTime(4_100);
    expect(channel.sent).toHaveLength(3);
  });

  it("says goodbye once, and stays away", () => {
    volatile.point(PAGE, 0.1, 0.2);
    volatile.point(PAGE, 0.2, 0.2);
    volatile.unpoint();
    volatile.unpoint();
    vi.advanceTimersByTime(10_000);
    expect(channel.sent).toEqual([
      { type: "pointer", surface: PAGE, x: 0.1, y: 0.2 },
      { type: "pointer-gone", surface: PAGE },
    ]);
  });

  it("stays on the page", () => {
    volatile.point(PAGE, -3, 7);
    expect(channel.sent[0]).toMatchObject({ x: 0, y: 1 });
  });

  it("waits in silence for a channel that is not open", () => {
    channel.readyState = "connecting";
    volatile.point(PAGE, 0.5, 0.5);
    expect(channel.sent).toEqual([]);
    channel.readyState = "open";
    vi.advanceTimersByTime(2_000);
    expect(channel.sent).toHaveLength(1);
  });
});

describe("the others' pointers", () => {
  it("are one for each person, the newest place", () => {
    channel.receive({ type: "pointer", from: ANNA, surface: PAGE, x: 0.1, y: 0.1 });
    channel.receive({ type: "pointer", from: BERT, surface: PAGE, x: 0.2, y: 0.2 });
    channel.receive({ type: "pointer", from: ANNA, surface: PAGE, x: 0.3, y: 0.3 });
    expect(volatile.pointers.get()).toEqual([
      { participant: BERT, surface: PAGE, x: 0.2, y: 0.2 },
      { participant: ANNA, surface: PAGE, x: 0.3, y: 0.3 },
    ]);
    channel.receive({ type: "pointer-gone", from: BERT, surface: PAGE });
    volatile.forget(ANNA);
    expect(volatile.pointers.get()).toEqual([]);
  });

  it("go after 6 s of silence, for a goodbye may be lost", () => {
    channel.receive({ type: "pointer", from: ANNA, surface: PAGE, x: 0.1, y: 0.1 });
    vi.advanceTimersByTime(5_900);
    channel.receive({ type: "pointer", from: ANNA, surface: PAGE, x: 0.1, y: 0.1 });
    vi.advanceTimersByTime(5_900);
    expect(volatile.pointers.get()).toHaveLength(1);
    vi.advanceTimersByTime(200);
    expect(volatile.pointers.get()).toHaveLength(0);
  });

  it("go with their channel", () => {
    channel.receive({ type: "pointer", from: ANNA, surface: PAGE, x: 0.1, y: 0.1 });
    volatile.bind(null);
    expect(volatile.pointers.get()).toEqual([]);
    expect(channel.onmessage).toBeNull();
  });

  it.each([
    ["no text", new ArrayBuffer(4)],
    ["no JSON", "{"],
    ["no object", "null"],
    ["another type", JSON.stringify({ type: "stroke", from: ANNA, surface: PAGE, x: 0, y: 0 })],
    ["nobody's", JSON.stringify({ type: "pointer", surface: PAGE, x: 0, y: 0 })],
    ["off the page", JSON.stringify({ type: "pointer", from: ANNA, surface: PAGE, x: 1.5, y: 0 })],
    ["no number", JSON.stringify({ type: "pointer", from: ANNA, surface: PAGE, x: "0", y: 0 })],
    ["too long", JSON.stringify({ type: "pointer-gone", from: ANNA, surface: "x".repeat(2_000) })],
  ])("ignore a message that is %s", (_, data) => {
    expect(parseVolatile(data)).toBeNull();
  });
});
