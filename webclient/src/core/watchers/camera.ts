// Whether the own camera shows anything. Pure: figures of its picture and the time are arguments (F-14).

/** Luma of 0 to 255: a lid lets through less, and a person in a dim room is above or has contrast. */
const DARK = 40;
/** Standard deviation of luma: the noise of a sensor in the dark; a face by candle light has three times that. */
const FLAT = 8;
const COVERED_MS = 5_000;
/** A sensor's noise changes some of the points each second, in front of a wall too. */
const SAME_MS = 12_000;
/** The browser counts frames, and none has come. */
const NO_FRAME_MS = 6_000;
/** Looks further apart tell nothing of the time between. */
const GAP_MS = 5_000;

/** Figures of some points of the picture at one moment. */
export interface Seen {
  /** Mean and standard deviation of luma, 0 to 255. */
  readonly mean: number;
  readonly deviation: number;
  /** Mean absolute difference of luma from the look before; null: there was none. */
  readonly difference: number | null;
  /** Frames that have come since the camera was opened; null where the browser does not count. */
  readonly frames: number | null;
}

/** covered: dark and flat. frozen: the same picture, or no new one. */
export type CameraVerdict = "well" | "covered" | "frozen";

/** Watches one camera; another one needs another watch. */
export class CameraWatch {
  #atMs: number | null = null;
  #coveredSince: number | null = null;
  #sameSince: number | null = null;
  #frames: { readonly count: number; readonly since: number } | null = null;

  /** Takes a look, about one a second; null: there is nothing to look at now. */
  step(seen: Seen | null, atMs: number): CameraVerdict {
    const gap = this.#atMs !== null && atMs - this.#atMs > GAP_MS;
    this.#atMs = atMs;
    if (!seen || gap) {
      this.#coveredSince = this.#sameSince = this.#frames = null;
      return "well";
    }
    this.#coveredSince = seen.mean <= DARK && seen.deviation <= FLAT ? (this.#coveredSince ?? atMs) : null;
    this.#sameSince = seen.difference === 0 ? (this.#sameSince ?? atMs) : null;
    this.#count(seen.frames, atMs);
    if (lasted(this.#coveredSince, COVERED_MS, atMs)) return "covered";
    const still = lasted(this.#frames?.since ?? null, NO_FRAME_MS, atMs);
    return still || lasted(this.#sameSince, SAME_MS, atMs) ? "frozen" : "well";
  }

  #count(frames: number | null, atMs: number): void {
    if (frames === null) this.#frames = null;
    else if (this.#frames?.count !== frames) this.#frames = { count: frames, since: atMs };
  }
}

function lasted(since: number | null, ms: number, atMs: number): boolean {
  return since !== null && atMs - since >= ms;
}

/**
 * The figures of a picture, given as RGBA bytes, beside the luma of the look before.
 * `luma` is what the next look is compared with.
 */
export function figuresOf(
  rgba: Uint8ClampedArray,
  before: Uint8Array | null,
): Omit<Seen, "frames"> & { readonly luma: Uint8Array } {
  const luma = lumaOf(rgba);
  let sum = 0;
  let squares = 0;
  let change = 0;
  luma.forEach((value, index) => {
    sum += value;
    squares += value * value;
    change += Math.abs(value - (before?.[index] ?? value));
  });
  const mean = sum / luma.length;
  const deviation = Math.sqrt(Math.max(0, squares / luma.length - mean * mean));
  return { mean, deviation, difference: before ? change / luma.length : null, luma };
}

/** ITU-R BT.709 section 3.2, in whole numbers of 256. */
function lumaOf(rgba: Uint8ClampedArray): Uint8Array {
  const luma = new Uint8Array(rgba.length / 4);
  for (let point = 0; point < luma.length; point++) {
    const red = rgba[4 * point] ?? 0;
    const green = rgba[4 * point + 1] ?? 0;
    const blue = rgba[4 * point + 2] ?? 0;
    luma[point] = (54 * red + 183 * green + 19 * blue) >> 8;
  }
  return luma;
}
