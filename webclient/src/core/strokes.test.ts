import { describe, expect, it } from "vitest";
import { STROKE_POINTS } from "./marks";
import { distanceTo, gridPoint, PART_POINTS, partOf, simplified, withPart } from "./strokes";

/** Points of a wave, as a hand draws it. */
function wave(count: number): number[] {
  return Array.from({ length: count }, (_, at) => [
    Math.round((at / count) * 10_000),
    Math.round(5_000 + 2_000 * Math.sin(at / 20)),
    at % 256,
  ]).flat();
}

describe("a stroke in fewer points", () => {
  it("keeps its ends and stays where it was", () => {
    const points = wave(1_000);
    const fewer = simplified(points);
    expect(fewer.length).toBeLessThan(points.length / 3);
    expect(fewer.slice(0, 3)).toEqual(points.slice(0, 3));
    expect(fewer.slice(-3)).toEqual(points.slice(-3));
    for (let at = 0; at < points.length; at += 3) {
      expect(distanceTo(fewer, points[at] ?? 0, points[at + 1] ?? 0, 1)).toBeLessThan(5);
    }
  });

  it("is two points for a straight line and one for a dot", () => {
    expect(simplified([0, 0, 1, 10, 10, 1, 20, 20, 1])).toEqual([0, 0, 1, 20, 20, 1]);
    expect(simplified([7, 8, 9])).toEqual([7, 8, 9]);
    expect(simplified([])).toEqual([]);
  });

  it("never has more than a stroke may have", () => {
    const jagged = Array.from({ length: 3_000 }, (_, at) => [at, at % 2 === 0 ? 0 : 9_000, 0]).flat();
    expect(simplified(jagged).length / 3).toBeLessThanOrEqual(STROKE_POINTS);
  });
});

describe("a place on the grid", () => {
  it("is on the page, whatever the pointer says", () => {
    expect(gridPoint(0.5, 0.25, 0.5)).toEqual([5_000, 2_500, 128]);
    expect(gridPoint(-1, 7, 3)).toEqual([0, 10_000, 255]);
  });
});

describe("how near a place is", () => {
  it("is measured across the page, also down it", () => {
    expect(distanceTo([0, 0, 1, 1_000, 0, 1], 500, 100, 1.5)).toBeCloseTo(150);
    expect(distanceTo([100, 100, 0], 100, 100, 1.4)).toBe(0);
    expect(distanceTo([], 1, 1, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the parts of a growing stroke", () => {
  /** Tells a stroke of 200 points in steps; `lost` are not told, and `order` is how the others come. */
  function told(lost: (n: number) => boolean, order = (parts: unknown[]) => parts): readonly number[] {
    const points = wave(200);
    const parts: { at: number; points: readonly number[] }[] = [];
    for (let count = 1, before = 0; count <= 200; before = count, count += 5) {
      parts.push(partOf(points.slice(0, count * 3), before));
      if (count === 196) parts.push(partOf(points, 196));
    }
    expect(Math.max(...parts.map((part) => part.points.length / 3))).toBeLessThanOrEqual(PART_POINTS);
    const coming = order(parts.filter((_, n) => !lost(n))) as typeof parts;
    return coming.reduce<readonly number[]>((before, part) => withPart(before, part.at, part.points), []);
  }

  it("are the stroke", () => {
    expect(told(() => false)).toEqual(wave(200));
  });

  it("are the stroke where every third one is lost", () => {
    expect(told((n) => n % 3 === 2)).toEqual(wave(200));
  });

  it("are the stroke in whatever order they come, and twice", () => {
    expect(
      told(
        () => false,
        (parts) => [...parts].reverse(),
      ),
    ).toEqual(wave(200));
    expect(
      told(
        () => false,
        (parts) => [...parts, ...parts],
      ),
    ).toEqual(wave(200));
  });

  it("leave a bridge where two in a row are lost, and never more points than a stroke has", () => {
    const bridged = told((n) => n === 3 || n === 4);
    expect(bridged).toHaveLength(600);
    expect(withPart([], STROKE_POINTS, [1, 2, 3]).length / 3).toBeLessThanOrEqual(STROKE_POINTS);
  });
});
