// Half duplex for rooms that echo: who listens is not sent. Pure: the others' level and the time are arguments.

/** -46 dB of full scale: somebody speaks; the noise of a line that is open lies below. */
const SPEAKS = 0.005;
/** -52 dB: between two words it may sink so far without being over. */
const SPEAKS_STILL = 0.0025;
/** Three times the quietest of the last 3 s: a fan at the other end does not keep anybody from speaking. */
const ABOVE_NOISE = 3;
const RECENT = 30;
/** A click is no speech: two measurements of 100 ms. */
const BEGINS_MS = 100;
/** A pause between words, the way there and back, and the reverberation of a hall. */
const ENDS_MS = 600;
/** Measurements further apart tell nothing: the microphone is open rather than held by mistake. */
const GAP_MS = 1_500;

/** Says when the own microphone is held, because the others speak. */
export class Turns {
  #atMs: number | null = null;
  #loudSince: number | null = null;
  #loudAt: number | null = null;
  #held = false;
  #recent: number[] = [];

  /** Takes the root mean square of all others together, 0 to 1, about ten times a second; true: held. */
  step(others: number, atMs: number): boolean {
    const gap = this.#atMs === null || atMs - this.#atMs > GAP_MS;
    this.#atMs = atMs;
    if (gap) this.reset();
    this.#recent = [...this.#recent, others].slice(-RECENT);
    const noise = this.#recent.length < RECENT ? 0 : Math.min(...this.#recent);
    const speaks = this.#held ? SPEAKS_STILL : SPEAKS;
    if (others >= speaks && others >= ABOVE_NOISE * noise) {
      this.#loudSince ??= atMs;
      this.#loudAt = atMs;
      if (atMs - this.#loudSince >= BEGINS_MS) this.#held = true;
    } else {
      this.#loudSince = null;
      if (this.#loudAt === null || atMs - this.#loudAt >= ENDS_MS) this.#held = false;
    }
    return this.#held;
  }

  /** Nobody speaks, as far as is known. */
  reset(): void {
    this.#loudSince = this.#loudAt = null;
    this.#held = false;
    this.#recent = [];
  }
}
