// What lies on the papers after any operations. Pure, and the same as signaling/papers/marking.py: both are
// held to tests/vectors/marks.json. Loss that is filled later, another order and repetition change nothing.
import type { Mark as MarkMessage, Operation } from "./protocol";

/** A page is so many steps wide and so many high. */
export const GRID = 10_000;
/** Of the hardest press. */
export const PRESSURE = 255;
/** Most points of one stroke. */
export const STROKE_POINTS = 2_000;
export const NOTE_CHARS = 500;
export const NOTE_LINES = 12;

/** A mark as it lies on a page; the same object as long as it lies there. */
export interface Mark {
  /** Author and id: what names it. */
  readonly key: string;
  readonly author: string;
  readonly id: string;
  /** Later ones lie above earlier ones. */
  readonly sequence: number;
  readonly paper: string;
  readonly page: number;
  readonly kind: MarkMessage["kind"];
  /** x, y and pressure of each point in turn. */
  readonly points: readonly number[];
  readonly text: string;
  readonly stamp: NonNullable<MarkMessage["stamp"]> | null;
}

/** What names a mark: nobody has another's. */
export function keyOf(author: string, id: string): string {
  return `${author}:${id}`;
}

/** The mark out of what the server tells of a page. */
export function markOf(paper: string, page: number, message: MarkMessage): Mark {
  const { participant: author, mark: id, sequence, kind, points, text = "", stamp = null } = message;
  return { key: keyOf(author, id), author, id, sequence, paper, page, kind, points, text, stamp };
}

/** The marks of all papers. */
export class Marks {
  readonly #marks = new Map<string, Mark>();
  /** In order; a page that has changed since it was last asked for has no view. */
  readonly #pages = new Map<string, Mark[]>();
  readonly #views = new Map<string, readonly Mark[]>();
  readonly #erased = new Set<string>();
  readonly #gone = new Set<string>();

  /** Takes one operation in; one that is known, or is not about marks, changes nothing. */
  apply(operation: Operation): void {
    const { kind, paper, page, about, mark } = operation;
    if (kind === "paper_removed") this.#take(paper);
    if (!about) return;
    if (kind === "mark_erased" || (kind === "mark_added" && !mark)) this.erase(about.participant, about.mark);
    if (kind === "mark_added" && mark) this.add(markOf(paper, page, mark));
  }

  /** Takes a mark in that lies on its page. */
  add(mark: Mark): void {
    if (this.#erased.has(mark.key) || this.#gone.has(mark.paper)) return;
    const known = this.#marks.get(mark.key);
    if (known && known.sequence <= mark.sequence) return;
    if (known) this.#lift(known);
    this.#marks.set(mark.key, mark);
    const place = placeOf(mark.paper, mark.page);
    const page = this.#pages.get(place) ?? [];
    const last = page.at(-1);
    page.push(mark);
    // Nearly always the newest: ten thousand marks are not sorted for each one.
    if (last && last.sequence >= mark.sequence) page.sort(inOrder);
    this.#pages.set(place, page);
    this.#views.delete(place);
  }

  /** Takes many in that lie on one page, as the server tells them. */
  addAll(marks: readonly Mark[]): void {
    for (const mark of marks) this.add(mark);
  }

  /**
   * What lies on a page has been read anew: what is not there any more was erased. Operations that were told
   * meanwhile are in both.
   */
  replace(paper: string, page: number, read: Marks): void {
    const there = read.on(paper, page);
    const names = new Set(there.map(({ key }) => key));
    for (const { key, author, id } of this.on(paper, page)) if (!names.has(key)) this.erase(author, id);
    for (const mark of there) this.add(mark);
  }

  /** Takes a mark away for good. */
  erase(author: string, id: string): void {
    const key = keyOf(author, id);
    this.#erased.add(key);
    const known = this.#marks.get(key);
    if (known) this.#lift(known);
  }

  /** Was there ever a mark of this name? */
  knows(author: string, id: string): boolean {
    const key = keyOf(author, id);
    return this.#marks.has(key) || this.#erased.has(key);
  }

  /** The marks of a page, the lowest first; the same array until something changes there. */
  on(paper: string, page: number): readonly Mark[] {
    const place = placeOf(paper, page);
    const view = this.#views.get(place) ?? [...(this.#pages.get(place) ?? [])];
    this.#views.set(place, view);
    return view;
  }

  #take(paper: string): void {
    this.#gone.add(paper);
    for (const [key, mark] of this.#marks) if (mark.paper === paper) this.#marks.delete(key);
    for (const place of [...this.#pages.keys()].filter((place) => place.startsWith(`${paper}:`))) {
      this.#pages.delete(place);
      this.#views.delete(place);
    }
  }

  #lift(mark: Mark): void {
    this.#marks.delete(mark.key);
    const place = placeOf(mark.paper, mark.page);
    const page = this.#pages.get(place) ?? [];
    this.#pages.set(
      place,
      page.filter(({ key }) => key !== mark.key),
    );
    this.#views.delete(place);
  }
}

/** What undoing takes away: the newest mark of this author. */
export function newestOf(marks: readonly Mark[], author: string): Mark | null {
  return marks.findLast((mark) => mark.author === author) ?? null;
}

/** The text without control characters and turns of direction, in at most NOTE_LINES lines. */
export function plainText(text: string): string {
  const lines = text.replaceAll("\t", " ").replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");
  const kept = lines.slice(0, NOTE_LINES).map((line) => line.replace(UNSEEN, "").trimEnd());
  return kept.join("\n").trim().normalize("NFC");
}

// Joiners (U+200C and U+200D) stay: many scripts and signs need them.
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

function placeOf(paper: string, page: number): string {
  return `${paper}:${page}`;
}

function inOrder(one: Mark, other: Mark): number {
  return one.sequence - other.sequence || (one.key < other.key ? -1 : 1);
}
