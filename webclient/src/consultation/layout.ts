// Where pictures lie when some of them are to be large: those that the person has pinned (F-60) and those of
// everybody who signs (F-61). Pure: sizes in CSS pixels in, rectangles out.
import { BOUNDS } from "../core/arrangement";

/** The other participants as far as their pictures' places go, in the order of their coming. */
export interface Face {
  readonly id: string;
  readonly signing: boolean;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** From the upper left corner of the box. */
export interface Rect extends Box {
  readonly x: number;
  readonly y: number;
}

export interface Place extends Rect {
  /** Stays in view whatever is scrolled. */
  readonly large: boolean;
}

/** A line that can be moved. */
export interface Divider {
  /** x: it stands, and is moved to the left and to the right. */
  readonly axis: "x" | "y";
  /** Its middle along the axis, and its ends across it. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** What 100 percent are, along the axis from the box's beginning. */
  readonly length: number;
}

export interface Wish {
  readonly faces: readonly Face[];
  /** Who speaks: first among the small ones where not all of them are in view. */
  readonly speaking: string | null;
  /** Those pinned, in this order; who has left may still be among them. */
  readonly pins: readonly string[];
  /** Percent that the first of two large pictures has of their place. */
  readonly share: number;
  /** Percent that the large pictures have of the box; the small ones have the rest. */
  readonly area: number;
  readonly box: Box;
  /** What the own picture covers of the lower right corner; null: nothing. */
  readonly corner: Box | null;
}

export interface Arranged {
  readonly places: ReadonlyMap<string, Place>;
  /** How far the pictures go. Beyond the box the small ones scroll. */
  readonly extent: Box;
  /** Between the two large ones. */
  readonly pair: Divider | null;
  /** Between large and small ones. */
  readonly edge: Divider | null;
}

export const GAP = 10;
const RATIO = 16 / 9;
/** Thinner than this a row of small pictures tells nobody who is who. */
const LEAST_STRIP = 64;
/** A signing person's picture is at least so high where there is room: hands of fewer pixels are hard to read. */
const LEAST_SIGNING = 120;
/** Or so much of what it could have with everybody else out of the way. */
const LEAST_PART = 0.8;
/** Part of a narrow screen's height for pictures that stay while the papers below them are scrolled. */
const BESIDE_PAPERS = 0.45;
const WITHOUT_PAPERS = 0.75;

/** Those whose pictures are large: who signs first, in view wherever a page begins, then the pinned ones. */
export function largeOf(faces: readonly Face[], pins: readonly string[]): readonly string[] {
  const signing = faces.filter(({ signing }) => signing).map(({ id }) => id);
  const pinned = pins.filter((pin) => faces.some(({ id, signing }) => id === pin && !signing));
  return [...signing, ...pinned];
}

/** The height of the box on a screen of one column: as high as it needs, in a part of the window. */
export function heightOnNarrow(
  width: number,
  window: number,
  { large, small, table }: { readonly large: number; readonly small: number; readonly table: boolean },
): number {
  const needed = large * (width / RATIO + GAP) + (small > 0 ? LEAST_STRIP : -GAP);
  return Math.round(Math.min(needed, window * (table ? BESIDE_PAPERS : WITHOUT_PAPERS)));
}

/**
 * Places for everybody, with at least one large picture.
 *
 * A signing person is always large, in view and of a size to be read: first the wished sizes give way to
 * that, then what is pinned, then the small pictures, which are then scrolled to.
 */
export function arrange(wish: Wish): Arranged {
  const large = largeOf(wish.faces, wish.pins);
  const signing = large.filter((id) => wish.faces.some((face) => face.id === id && face.signing));
  const least = leastOf(wish.box, signing.length);
  const usual = { ...wish, share: BOUNDS.share.usual, area: BOUNDS.area.usual };
  for (const [sizes, chosen] of [
    [wish, large],
    [usual, large],
    [usual, signing],
  ] as const) {
    if (chosen.length === 0) continue;
    const found = beside(sizes, chosen, bestSide(sizes, chosen));
    const readable = (id: string) => pictureHeight(found.places.get(id)) >= least;
    if (signing.every(readable)) return found;
  }
  return below(wish, signing);
}

/** How high a picture of this place is, black bars left out. */
export function pictureHeight(place: Box | undefined): number {
  return place ? Math.min(place.height, place.width / RATIO) : 0;
}

function leastOf(box: Box, signing: number): number {
  const alone = inGrid({ x: 0, y: 0, ...box }, signing, BOUNDS.share.usual).cells.map(pictureHeight);
  return Math.min(LEAST_SIGNING, LEAST_PART * Math.min(...alone, LEAST_SIGNING / LEAST_PART));
}

type Side = "right" | "bottom" | "none";

/** Where the small ones leave the large ones most; the same whatever sizes are wished, so that nothing jumps. */
function bestSide(wish: Wish, large: readonly string[]): Side {
  const small = wish.faces.length - large.length;
  const alone = large.length === 1 && !wish.faces.some(({ id, signing }) => signing && id === large[0]);
  // As in a call of two, the own picture may lie on a single one; not on hands that speak.
  if (small === 0 && (alone || wish.corner === null)) return "none";
  const usual = { ...wish, share: BOUNDS.share.usual, area: BOUNDS.area.usual };
  const smallest = (side: Side) => {
    const { places } = beside(usual, large, side);
    return Math.min(...large.map((id) => pictureHeight(places.get(id))));
  };
  return smallest("right") > smallest("bottom") ? "right" : "bottom";
}

/** Large ones in the upper left, small ones in a row at this side. */
function beside(wish: Wish, large: readonly string[], side: Side): Arranged {
  const { box, corner } = wish;
  const along = side === "right" ? box.width : box.height;
  const covered = corner === null ? 0 : side === "right" ? corner.width : corner.height;
  const asked = (along * (100 - wish.area)) / 100;
  const strip = side === "none" ? 0 : Math.min(along / 2, Math.max(LEAST_STRIP, covered, asked));
  const room = side === "none" ? 0 : strip + GAP;
  const main: Rect = {
    x: 0,
    y: 0,
    width: Math.max(0, side === "right" ? box.width - room : box.width),
    height: Math.max(0, side === "bottom" ? box.height - room : box.height),
  };
  const { cells, pair } = inGrid(main, large.length, wish.share);
  const small = inRow(wish, large, side, strip);
  const places = new Map<string, Place>(small.places);
  for (const [index, id] of large.entries()) {
    const cell = cells[index];
    if (cell) places.set(id, { ...cell, large: true });
  }
  const edge: Divider | null =
    side === "none"
      ? null
      : side === "right"
        ? { axis: "x", at: main.width + GAP / 2, from: 0, to: box.height, length: box.width }
        : { axis: "y", at: main.height + GAP / 2, from: 0, to: box.width, length: box.height };
  return { places, extent: small.extent, pair, edge };
}

/** The cells of large pictures: as many columns as make them largest; two have the wished shares. */
function inGrid(
  main: Rect,
  count: number,
  share: number,
): { readonly cells: readonly Rect[]; readonly pair: Divider | null } {
  if (count === 0) return { cells: [], pair: null };
  const columns = bestColumns(main, count);
  if (count === 2) return inPair(main, columns === 2 ? "x" : "y", share);
  const rows = Math.ceil(count / columns);
  const width = Math.max(0, (main.width - GAP * (columns - 1)) / columns);
  const height = Math.max(0, (main.height - GAP * (rows - 1)) / rows);
  const cells = Array.from({ length: count }, (_, index) => ({
    x: main.x + (index % columns) * (width + GAP),
    y: main.y + Math.floor(index / columns) * (height + GAP),
    width,
    height,
  }));
  return { cells, pair: null };
}

function inPair(main: Rect, axis: "x" | "y", share: number) {
  const length = axis === "x" ? main.width : main.height;
  const first = Math.max(0, ((length - GAP) * share) / 100);
  const second = Math.max(0, length - GAP - first);
  const cells: readonly Rect[] =
    axis === "x"
      ? [
          { ...main, width: first },
          { ...main, x: main.x + first + GAP, width: second },
        ]
      : [
          { ...main, height: first },
          { ...main, y: main.y + first + GAP, height: second },
        ];
  const across = axis === "x" ? main.height : main.width;
  return { cells, pair: { axis, at: first + GAP / 2, from: 0, to: across, length } };
}

function bestColumns(main: Box, count: number): number {
  let best = 1;
  let highest = -1;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const width = (main.width - GAP * (columns - 1)) / columns;
    const found = pictureHeight({ width, height: (main.height - GAP * (rows - 1)) / rows });
    if (found > highest) [best, highest] = [columns, found];
  }
  return best;
}

