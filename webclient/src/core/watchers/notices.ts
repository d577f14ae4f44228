// Which fault is told, and when again. Pure: faults and the time are arguments.

/** In the order in which they are told: what disturbs all, what the others miss most. */
export const FAULTS = ["howl", "microphoneOff", "microphoneSilent", "cameraCovered", "cameraFrozen"] as const;
export type Fault = (typeof FAULTS)[number];

/** Told once, whatever became of it, and not again for so long: people know, or have other worries. */
const AGAIN_MS = 5 * 60_000;
/** So long it stays though the fault has gone: what flashes by is not read. */
const SHOWN_MS = 4_000;

/** One notice at a time. */
export class Notices {
  #shown: { readonly fault: Fault; readonly since: number } | null = null;
  readonly #told = new Map<Fault, number>();

  /** The fault to be told now, of those that are there. */
  step(faults: ReadonlySet<Fault>, atMs: number): Fault | null {
    const shown = this.#shown;
    if (shown && !faults.has(shown.fault) && atMs - shown.since >= SHOWN_MS) this.#shown = null;
    if (!this.#shown) {
      const next = FAULTS.find((fault) => faults.has(fault) && !this.#toldLately(fault, atMs));
      if (next) {
        this.#shown = { fault: next, since: atMs };
        this.#told.set(next, atMs);
      }
    }
    return this.#shown?.fault ?? null;
  }

  /** The person has read it, or done what it asks for. */
  dismiss(atMs: number): void {
    if (this.#shown) this.#told.set(this.#shown.fault, atMs);
    this.#shown = null;
  }

  #toldLately(fault: Fault, atMs: number): boolean {
    const told = this.#told.get(fault);
    return told !== undefined && atMs - told < AGAIN_MS;
  }
}
