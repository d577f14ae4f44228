import { describe, expect, it } from "vitest";
import { AnswerTime, attemptMs, longestPauseMs, type Pace } from "./patience";

describe("the patience with an answer", () => {
  const learned = (...answersMs: number[]): number => {
    const time = new AnswerTime();
    for (const answerMs of answersMs) time.took(answerMs);
    return time.patienceMs;
  };

  it("is 0.5 s before any answer, and on a quick line enough for one packet that TCP sends again", () => {
    expect(learned()).toBe(500);
    expect(learned(10, 12, 9, 11)).toBe(500);
  });

  it("is of the line, not of what the server has to do; a line that has become slow is known after 8 answers", () => {
    expect(learned(10, 800, 700)).toBe(500);
    expect(learned(10, ...Array<number>(7).fill(610))).toBe(500);
    expect(learned(10, ...Array<number>(8).fill(610))).toBe(1_420);
  });

  it("is unknown on another line", () => {
    const time = new AnswerTime();
    time.took(610);
    time.reset();
    expect(time.patienceMs).toBe(500);
  });

  it("is never longer than 1.5 s", () => {
    expect(learned(30_000)).toBe(1_500);
  });
});

describe("the pace of attempts", () => {
  /** When each attempt begins that fails, in F-04's 30 s and the one that is under way at their end. */
  const begun = (timedOut: boolean, pace: Pace): number[] => {
    const at: number[] = [];
    for (let nowMs = 0, attempt = 0; nowMs < 30_000; attempt++) {
      at.push(nowMs);
      nowMs += (timedOut ? attemptMs(attempt, 100, pace) : 10) + longestPauseMs(attempt, timedOut, pace);
    }
    return at;
  };
  const lasting = (pace: Pace) => [0, 1, 2, 3, 4, 5].map((attempt) => attemptMs(attempt, 100, pace));

  it("is quick at first, then patient; or patient each third time", () => {
    expect(lasting("sparing")).toEqual([600, 600, 2_300, 2_300, 2_300, 2_300]);
    expect(lasting("eager")).toEqual([600, 600, 2_000, 600, 600, 2_000]);
  });

  it("waits longer for a line that took long, and for one that never was", () => {
    expect(attemptMs(0, null, "eager")).toBe(2_000);
    expect(attemptMs(0, 300, "eager")).toBe(900);
    expect(attemptMs(1, 2_400, "sparing")).toBe(3_600);
    expect(attemptMs(1, 60_000, "sparing")).toBe(8_000);
  });

  it.each([
    ["sparing", 16],
    ["eager", 30],
  ] as const)("slows down after F-04's 30 s: %s", (pace, last) => {
    expect(attemptMs(last - 1, 100, pace)).toBeLessThan(2_500);
    expect(longestPauseMs(last - 1, true, pace)).toBe(50);
    expect(attemptMs(last, 100, pace)).toBe(8_000);
    expect(longestPauseMs(last, true, pace)).toBe(4_000);
  });

  it.each([
    ["sparing", 1_400],
    ["eager", 1_100],
  ] as const)(
    "asks often in F-04's 30 s: each SYN counts, the first and the one after 1 s: %s",
    (pace, mostMs) => {
      const syns = begun(true, pace).flatMap((at, attempt) =>
        attemptMs(attempt, 100, pace) > 1_000 ? [at, at + 1_000] : [at],
      );
      const gaps = syns.slice(1).map((at, index) => at - (syns[index] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(mostMs);
    },
  );

  it("fails no more often in these 30 s than browsers forgive", () => {
    expect(begun(true, "sparing").length).toBeLessThanOrEqual(15);
    for (const pace of ["sparing", "eager"] as const)
      expect(begun(false, pace).length).toBeLessThanOrEqual(14);
  });

  it("comes back soon to a server that begins anew", () => {
    expect(begun(false, "sparing").filter((at) => at < 3_000)).toHaveLength(5);
  });
});
