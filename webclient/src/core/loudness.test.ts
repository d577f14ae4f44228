import { describe, expect, it } from "vitest";
import { gainOf, type Loudness, louder, quieter, USUAL } from "./loudness";

const ALL: readonly Loudness[] = [0, 1, 2, 3, 4];

describe("the loudness of the others", () => {
  it("is as it comes until somebody presses", () => {
    expect(gainOf(USUAL)).toBe(1);
  });

  it("has two steps each way, each at least 5 dB from the next, and none is silence", () => {
    expect([louder(louder(USUAL)), quieter(quieter(USUAL))]).toEqual([4, 0]);
    const gains = ALL.map(gainOf);
    expect(gains[0]).toBeGreaterThan(0.2);
    for (const [index, gain] of gains.slice(1).entries()) {
      expect(20 * Math.log10(gain / (gains[index] ?? 1))).toBeGreaterThan(5);
    }
  });

  it("stays at its ends", () => {
    expect([louder(4), quieter(0)]).toEqual([4, 0]);
  });
});