interface Row {
  readonly places: readonly (readonly [string, Place])[];
  readonly extent: Box;
}

/** Small pictures at one side, as thick as the row; what the own picture covers is left free behind the last. */
function inRow(
  { faces, speaking, box, corner }: Wish,
  large: readonly string[],
  side: Side,
  thick: number,
): Row {
  const small = faces.map(({ id }) => id).filter((id) => !large.includes(id));
  const down = side === "right";
  const width = down ? thick : thick * RATIO;
  const height = down ? thick / RATIO : thick;
  const step = (down ? height : width) + GAP;
  const behind = corner === null ? 0 : (down ? corner.height : corner.width) + GAP;
  const length = Math.max(0, small.length * step - GAP + (small.length > 0 ? behind : 0));
  const fits = length <= (down ? box.height : box.width);
  const places = speakerFirst(small, fits ? null : speaking).map((id, index): readonly [string, Place] => [
    id,
    {
      x: down ? box.width - thick : index * step,
      y: down ? index * step : box.height - thick,
      width,
      height,
      large: false,
    },
  ]);
  const extent = {
    width: down ? box.width : Math.max(box.width, length),
    height: down ? Math.max(box.height, length) : box.height,
  };
  return { places, extent };
}

/** Where there is room for who signs alone: the others lie below, and are scrolled to. */
function below(wish: Wish, large: readonly string[]): Arranged {
  const { box } = wish;
  const { cells } = inGrid({ x: 0, y: 0, ...box }, large.length, BOUNDS.share.usual);
  const places = new Map<string, Place>();
  for (const [index, id] of large.entries()) {
    const cell = cells[index];
    if (cell) places.set(id, { ...cell, large: true });
  }
  const small = speakerFirst(
    wish.faces.map(({ id }) => id).filter((id) => !large.includes(id)),
    wish.speaking,
  );
  const width = Math.min(box.width, LEAST_STRIP * RATIO);
  const columns = Math.max(1, Math.floor((box.width + GAP) / (width + GAP)));
  for (const [index, id] of small.entries()) {
    const x = (index % columns) * (width + GAP);
    const y = box.height + GAP + Math.floor(index / columns) * (LEAST_STRIP + GAP);
    places.set(id, { x, y, width, height: LEAST_STRIP, large: false });
  }
  const rows = Math.ceil(small.length / columns);
  const extent = { width: box.width, height: box.height + rows * (LEAST_STRIP + GAP) };
  return { places, extent, pair: null, edge: null };
}

function speakerFirst(small: readonly string[], speaking: string | null): readonly string[] {
  if (speaking === null || !small.includes(speaking)) return small;
  return [speaking, ...small.filter((id) => id !== speaking)];
}
