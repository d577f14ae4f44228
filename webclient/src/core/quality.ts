// Whether pictures can be carried, from what the browser counts. Pure: counts and the time are arguments (F-05).

/** Below this a picture of a person is not worth what it takes from the sound. */
const LEAST_RATE = 100_000; // bit/s
/** Of the own packets, by the receiver's reports: Opus bears it with FEC, a picture does not. */
const HEAVY_LOSS = 0.25;
/** Frames a second below which a sender that does not tell its limits is held for limited. */
const LEAST_FRAME_RATE = 5;
/** A key frame or a passing hiccup is over by then. */
const BAD_MS = 6_000;
/** How long a picture that was held back must be good before it counts as back. */
const GOOD_MS = 5_000;
/** Between attempts to send again: a browser begins each one small, but it costs the sound something. */
const PAUSES_MS = [10_000, 20_000, 30_000] as const;
/** Good for so long, and what was is forgotten. */
const FORGET_MS = 60_000;
/** A picture that does not move for so long, while its sound is there, has stopped. */
const FROZEN_MS = 4_000;
/** It moves again when it has moved for so long: one frame now and then is no picture. */
const MOVING_MS = 2_000;
/** Counts further apart tell nothing: in between nobody looked, or the whole path was away. */
const GAP_MS = 3_000;

/** What the browser counts of the own picture since the connection was made. */
export interface Sent {
  readonly bytes: number;
  readonly frames: number;
  /** The share of packets that was lost of late, 0..1. */
  readonly lost: number;
  /** Whether the browser says that the line limits it; null where it does not tell. */
  readonly limited: boolean | null;
}

type Phase = "sending" | "held" | "trying";

/** Decides when the own picture is held back so that the sound goes on, and when it is tried again. */
export class Sending {
  #phase: Phase = "sending";
  #last: { readonly sent: Sent; readonly atMs: number } | null = null;
  #badSince: number | null = null;
  #goodSince: number | null = null;
  #tryAt = 0;
  #tries = 0;

  /** Whether the picture is to be held back now. */
  get held(): boolean {
    return this.#phase === "held";
  }

  /** Whether the person is to be told that the picture does not go out: also while it is tried again. */
  get poor(): boolean {
    return this.#phase !== "sending";
  }

  /** Takes the counts of about every second; null: there is no picture to send, the camera is off. */
  step(sent: Sent | null, atMs: number): void {
    if (this.#phase === "held") {
      this.#last = null;
      if (atMs >= this.#tryAt) this.#begin("trying");
      return;
    }
    const last = this.#last;
    this.#last = sent && { sent, atMs };
    if (!sent || !last || atMs <= last.atMs || atMs - last.atMs > GAP_MS) {
      this.#badSince = this.#goodSince = null;
      return;
    }
    if (isBad(last.sent, sent, atMs - last.atMs)) {
      this.#goodSince = null;
      this.#badSince ??= last.atMs;
      if (atMs - this.#badSince >= BAD_MS) this.#hold(atMs);
    } else {
      this.#badSince = null;
      this.#goodSince ??= last.atMs;
      if (this.#phase === "trying" && atMs - this.#goodSince >= GOOD_MS) this.#begin("sending");
      if (atMs - this.#goodSince >= FORGET_MS) this.#tries = 0;
    }
  }

  #hold(atMs: number): void {
    this.#tryAt = atMs + (PAUSES_MS[Math.min(this.#tries, PAUSES_MS.length - 1)] ?? 0);
    this.#tries += 1;
    this.#begin("held");
  }

  #begin(phase: Phase): void {
    this.#phase = phase;
    this.#badSince = this.#goodSince = null;
  }
}

function isBad(before: Sent, now: Sent, ms: number): boolean {
  if (now.lost >= HEAVY_LOSS) return true;
  const rate = ((now.bytes - before.bytes) * 8_000) / ms;
  const frameRate = ((now.frames - before.frames) * 1_000) / ms;
  // A still or dark picture needs little: a low rate is bad only where the line is the reason.
  return rate < LEAST_RATE && (now.limited ?? frameRate < LEAST_FRAME_RATE);
}

interface Watched {
  frames: number;
  movedAt: number;
  movingSince: number;
  frozen: boolean;
}

/** Tells whose picture has stopped though it should move. */
export class Receiving {
  readonly #pictures = new Map<string, Watched>();

  /**
   * Takes the frames decoded so far of each picture that should move, by whose it is; gives those that
   * have stopped. `heard`: sound comes through; without it the whole path is lost, which is another matter.
   */
  step(frames: ReadonlyMap<string, number>, heard: boolean, atMs: number): ReadonlySet<string> {
    for (const gone of [...this.#pictures.keys()].filter((whose) => !frames.has(whose))) {
      this.#pictures.delete(gone);
    }
    for (const [whose, count] of frames) this.#watch(whose, count, heard, atMs);
    return new Set([...this.#pictures].filter(([, { frozen }]) => frozen).map(([whose]) => whose));
  }

  #watch(whose: string, count: number, heard: boolean, atMs: number): void {
    const known = this.#pictures.get(whose);
    if (!known) {
      this.#pictures.set(whose, { frames: count, movedAt: atMs, movingSince: atMs, frozen: false });
      return;
    }
    const moved = count !== known.frames;
    known.frames = count;
    if (moved || !heard) {
      if (atMs - known.movedAt >= MOVING_MS) known.movingSince = atMs;
      known.movedAt = atMs;
      if (moved && atMs - known.movingSince >= MOVING_MS) known.frozen = false;
    } else if (atMs - known.movedAt >= FROZEN_MS) known.frozen = true;
  }
}
