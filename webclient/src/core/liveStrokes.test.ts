import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveStrokes, parseStroke } from "./liveStrokes";

const ANNA = "a".repeat(32);
const BERT = "b".repeat(32);
const ONE = "1".repeat(32);
const TWO = "2".repeat(32);

const part = (fields: object = {}) =>
  JSON.stringify({
    type: "stroke",
    from: ANNA,
    surface: "p:0",
    stroke: ONE,
    tool: "pen",
    at: 0,
    points: [1, 2, 3],
    ...fields,
  });

let live: LiveStrokes;
let finished: Set<string>;

beforeEach(() => {
  vi.useFakeTimers();
  finished = new Set();
  live = new LiveStrokes((author, stroke) => !finished.has(author + stroke));
});
afterEach(() => {
  live.clear();
  vi.useRealTimers();
});

describe("strokes of the others", () => {
  it("grow, one of each person", () => {
    live.take(part());
    live.take(part({ at: 1, points: [4, 5, 6] }));
    live.take(part({ from: BERT, tool: "highlighter" }));
    expect(live.state.get()).toEqual([
      { author: ANNA, surface: "p:0", stroke: ONE, tool: "pen", points: [1, 2, 3, 4, 5, 6] },
      { author: BERT, surface: "p:0", stroke: ONE, tool: "highlighter", points: [1, 2, 3] },
    ]);
    live.take(part({ stroke: TWO, points: [7, 8, 9] }));
    expect(live.state.get().find(({ author }) => author === ANNA)?.points).toEqual([7, 8, 9]);
  });

  it("end when their author ends them, and nobody else does", () => {
    live.take(part());
    live.take(JSON.stringify({ type: "stroke-gone", from: BERT, surface: "p:0", stroke: ONE }));
    expect(live.state.get()).toHaveLength(1);
    live.take(JSON.stringify({ type: "stroke-gone", from: ANNA, surface: "p:0", stroke: ONE }));
    expect(live.state.get()).toEqual([]);
  });

  it("are not drawn again when a part comes after the finished one", () => {
    finished.add(ANNA + ONE);
    live.take(part());
    expect(live.state.get()).toEqual([]);
  });

  it("go after 6 s of silence, and with their channel", () => {
    live.take(part());
    vi.advanceTimersByTime(6_100);
    expect(live.state.get()).toEqual([]);
    live.take(part());
    live.take(null);
    expect(live.state.get()).toEqual([]);
  });
});

describe("a stroke's message", () => {
  it.each([
    ["no text", new ArrayBuffer(4)],
    ["no JSON", "{"],
    ["no object", "null"],
    ["a pointer", part({ type: "pointer" })],
    ["nobody's", part({ from: undefined })],
    ["of no name", part({ stroke: "1" })],
    ["of no tool", part({ tool: "eraser" })],
    ["off the page", part({ points: [10_001, 0, 0] })],
    ["harder than a press", part({ points: [0, 0, 256] })],
    ["of broken points", part({ points: [1, 2] })],
    ["of too many points", part({ points: Array(93).fill(1) })],
    ["of points that are none", part({ points: ["1", 2, 3] })],
    ["beyond a stroke", part({ at: 2_001 })],
    ["too long", part({ surface: "x".repeat(2_000) })],
  ])("is ignored that is %s", (_, data) => {
    expect(parseStroke(data)).toBeNull();
  });

  it("is ignored whatever is changed in it", () => {
    const good = part();
    for (let at = 0; at < good.length; at++) {
      for (const other of ['"', "}", "9", "-", "\u0000"]) {
        const parsed = parseStroke(good.slice(0, at) + other + good.slice(at + 1));
        if (parsed) expect(parsed.points.length % 3).toBe(0);
      }
    }
  });
});
