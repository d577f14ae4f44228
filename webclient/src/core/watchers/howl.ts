// Sound that goes round between loudspeakers and microphones. Pure: spectra and the time are arguments.
//
// The Larsen effect is a tone at the frequency where the way round gains most: it grows with each round, soon it is
// all there is, and it stays where it is. Voices glide, and their tones come in rows; a dial tone does not grow.

/** Rooms howl above this; the pitch of a voice that hums lies mostly below it. */
const LOWEST_HZ = 300;
/** The main lobe of the Blackman window that AnalyserNode uses, in bins to either side (Web Audio API, section 1.8.6). */
const LOBE = 3;
/** dB as AnalyserNode tells, where a tone of full scale has -14: softer ones are nobody's trouble. */
const SOFTEST = -60;
/** The share of all power that lies in the tone. */
const PURE = 0.6;
/** Of a tone that stays: half a bin of a window of 85 ms to either side, and the noise. */
const SAME_HZ = 18;
/** As long, growing so much in so many steps, it is no whistle of a kettle and no word. */
const LASTS_MS = 1_500;
const GROWS_DB = 6;
const STEP_DB = 0.5;
const STEPS = 3;
/** It has stopped growing and is still there. */
const STAYS_DB = 10;
/** A word over it hides it for a moment. */
const HIDDEN_MS = 400;
/** Gone for so long it is over. */
const OVER_MS = 3_000;

/** The strongest tone of a spectrum. */
export interface Tone {
  readonly hz: number;
  /** dB as AnalyserNode tells. */
  readonly level: number;
  /** The share of all power that lies in it, 0 to 1. */
  readonly purity: number;
}

/** The strongest tone of a spectrum in dB, one value a bin as AnalyserNode gives them; null: all is silent. */
export function strongestTone(spectrum: Float32Array, hzPerBin: number): Tone | null {
  const lowest = Math.ceil(LOWEST_HZ / hzPerBin);
  let peak = -1;
  let total = 0;
  for (let bin = 1; bin < spectrum.length; bin++) {
    const level = spectrum[bin] ?? Number.NEGATIVE_INFINITY;
    total += 10 ** (level / 10);
    if (bin >= lowest && level > (spectrum[peak] ?? Number.NEGATIVE_INFINITY)) peak = bin;
  }
  if (peak < 0 || total <= 0) return null;
  let power = 0;
  for (let bin = Math.max(1, peak - LOBE); bin <= Math.min(spectrum.length - 1, peak + LOBE); bin++) {
    power += 10 ** ((spectrum[bin] ?? Number.NEGATIVE_INFINITY) / 10);
  }
  return { hz: peak * hzPerBin, level: spectrum[peak] ?? SOFTEST, purity: power / total };
}

interface Run {
  readonly hz: number;
  readonly since: number;
  readonly first: number;
  loudest: number;
  /** The level of the last step up, and how many there were. */
  step: number;
  steps: number;
  seenAt: number;
}

/** Watches one sound for a howl. */
export class HowlWatch {
  #run: Run | null = null;
  #howlsAt: number | null = null;

  /** Takes the strongest tone, about ten times a second; true while it howls. */
  step(tone: Tone | null, atMs: number): boolean {
    if (tone && tone.level >= SOFTEST && tone.purity >= PURE) this.#follow(tone, atMs);
    else if (this.#run && atMs - this.#run.seenAt > HIDDEN_MS) this.#run = null;
    if (this.#howlsAt !== null && atMs - this.#howlsAt > OVER_MS) this.#howlsAt = null;
    return this.#howlsAt !== null;
  }

  #follow({ hz, level }: Tone, atMs: number): void {
    const run = this.#run;
    if (!run || Math.abs(hz - run.hz) > SAME_HZ || atMs - run.seenAt > HIDDEN_MS) {
      this.#run = { hz, since: atMs, first: level, loudest: level, step: level, steps: 0, seenAt: atMs };
      return;
    }
    if (level >= run.step + STEP_DB) {
      run.step = level;
      run.steps += 1;
    }
    run.loudest = Math.max(run.loudest, level);
    run.seenAt = atMs;
    const grown = run.loudest - run.first >= GROWS_DB && run.steps >= STEPS;
    if (grown && level >= run.loudest - STAYS_DB && atMs - run.since >= LASTS_MS) this.#howlsAt = atMs;
  }
}
