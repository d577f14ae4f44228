import { describe, expect, it } from "vitest";
import { type Hearing, LISTEN_MS, Silence } from "./silence";

/** Listens for so long while a packet comes at each of `times` (ms); what was told, and when. */
const heard = (silence: Silence, fromMs: number, toMs: number, times: readonly number[]) => {
  const told: [Hearing, number][] = [];
  for (let nowMs = fromMs; nowMs < toMs; nowMs += LISTEN_MS) {
    const hearing = silence.listen(Math.max(0, ...times.filter((at) => at <= nowMs)), nowMs);
    if (hearing !== "nothing" && hearing !== "heard") told.push([hearing, nowMs]);
  }
  return told;
};
const each = (gapMs: number, fromMs: number, toMs: number): number[] =>
  Array.from({ length: Math.ceil((toMs - fromMs) / gapMs) }, (_, index) => fromMs + index * gapMs);

describe("a silence", () => {
  it("is doubted once after 0.9 s and mended once after 1.5 s", () => {
    expect(heard(new Silence(), 1_000, 20_000, [1_000])).toEqual([
      ["doubt", 1_900],
      ["mend", 2_500],
    ]);
  });

  it("is doubted after 0.3 s where packets came densely for 5 s", () => {
    const silence = new Silence();
    expect(heard(silence, 1_000, 10_000, each(33, 1_000, 8_000))).toEqual([
      ["doubt", 8_300],
      ["mend", 9_500],
    ]);
    // The silence is no part of the rhythm.
    expect(heard(silence, 10_000, 12_000, each(33, 10_000, 11_000))).toEqual([
      ["again", 10_000],
      ["doubt", 11_300],
    ]);
  });

  it("is none between the packets of people who say nothing and have no camera (DTX)", () => {
    expect(heard(new Silence(), 1_000, 60_000, each(400, 1_000, 60_000))).toEqual([]);
  });

  it("is none where one of their packets is lost", () => {
    const times = each(400, 1_000, 60_000).filter((_, number) => number % 5 !== 4);
    expect(heard(new Silence(), 1_000, 60_000, times)).toEqual([]);
  });

  it("is doubted once when the last camera goes off, and the rhythm is known from then on", () => {
    const times = [...each(33, 1_000, 9_000), ...each(400, 9_380, 60_000)];
    const told = heard(new Silence(), 1_000, 60_000, times);
    expect(told.map(([hearing]) => hearing)).toEqual(["doubt", "again"]);
  });

  it("is none while somebody speaks with pauses", () => {
    const times = each(4_000, 1_000, 60_000).flatMap((at) => [
      ...each(20, at, at + 2_000),
      ...each(400, at + 2_200, at + 4_000),
    ]);
    expect(heard(new Silence(), 1_000, 60_000, times)).toEqual([]);
  });

  it("ends with the next packet, and the next one is told again", () => {
    const silence = new Silence();
    silence.listen(20, 0);
    expect(silence.listen(20, 900)).toBe("doubt");
    expect(silence.listen(40, 950)).toBe("again");
    expect(silence.listen(60, 1_050)).toBe("heard");
    expect(silence.listen(60, 1_950)).toBe("doubt");
  });

  it("is mended 3 s after somebody else has begun to mend the path, not sooner", () => {
    const silence = new Silence();
    heard(silence, 0, 1_200, [1]); // the doubt is told
    silence.mending(1_200);
    expect(heard(silence, 1_200, 20_000, [1])).toEqual([["mend", 4_200]]);
  });

  it("is none where nobody has been heard, or another connection has begun", () => {
    const silence = new Silence();
    expect(silence.listen(0, 60_000)).toBe("nothing");
    silence.listen(20, 60_000);
    silence.reset();
    expect(silence.listen(0, 120_000)).toBe("nothing");
  });
});
