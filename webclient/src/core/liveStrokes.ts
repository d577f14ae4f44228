import { GRID, PRESSURE, STROKE_POINTS } from "./marks";
import { type Readable, Store } from "./store";
import { PART_POINTS, withPart } from "./strokes";

const FORGET_MS = 6_000; // three repeats missed: the end was lost, or the one who drew is gone
const MAX_MESSAGE_CHARS = 1_024;
const MAX_SURFACE_CHARS = 128;
const ID = /^[0-9a-f]{32}$/;

/** A stroke that somebody is drawing: what names it is that person and an id of that person's own. */
export interface LiveStroke {
  readonly author: string;
  readonly stroke: string;
  readonly surface: string;
  readonly tool: "pen" | "highlighter";
  readonly points: readonly number[];
}

interface Part extends LiveStroke {
  /** Which point of the stroke the first one is; null: the stroke has been given up. */
  readonly at: number | null;
}

/** Strokes of the others while they are drawn: one of each person, never stored. */
export class LiveStrokes {
  readonly #store = new Store<readonly LiveStroke[]>([]);
  readonly state: Readable<readonly LiveStroke[]> = this.#store;
  readonly #forgetAt = new Map<string, ReturnType<typeof setTimeout>>();

  /** `shown` tells whether a stroke of this name may be seen: a finished one is not drawn again. */
  constructor(private readonly shown: (author: string, stroke: string) => boolean) {}

  /** Takes a message of the channel; null: the channel has gone. */
  take(data: unknown): void {
    if (data === null) this.clear();
    const part = parseStroke(data);
    if (!part) return;
    const { at, ...told } = part;
    if (at === null) {
      this.end(told.author, told.stroke);
      return;
    }
    if (!this.shown(told.author, told.stroke)) return;
    const known = this.#store.get().find(({ author }) => author === told.author);
    const before = known?.stroke === told.stroke && known.surface === told.surface ? known.points : [];
    this.#put({ ...told, points: withPart(before, at, told.points) });
  }

  /** The stroke is finished or given up; another one of the same person goes on. */
  end(author: string, stroke: string): void {
    if (this.#store.get().some((one) => one.author === author && one.stroke === stroke)) this.forget(author);
  }

  /** Takes the stroke of this person away. */
  forget(author: string): void {
    clearTimeout(this.#forgetAt.get(author));
    this.#forgetAt.delete(author);
    const left = this.#store.get().filter((one) => one.author !== author);
    if (left.length < this.#store.get().length) this.#store.set(left);
  }

  /** Takes all away. */
  clear(): void {
    for (const { author } of this.#store.get()) this.forget(author);
  }

  #put(stroke: LiveStroke): void {
    clearTimeout(this.#forgetAt.get(stroke.author));
    this.#forgetAt.set(
      stroke.author,
      setTimeout(() => this.forget(stroke.author), FORGET_MS),
    );
    this.#store.set([...this.#store.get().filter(({ author }) => author !== stroke.author), stroke]);
  }
}

/** A stroke's message as the server relays it, or null for anything else. */
export function parseStroke(data: unknown): Part | null {
  if (typeof data !== "string" || data.length > MAX_MESSAGE_CHARS) return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { type, from, surface, stroke, tool, at, points } = value as Record<string, unknown>;
  if (typeof from !== "string" || typeof stroke !== "string" || !ID.test(from) || !ID.test(stroke))
    return null;
  if (typeof surface !== "string" || surface.length > MAX_SURFACE_CHARS) return null;
  const named = { author: from, stroke, surface } as const;
  if (type === "stroke-gone") return { ...named, tool: "pen", at: null, points: [] };
  if (type !== "stroke" || (tool !== "pen" && tool !== "highlighter")) return null;
  if (!isWhole(at, STROKE_POINTS) || !arePoints(points)) return null;
  return { ...named, tool, at, points };
}

function arePoints(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length % 3 !== 0) return false;
  if (value.length > 3 * PART_POINTS) return false;
  return value.every((number, index) => isWhole(number, index % 3 === 2 ? PRESSURE : GRID));
}

function isWhole(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}
