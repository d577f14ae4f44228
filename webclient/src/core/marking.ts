export type { MarkingState, MarkNews, Tool } from "./markingState";

import type { Api } from "./api";
import { newId } from "./ids";
import { LiveStrokes } from "./liveStrokes";
import { EMPTY, type MarkingState, type MarkNews, type Tool } from "./markingState";
import { GRID, keyOf, type Mark, Marks, markOf, newestOf, plainText } from "./marks";
import type { Shown } from "./papers";
import type { MarkKind, Operation, PageMarks, StampName } from "./protocol";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";
import { boxOf, distanceTo, partOf, simplified } from "./strokes";
import { surfaceOf, type Volatile } from "./volatile";

/** Parts of a stroke 25 times a second: with a pointer they stay below what the server relays of one person. */
const SEND_MS = 40;
const REPEAT_MS = 2_000; // a pen that rests on the paper is told again, for a message may be lost
/** How near an eraser must be, of the page's width. */
const ERASER = 120;

export interface MarkingContext {
  readonly api: Api;
  readonly link: Link;
  readonly consultation: string;
  readonly volatile: Pick<Volatile, "tell" | "unpoint">;
  /** The own participant. */
  readonly me: () => string;
  /** May anything be captured now? Not while an identity document is before a camera (F-95). */
  readonly mayCapture: () => boolean;
}

interface Drawing {
  readonly id: string;
  readonly surface: string;
  readonly tool: "pen" | "highlighter";
  readonly paper: string;
  readonly page: number;
  points: number[];
  told: number;
}

