import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "./api";
import { Departures } from "./departures";
import { TestLink } from "./testing/link";
import { HERE } from "./testing/messages";

const AWAY = new ApiError("unavailable", "network");

let link: TestLink;
let departures: Departures;

beforeEach(() => {
  vi.useFakeTimers();
  link = new TestLink().answer("consultation:leave", () => ({})).answer("consultation:end", () => ({}));
  departures = new Departures(link);
});
afterEach(() => vi.useRealTimers());

const told = () => link.requests("consultation:leave");
const settle = () => vi.advanceTimersByTimeAsync(0);

describe("with a connection", () => {
  it("tells the server once, and is over until the person comes anew", async () => {
    await departures.depart("consultation:leave", HERE);
    for (const state of ["down", "up"] as const) link.line.set(state);
    await settle();
    expect(told()).toMatchObject([{ consultation: HERE }]);
    expect(departures.has(HERE)).toBe(true);
    departures.comeTo(HERE);
    expect(departures.has(HERE)).toBe(false);
  });

  it("says what the server refuses", async () => {
    link.answer("consultation:end", () => new ApiError("refused"));
    await expect(departures.depart("consultation:end", HERE)).rejects.toMatchObject({ code: "refused" });
    expect(departures.has(HERE)).toBe(false);
  });
});

describe("without a connection", () => {
  it("is done at once, and told with the same id when the line is back", async () => {
    link.line.set("down");
    await departures.depart("consultation:leave", HERE);
    expect([told(), departures.has(HERE)]).toEqual([[], true]);
    link.line.set("up");
    await settle();
    expect(told()).toHaveLength(1);
    for (const state of ["down", "up"] as const) link.line.set(state);
    await settle();
    expect(told()).toHaveLength(1);
  });

  it("waits no longer than until the line is known to be lost", async () => {
    link.answer("consultation:leave", () => new Promise<never>(() => undefined));
    const leaving = departures.depart("consultation:leave", HERE);
    link.line.set("down");
    await leaving;
    expect(departures.has(HERE)).toBe(true);
  });

  it("waits two seconds where the line only seems to live", async () => {
    link.answer("consultation:leave", () => new Promise<never>(() => undefined));
    const left = vi.fn();
    void departures.depart("consultation:leave", HERE).then(left);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(left).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(left).toHaveBeenCalledOnce();
  });

  it("is over where the server knows nothing of it any more", async () => {
    link.line.set("down");
    await departures.depart("consultation:leave", HERE);
    link.answer("consultation:leave", () => new ApiError("refused"));
    link.line.set("up");
    await settle();
    expect(departures.has(HERE)).toBe(false);
  });
});

describe("a server that cannot answer", () => {
  it("is asked a few times, always the same, and then no more", async () => {
    link.answer("consultation:leave", () => AWAY);
    await departures.depart("consultation:leave", HERE);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told()).toHaveLength(5);
    expect(new Set(told().map(({ id }) => id)).size).toBe(1);
    for (const state of ["down", "up"] as const) link.line.set(state);
    await settle();
    expect(told()).toHaveLength(5);
    // Whoever has left is not led back by a snapshot of before.
    expect(departures.has(HERE)).toBe(true);
  });

  it("has heard of it when it answers again", async () => {
    link.answer("consultation:leave", () => AWAY);
    await departures.depart("consultation:leave", HERE);
    link.answer("consultation:leave", () => ({}));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told()).toHaveLength(2);
  });
});
