import { describe, expect, it } from "vitest";
import {
  type Arranged,
  arrange,
  type Box,
  type Face,
  GAP,
  heightOnNarrow,
  largeOf,
  type Place,
  pictureHeight,
  type Wish,
} from "./layout";

const face = (id: string, signing = false): Face => ({ id, signing });
const FACES = ["a", "b", "c", "d"].map((id) => face(id));
const WIDE: Box = { width: 1330, height: 600 };
const CORNER: Box = { width: 232, height: 131 };

const wish = (more: Partial<Wish>): Wish => ({
  faces: FACES,
  speaking: null,
  pins: [],
  share: 50,
  area: 75,
  box: WIDE,
  corner: null,
  ...more,
});

const placeOf = ({ places }: Arranged, id: string): Place => {
  const place = places.get(id);
  if (!place) throw new Error(`${id} has no place`);
  return place;
};

const right = ({ x, width }: Place) => x + width;
const bottom = ({ y, height }: Place) => y + height;
const touch = (a: Place, b: Place) =>
  a.x < right(b) - 0.01 && b.x < right(a) - 0.01 && a.y < bottom(b) - 0.01 && b.y < bottom(a) - 0.01;

describe("two pinned pictures (F-60)", () => {
  it("are large together, and everybody else is small", () => {
    const found = arrange(wish({ pins: ["c", "a"] }));
    expect([...found.places].filter(([, { large }]) => large).map(([id]) => id)).toEqual(["c", "a"]);
    const small = Math.max(...["b", "d"].map((id) => pictureHeight(placeOf(found, id))));
    expect(Math.min(...["a", "c"].map((id) => pictureHeight(placeOf(found, id))))).toBeGreaterThan(2 * small);
  });

  it("share their place as it is wished", () => {
    const [narrow, broad] = [
      arrange(wish({ pins: ["a", "b"], share: 30 })),
      arrange(wish({ pins: ["a", "b"], share: 70 })),
    ];
    for (const one of [narrow, broad]) expect(one.pair).toMatchObject({ axis: "x", from: 0 });
    expect(placeOf(narrow, "a").width).toBeCloseTo(placeOf(broad, "b").width);
    expect(placeOf(broad, "a").width / placeOf(broad, "b").width).toBeCloseTo(70 / 30);
    expect(broad.pair?.at).toBeCloseTo(right(placeOf(broad, "a")) + GAP / 2);
  });

  it("stand above each other where that makes them larger", () => {
    const found = arrange(wish({ pins: ["a", "b"], box: { width: 340, height: 600 } }));
    expect(found.pair?.axis).toBe("y");
    expect(placeOf(found, "b").y).toBeGreaterThan(bottom(placeOf(found, "a")));
  });

  it("stay where they are when somebody else joins or leaves", () => {
    const before = arrange(wish({ pins: ["a", "b"] }));
    const after = arrange(wish({ pins: ["a", "b"], faces: [...FACES, face("e")] }));
    for (const id of ["a", "b"]) expect(placeOf(after, id)).toEqual(placeOf(before, id));
  });

  it("give their part to the small ones as it is wished", () => {
    const few = arrange(wish({ pins: ["a"], area: 85 }));
    const much = arrange(wish({ pins: ["a"], area: 50 }));
    expect(few.edge?.axis).toBe(much.edge?.axis);
    expect(placeOf(few, "a").width * placeOf(few, "a").height).toBeGreaterThan(
      placeOf(much, "a").width * placeOf(much, "a").height,
    );
  });

  it("wait for one who has left and comes back", () => {
    expect(largeOf([face("b")], ["a", "b"])).toEqual(["b"]);
    expect(largeOf(FACES, ["a", "b"])).toEqual(["a", "b"]);
  });

  it("leave the own picture a place of its own", () => {
    const found = arrange(wish({ pins: ["a", "b"], faces: [face("a"), face("b")], corner: CORNER }));
    const own: Place = { x: WIDE.width - 232, y: WIDE.height - 131, ...CORNER, large: false };
    for (const id of ["a", "b"]) expect(touch(placeOf(found, id), own)).toBe(false);
    const one = arrange(wish({ pins: ["a"], faces: [face("a")], corner: CORNER }));
    expect(placeOf(one, "a")).toMatchObject(WIDE);
    expect(one.edge).toBeNull();
  });
});

