/** A token bucket: at most `perSecond` on average, and `burst` at once. Time is an argument, in ms. Pure. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    nowMs: number,
  ) {
    this.#tokens = burst;
    this.#at = nowMs;
  }

  /** How many may go now. */
  room(nowMs: number): number {
    this.#tokens = Math.min(this.burst, this.#tokens + ((nowMs - this.#at) / 1_000) * this.perSecond);
    this.#at = nowMs;
    return Math.floor(this.#tokens);
  }

  /** So many have gone. */
  spend(count: number): void {
    this.#tokens -= count;
  }
}
