import { ApiError } from "./api";
import { Feeds, type Versioned } from "./feed";

/** Deltas that come while a snapshot is under way; more than this and the snapshot is asked for again. */
const MAX_HELD = 500;
/** Snapshots asked for in a row because of gaps; then the next delta is waited for (no busy circle). */
const MAX_ROUNDS = 3;

interface Held {
  readonly delta: Versioned;
  readonly apply: () => void;
}

/** What a screen asks the server for and how it shows it. */
export interface Source<Snapshot> {
  ask(): Promise<Snapshot>;
  feeds(snapshot: Snapshot): Iterable<Versioned>;
  show(snapshot: Snapshot): void;
}

/** Keeps one screen true: a snapshot, its deltas in order, and a new snapshot when one is missing. */
export class Screen<Snapshot> {
  readonly #feeds = new Feeds();
  #held: Held[] = [];
  #asking: Promise<void> | null = null;
  #again = false;
  #shown = false;
  #closed = false;

  constructor(private readonly source: Source<Snapshot>) {}

  /** Asks for the snapshot and shows it; ApiError when it is refused. One question at a time. */
  refresh(): Promise<void> {
    this.#again = this.#asking !== null;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Applies a delta in its turn: now, after the snapshot under way, or never when that had it. */
  deliver(delta: Versioned, apply: () => void): void {
    if (this.#closed) return;
    if (this.#asking || !this.#shown) this.#hold({ delta, apply });
    else if (!this.#apply({ delta, apply })) {
      this.#hold({ delta, apply });
      // The failure shows as a lost line or a refused session, which has its own sentence.
      void this.refresh().catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
      });
    }
  }

  /** Nothing is shown from now on. */
  close(): void {
    this.#closed = true;
    this.#held = [];
  }

  #hold(held: Held): void {
    if (this.#held.length < MAX_HELD) this.#held.push(held);
    else this.#again = true;
  }

  async #ask(): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      this.#again = false;
      const snapshot = await this.source.ask();
      if (this.#closed) return;
      this.#feeds.restart(this.source.feeds(snapshot));
      this.#shown = true;
      this.source.show(snapshot);
      const held = this.#held;
      this.#held = [];
      const complete = held.every((one) => this.#apply(one));
      if (complete && !this.#again) return;
    }
  }

  /** Returns false on a gap. */
  #apply({ delta, apply }: Held): boolean {
    const verdict = this.#feeds.judge(delta);
    if (verdict === "gap") return false;
    if (verdict !== "stale") apply();
    return true;
  }
}