describe("the small ones", () => {
  it("come with the speaker first where not all of them are in view, and never in place of a large one", () => {
    const many = Array.from({ length: 12 }, (_, index) => face(`p${index}`));
    const found = arrange(wish({ faces: many, pins: ["p3"], speaking: "p9" }));
    expect(placeOf(found, "p9")).toMatchObject(placeOf(arrange(wish({ faces: many, pins: ["p3"] })), "p0"));
    expect(placeOf(found, "p3").large).toBe(true);
    const still = arrange(wish({ pins: ["a"], speaking: "d" }));
    expect(still).toEqual(arrange(wish({ pins: ["a"] })));
  });
});

/** The same numbers each time; from 0 to below 1. */
function* numbers(): Generator<number> {
  for (let seed = 12_345; ; ) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    yield seed / 2 ** 31;
  }
}

const SCREENS: readonly Box[] = [
  { width: 1920, height: 1080 },
  { width: 1366, height: 768 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
  { width: 320, height: 256 },
];

describe("a signing person (F-61)", () => {
  it("is always large, in view and readable, whoever else is there, speaks or is pinned", () => {
    const chance = numbers();
    const upTo = (most: number) => Math.floor(chance.next().value * (most + 1));
    for (let round = 0; round < 3_000; round++) {
      const count = 1 + upTo(23);
      const signing = 1 + upTo(Math.min(1, count - 1));
      const faces = Array.from({ length: count }, (_, index) => face(`p${index}`, index >= count - signing));
      const screen = SCREENS[upTo(SCREENS.length - 1)] ?? WIDE;
      const papers = upTo(1) === 1;
      const narrow = screen.width < 960;
      const pins = [...new Set([`p${upTo(count - 1)}`, `p${upTo(count)}`])];
      const large = largeOf(faces, pins).length;
      const box = narrow
        ? {
            width: screen.width - 20,
            height: heightOnNarrow(screen.width - 20, screen.height, {
              large,
              small: count - large,
              table: papers,
            }),
          }
        : { width: screen.width * (papers ? 0.27 : 0.97), height: screen.height - (papers ? 330 : 190) };
      const found = arrange({
        faces,
        pins,
        speaking: `p${upTo(count - 1)}`,
        share: 25 + upTo(50),
        area: 50 + upTo(35),
        box,
        corner: narrow || papers ? null : CORNER,
      });
      expect(found.places.size).toBe(count);
      for (const { id } of faces.filter(({ signing }) => signing)) {
        const place = placeOf(found, id);
        const told = JSON.stringify({ id, place, box, pins, count, screen, papers });
        expect(place.large, told).toBe(true);
        expect(place.x >= 0 && place.y >= 0, told).toBe(true);
        expect(right(place) <= box.width + 0.01 && bottom(place) <= box.height + 0.01, told).toBe(true);
        const best = Math.min(120, Math.min(box.height, box.width / (16 / 9)) * (signing === 1 ? 0.8 : 0.38));
        expect(pictureHeight(place), told).toBeGreaterThanOrEqual(best - 0.01);
        for (const [other, rect] of found.places)
          if (other !== id)
            expect(touch(place, rect), `${told} ${other} ${JSON.stringify(rect)}`).toBe(false);
      }
    }
  });

  it("has more than half of the screen's width beside papers at 320 px, with seven others", () => {
    const faces = Array.from({ length: 8 }, (_, index) => face(`p${index}`, index === 7));
    const box = { width: 300, height: heightOnNarrow(300, 640, { large: 1, small: 7, table: true }) };
    const place = placeOf(arrange(wish({ faces, speaking: "p0", box })), "p7");
    expect(pictureHeight(place) * (16 / 9)).toBeGreaterThan(160);
  });

  it("is not lost when two others are pinned where there is hardly any room", () => {
    const faces = [face("a"), face("b"), face("s", true)];
    const box = { width: 300, height: 115 };
    const found = arrange(wish({ faces, pins: ["a", "b"], box }));
    expect(placeOf(found, "s")).toMatchObject({ large: true });
    expect(pictureHeight(placeOf(found, "s"))).toBeGreaterThanOrEqual(92);
    for (const id of ["a", "b"]) expect(placeOf(found, id).large).toBe(false);
  });

  it("needs no pin, and keeps its place beside one", () => {
    const faces = [face("a"), face("b"), face("s", true)];
    expect(largeOf(faces, [])).toEqual(["s"]);
    expect(largeOf(faces, ["a", "s"])).toEqual(["s", "a"]);
    expect(largeOf(faces, ["b"])).toEqual(["s", "b"]);
  });
});
