// Strokes as outlines for SVG. Pure.
import { getStroke, type StrokeOptions } from "perfect-freehand";
import { GRID, type Mark } from "../../core/marks";

/** Widths in steps of the grid across: 0.4 % and 2.6 % of the page's width, as the server draws them. */
const PEN: StrokeOptions = { size: 40, thinning: 0.5, smoothing: 0.5, streamline: 0.3 };
const HIGHLIGHTER: StrokeOptions = { size: 260, thinning: 0, smoothing: 0.5, streamline: 0.3 };

/** The outline of a stroke, where the page is GRID wide and GRID times `aspect` high. */
export function outlineOf(
  tool: "pen" | "highlighter",
  points: readonly number[],
  aspect: number,
  finished = true,
): string {
  const places: [number, number, number][] = [];
  let [least, most] = [1, 0];
  for (let at = 0; at + 2 < points.length; at += 3) {
    const [x = 0, y = 0, pressure = 0] = points.slice(at, at + 3);
    least = Math.min(least, pressure / 255);
    most = Math.max(most, pressure / 255);
    places.push([x, y * aspect, pressure / 255]);
  }
  const options = tool === "pen" ? PEN : HIGHLIGHTER;
  // A mouse presses always alike: then speed stands for pressure.
  const simulatePressure = tool === "pen" && most - least < 0.02;
  return pathOf(getStroke(places, { ...options, simulatePressure, last: finished }));
}

function pathOf(outline: readonly (readonly number[])[]): string {
  const [first] = outline;
  if (!first) return "";
  const parts = outline.map(([x = 0, y = 0], at) => {
    const [nextX = 0, nextY = 0] = outline[(at + 1) % outline.length] ?? first;
    return `${round(x)} ${round(y)} ${round((x + nextX) / 2)} ${round((y + nextY) / 2)}`;
  });
  return `M${round(first[0] ?? 0)} ${round(first[1] ?? 0)}Q${parts.join(" ")}Z`;
}

function round(value: number): number {
  return Math.round(value);
}

const DRAWN = new WeakMap<Mark, { readonly aspect: number; readonly outline: string }>();

/** The outline of a mark that is a stroke; made once for each size of page. */
function outlineOfMark(mark: Mark, aspect: number): string {
  const known = DRAWN.get(mark);
  if (known?.aspect === aspect) return known.outline;
  const outline = outlineOf(mark.kind === "pen" ? "pen" : "highlighter", mark.points, aspect);
  DRAWN.set(mark, { aspect, outline });
  return outline;
}

/** Strokes of one person, tool and time, which are drawn as one shape: ten thousand strokes are a hundred shapes. */
export interface Bundle {
  readonly key: string;
  readonly tool: "pen" | "highlighter";
  readonly author: string;
  readonly marks: readonly Mark[];
}

const BUNDLE = 128; // numbers of operations

/** The strokes of a page in bundles, highlighters below. A bundle keeps its key while others come and go. */
export function bundlesOf(marks: readonly Mark[]): readonly Bundle[] {
  const found = new Map<string, Mark[]>();
  for (const mark of marks) {
    if (mark.kind !== "pen" && mark.kind !== "highlighter") continue;
    const key = `${mark.kind}:${mark.author}:${Math.floor(mark.sequence / BUNDLE)}`;
    const bundle = found.get(key);
    if (bundle) bundle.push(mark);
    else found.set(key, [mark]);
  }
  const bundles = [...found].flatMap(([key, together]): Bundle[] => {
    const [first] = together;
    if (!first || (first.kind !== "pen" && first.kind !== "highlighter")) return [];
    return [{ key, tool: first.kind, author: first.author, marks: together }];
  });
  return [
    ...bundles.filter(({ tool }) => tool === "highlighter"),
    ...bundles.filter(({ tool }) => tool === "pen"),
  ];
}

/** Are these the same marks? */
export function sameMarks(one: readonly Mark[], other: readonly Mark[]): boolean {
  return one.length === other.length && one.every((mark, at) => mark === other[at]);
}

/** One shape of all strokes of a bundle. */
export function outlineOfBundle({ marks }: Bundle, aspect: number): string {
  return marks.map((mark) => outlineOfMark(mark, aspect)).join("");
}

/** The box of the drawing. */
export function viewBoxOf(aspect: number): string {
  return `0 0 ${GRID} ${Math.round(GRID * aspect)}`;
}
