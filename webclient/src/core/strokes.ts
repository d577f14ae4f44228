// Strokes as lists of numbers: simpler, nearer, in parts. Pure.
import { GRID, PRESSURE, STROKE_POINTS } from "./marks";

/** x, y and pressure. */
const NUMBERS = 3;
/** Of the page: 0.4 px where it is 1,000 px wide. */
const TOLERANCE = 4;
/** Points of one message; each is told in two. */
export const PART_POINTS = 30;

/** The place on the grid of a page, for parts of its width and height. */
export function gridPoint(x: number, y: number, pressure: number): readonly [number, number, number] {
  return [step(x, GRID), step(y, GRID), step(pressure, PRESSURE)];
}

function step(part: number, most: number): number {
  return Math.round(Math.min(1, Math.max(0, part)) * most);
}

/** The stroke in fewer points, none further than the tolerance from where it was (Ramer, Douglas and Peucker). */
export function simplified(points: readonly number[]): readonly number[] {
  const kept = keptPoints(points);
  const step = Math.ceil(kept.length / STROKE_POINTS);
  return kept
    .filter((_, at) => at % step === 0)
    .flatMap((at) => points.slice(at * NUMBERS, at * NUMBERS + NUMBERS));
}

/** Which points stay; without recursion, for a stroke may have thousands. */
function keptPoints(points: readonly number[]): readonly number[] {
  const last = points.length / NUMBERS - 1;
  if (last < 1) return last < 0 ? [] : [0];
  const kept = [0, last];
  const spans: [number, number][] = [[0, last]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    const split = farthest(points, from, to);
    if (split < 0) continue;
    kept.push(split);
    spans.push([from, split], [split, to]);
  }
  return kept.sort((one, other) => one - other);
}

/** The point that is farthest from the line between two, beyond the tolerance; -1: there is none. */
function farthest(points: readonly number[], from: number, to: number): number {
  let far = TOLERANCE;
  let split = -1;
  const [fromX, fromY, toX, toY] = [x(points, from), y(points, from), x(points, to), y(points, to)];
  for (let at = from + 1; at < to; at++) {
    const away = distance(x(points, at), y(points, at), fromX, fromY, toX, toY);
    if (away > far) {
      far = away;
      split = at;
    }
  }
  return split;
}

/** From a place to the nearest of the line between two others. */
function distance(px: number, py: number, fromX: number, fromY: number, toX: number, toY: number): number {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const length = dx * dx + dy * dy;
  const part = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - fromX) * dx + (py - fromY) * dy) / length));
  return Math.hypot(px - fromX - part * dx, py - fromY - part * dy);
}

function x(points: readonly number[], at: number): number {
  return points[at * NUMBERS] ?? 0;
}

function y(points: readonly number[], at: number): number {
  return points[at * NUMBERS + 1] ?? 0;
}

/** How far a place is from the stroke, in steps of the grid across; `aspect` is the page's height by its width. */
export function distanceTo(points: readonly number[], px: number, py: number, aspect: number): number {
  const count = points.length / NUMBERS;
  let nearest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < count; at++) {
    const before = Math.max(0, at - 1);
    nearest = Math.min(
      nearest,
      distance(
        px,
        py * aspect,
        x(points, before),
        y(points, before) * aspect,
        x(points, at),
        y(points, at) * aspect,
      ),
    );
  }
  return nearest;
}

/** The least and the largest x and y of a stroke. */
export function boxOf(points: readonly number[]): readonly [number, number, number, number] {
  let [left, top, right, bottom] = [points[0] ?? 0, points[1] ?? 0, points[0] ?? 0, points[1] ?? 0];
  for (let at = 0; at < points.length; at += NUMBERS) {
    const [px, py] = [points[at] ?? 0, points[at + 1] ?? 0];
    left = Math.min(left, px);
    right = Math.max(right, px);
    top = Math.min(top, py);
    bottom = Math.max(bottom, py);
  }
  return [left, top, right, bottom];
}

/** The points with a part of them told: a lost part is bridged until it comes, or the finished stroke does. */
export function withPart(points: readonly number[], at: number, part: readonly number[]): readonly number[] {
  const next = points.slice(0, STROKE_POINTS * NUMBERS);
  const before = next.length > 0 ? next.slice(-NUMBERS) : part.slice(0, NUMBERS);
  while (next.length < at * NUMBERS) next.push(...before);
  part.forEach((number, index) => {
    next[at * NUMBERS + index] = number;
  });
  return next.slice(0, STROKE_POINTS * NUMBERS);
}

/** The end of a growing stroke as it is told: what came since `told` points, and as many before that again. */
export function partOf(
  points: readonly number[],
  told: number,
): { readonly at: number; readonly points: readonly number[] } {
  const count = points.length / NUMBERS;
  const at = Math.max(0, count - PART_POINTS, told - (count - told));
  return { at, points: points.slice(at * NUMBERS) };
}