/** Marks on the page that is shown: what one draws, and what all have drawn (F-36). */
export class Marking {
  readonly #store = new Store<MarkingState>(EMPTY);
  readonly state: Readable<MarkingState> = this.#store;
  readonly live: LiveStrokes;
  /** Hears what others have done on the shown page while one looks at it. */
  news: (news: MarkNews) => void = () => undefined;
  #marks = new Marks();
  /** The marks while they are read anew: what comes meanwhile goes into both. */
  #coming: Marks | null = null;
  #loading: AbortController | null = null;
  /** Pages that are complete. */
  readonly #read = new Set<string>();
  readonly #pending = new Map<string, Mark>();
  #drawing: Drawing | null = null;
  #noting = false;
  #throttle: ReturnType<typeof setTimeout> | undefined;
  #repeat: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(private readonly context: MarkingContext) {
    this.live = new LiveStrokes(
      (author, stroke) => context.mayCapture() && !this.#marks.knows(author, stroke),
    );
  }

  /** Takes a tool in the hand, or puts it away. */
  take(tool: Tool | null): void {
    this.cancel();
    this.#store.patch({ tool, noteAt: null, error: null });
  }

  /** Chooses what a stamp says. */
  choose(stamp: StampName): void {
    this.#store.patch({ stamp });
  }

  /** Forgets why the last deed failed. */
  forgive(): void {
    this.#store.patch({ error: null });
  }

  /** This page is shown now; its marks are read once. */
  show(shown: Shown | null): void {
    const before = this.#store.get().shown;
    if (before?.paper === shown?.paper && before?.page === shown?.page) return;
    this.cancel();
    this.#store.patch({ shown, noteAt: null });
    this.#draw();
    if (shown && !this.#read.has(surfaceOf(shown.paper, shown.page))) void this.#load(shown);
  }

  /** Tries once more where the marks of the shown page could not be had. */
  again(): void {
    const { shown } = this.#store.get();
    if (shown && !this.#loading && !this.#read.has(surfaceOf(shown.paper, shown.page)))
      void this.#load(shown);
  }

  /** An operation was told; null: some may be missing, so what was read is read anew. */
  heard(operation: Operation | null): void {
    if (this.#closed) return;
    if (operation === null) {
      this.#read.clear();
      const { shown } = this.#store.get();
      if (shown) void this.#load(shown);
      return;
    }
    const { about, kind } = operation;
    const news = this.#newsOf(operation);
    this.#marks.apply(operation);
    this.#coming?.apply(operation);
    if (about) this.live.end(about.participant, about.mark);
    if (about || kind === "paper_removed") this.#draw();
    if (news) this.news(news);
  }

  #newsOf({ participant, kind, paper, page, about, mark }: Operation): MarkNews | null {
    const { shown } = this.#store.get();
    const here = shown?.paper === paper && shown.page === page;
    if (!here || !about || participant === this.context.me()) return null;
    const known = this.#marks.knows(about.participant, about.mark);
    if (kind === "mark_added" && mark && !known) {
      return { author: participant, added: true, text: mark.kind === "note" ? (mark.text ?? "") : null };
    }
    return kind === "mark_erased" ? { author: participant, added: false, text: null } : null;
  }

  /** Begins a stroke on the shown page. */
  begin(tool: "pen" | "highlighter", point: readonly number[]): void {
    const { shown } = this.#store.get();
    if (!shown || !this.context.mayCapture()) return;
    this.cancel();
    this.context.volatile.unpoint(); // the stroke itself shows where
    const { paper, page } = shown;
    const surface = surfaceOf(paper, page);
    this.#drawing = { id: newId(), surface, tool, paper, page, points: [...point], told: 0 };
    this.#grown();
  }

  /** The stroke goes on; one that has as many points as a stroke may have goes on as the next one. */
  extend(points: readonly number[]): void {
    const drawing = this.#drawing;
    if (!drawing) return;
    drawing.points.push(...points);
    if (drawing.points.length / 3 >= 1_500) {
      const last = drawing.points.slice(-3);
      this.finish();
      this.begin(drawing.tool, last);
    } else this.#grown();
  }

  /** The stroke is done: it is stored, for everybody. */
  finish(): void {
    const drawing = this.#drawing;
    if (!drawing) return;
    this.#tell(); // the others keep it in view until the finished one is there
    this.#stop();
    const { id, tool: kind, points } = drawing;
    void this.#add(id, drawing, { kind, points: simplified(points), text: "", stamp: null });
  }

  /** The stroke is given up. */
  cancel(): void {
    const drawing = this.#drawing;
    this.#stop();
    if (drawing) {
      const { surface, id: stroke } = drawing;
      this.context.volatile.tell({ type: "stroke-gone", surface, stroke });
    }
  }

  /** A note is to be written for this place; null: it is not. */
  write(point: readonly number[] | null): void {
    if (this.context.mayCapture()) this.#store.patch({ noteAt: point });
  }

  /** Puts the note on its place. True when it lies there. */
  async note(text: string): Promise<boolean> {
    const { noteAt: points } = this.#store.get();
    if (!points || this.#noting) return false; // people press twice
    this.#noting = true;
    const done = await this.#place({ kind: "note", points, text: plainText(text), stamp: null });
    this.#noting = false;
    if (done) this.#store.patch({ noteAt: null });
    return done;
  }

  /** Puts the chosen stamp on the shown page. */
  stamp(point: readonly number[]): Promise<boolean> {
    const { stamp } = this.#store.get();
    return this.#place({ kind: "stamp", points: point, text: "", stamp });
  }

  /** The topmost mark at this place, of those that may be erased; null: there is none. */
  at(x: number, y: number, aspect: number, any: boolean): Mark | null {
    const { marks } = this.#store.get();
    const me = this.context.me();
    const near = (mark: Mark) =>
      isInReach(mark, x, y) && distanceTo(mark.points, x, y, aspect) <= reach(mark);
    return marks.findLast((mark) => (any || mark.author === me) && near(mark)) ?? null;
  }

  /** Takes a mark away for everybody. */
  async erase(mark: Mark): Promise<void> {
    const { link, consultation } = this.context;
    const own = mark.author === this.context.me();
    this.#store.patch({ error: null });
    try {
      if (own) await link.emit("mark:erase", { id: newId(), consultation, mark: mark.id });
      else {
        const participant = mark.author;
        await link.emit("mark:erase-other", { id: newId(), consultation, participant, mark: mark.id });
      }
      this.#marks.erase(mark.author, mark.id);
      this.#coming?.erase(mark.author, mark.id);
      this.#draw();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Takes the newest own mark of the shown page away; false: there is none. */
  async undo(): Promise<boolean> {
    const acknowledged = this.#store.get().marks.filter(({ key }) => !this.#pending.has(key));
    const newest = newestOf(acknowledged, this.context.me());
    if (newest) await this.erase(newest);
    return newest !== null;
  }

  /** Somebody has left: a stroke that was begun is not finished. */
  left(participant: string): void {
    this.live.forget(participant);
  }

  /** An identity document is shown: what is half drawn is given up, and nothing is drawn (F-95). */
  stop(): void {
    this.take(null);
    this.live.clear();
  }

  /** Forgets everything for good. */
  close(): void {
    this.#closed = true;
    this.#stop();
    this.#loading?.abort();
    this.live.clear();
    this.#marks = new Marks();
    this.#pending.clear();
    this.#store.set(EMPTY);
  }

  #grown(): void {
    const drawing = this.#drawing;
    if (!drawing) return;
    this.#store.patch({ own: { tool: drawing.tool, points: [...drawing.points] } });
    if (this.#throttle === undefined) this.#tell();
  }

  #tell = (): void => {
    const drawing = this.#drawing;
    clearTimeout(this.#throttle);
    this.#throttle = undefined;
    if (!drawing) return;
    const { id: stroke, surface, tool, points, told } = drawing;
    const fresh = points.length / 3 > told;
    this.context.volatile.tell({ type: "stroke", surface, stroke, tool, ...partOf(points, told) });
    drawing.told = points.length / 3;
    if (fresh) this.#throttle = setTimeout(this.#next, SEND_MS);
    clearTimeout(this.#repeat);
    this.#repeat = setTimeout(this.#tell, REPEAT_MS);
  };

  #next = (): void => {
    this.#throttle = undefined;
    if (this.#drawing && this.#drawing.points.length / 3 > this.#drawing.told) this.#tell();
  };

  #stop(): void {
    clearTimeout(this.#throttle);
    clearTimeout(this.#repeat);
    this.#throttle = undefined;
    this.#drawing = null;
    if (this.#store.get().own) this.#store.patch({ own: null });
  }

  async #place(content: Content): Promise<boolean> {
    const { shown } = this.#store.get();
    if (!shown || !this.context.mayCapture()) return false;
    return await this.#add(newId(), shown, content);
  }

  async #add(id: string, { paper, page }: Shown, content: Content): Promise<boolean> {
    const { link, consultation, me } = this.context;
    const author = me();
    const key = keyOf(author, id);
    const sequence = Number.MAX_SAFE_INTEGER;
    this.#pending.set(key, { key, author, id, sequence, paper, page, ...content });
    this.#store.patch({ error: null });
    this.#draw();
    try {
      const done = await link.emit("mark:add", { id, consultation, paper, page, ...content });
      if (this.#closed) return false;
      const mark = { key, author, id, paper, page, ...content, sequence: done.sequence };
      this.#marks.add(mark);
      this.#coming?.add(mark);
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    } finally {
      this.#pending.delete(key);
      this.#draw();
    }
  }

  #failed(error: unknown): void {
    if (!this.#closed) this.#store.patch({ error });
  }

  #draw(): void {
    const { shown } = this.#store.get();
    if (this.#closed) return;
    if (!shown) {
      this.#store.patch({ marks: [] });
      return;
    }
    const lying = this.#marks.on(shown.paper, shown.page);
    const waiting = [...this.#pending.values()].filter(
      ({ paper, page, author, id }) =>
        paper === shown.paper && page === shown.page && !this.#marks.knows(author, id),
    );
    const marks = waiting.length > 0 ? [...lying, ...waiting] : lying;
    if (marks !== this.#store.get().marks) this.#store.patch({ marks });
  }

  /** Reads the marks of a page in slices. What is not among them any more goes at the end. */
  async #load({ paper, page }: Shown): Promise<void> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    const fresh = new Marks();
    this.#coming = fresh;
    this.#store.patch({ coming: true });
    const path = `/api/consultations/${this.context.consultation}/papers/${paper}/pages/${page}/marks`;
    try {
      for (let after = 0, more = true; more; ) {
        const reply = await this.context.api.get<PageMarks>(`${path}?after=${after}`, loading.signal);
        if (this.#loading !== loading || this.#closed) return;
        const marks = reply.marks.map((mark) => markOf(paper, page, mark));
        fresh.addAll(marks);
        if (after === 0) {
          // At once; the rest of a long page together, for the browser paints all of it for each change.
          this.#marks.addAll(marks);
          this.#draw();
        }
        after = marks.at(-1)?.sequence ?? after;
        more = reply.more && marks.length > 0;
      }
      this.#marks.replace(paper, page, fresh);
      this.#read.add(surfaceOf(paper, page));
    } catch (error) {
      if (this.#loading === loading) this.#failed(error);
    } finally {
      if (this.#loading === loading) {
        this.#loading = null;
        this.#coming = null;
        if (!this.#closed) this.#store.patch({ coming: false });
        this.#draw();
      }
    }
  }
}

type Content = Pick<Mark, "points" | "text" | "stamp"> & { readonly kind: MarkKind };

const BOXES = new WeakMap<Mark, ReturnType<typeof boxOf>>();

/** Is the place near the box of the mark? Of ten thousand strokes few are. */
function isInReach(mark: Mark, x: number, y: number): boolean {
  const box = BOXES.get(mark) ?? boxOf(mark.points);
  BOXES.set(mark, box);
  const [left, top, right, bottom] = box;
  const far = reach(mark);
  return x >= left - far && x <= right + far && y >= top - far && y <= bottom + far;
}

/** How near one must be to touch a mark, of the page's width. */
function reach({ kind }: Mark): number {
  return kind === "note" || kind === "stamp" ? GRID * 0.03 : ERASER;
}
