import { expect, it } from "vitest";
import { barBetween, FIRST_BAR, moved, sized } from "./bars";

it("spans two corners in any order, and no farther than the page", () => {
  const bar = { left: 0.25, top: 0.5, width: 0.25, height: 0.5 };
  expect(barBetween({ x: 0.25, y: 0.5 }, { x: 0.5, y: 1.5 })).toEqual(bar);
  expect(barBetween({ x: 0.5, y: 1.5 }, { x: 0.25, y: 0.5 })).toEqual(bar);
});

it("takes a click for no bar", () => {
  expect(barBetween({ x: 0.5, y: 0.5 }, { x: 0.501, y: 0.9 })).toBeNull();
});

it("stays on the page however far it is moved or sized", () => {
  for (const by of [-3, -0.1, 0.1, 3]) {
    for (const bar of [moved(FIRST_BAR, by, by), sized(FIRST_BAR, by, by)]) {
      expect(bar.left).toBeGreaterThanOrEqual(0);
      expect(bar.top).toBeGreaterThanOrEqual(0);
      expect(bar.width).toBeGreaterThan(0);
      expect(bar.height).toBeGreaterThan(0);
      expect(bar.left + bar.width).toBeLessThanOrEqual(1);
      expect(bar.top + bar.height).toBeLessThanOrEqual(1);
    }
  }
});
