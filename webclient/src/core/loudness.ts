// How loud the others are played: steps that everybody tells apart. Pure.

/** Factors on the sound as it comes; 6 dB or about that between two steps. Above 1 an element cannot go by itself. */
const GAINS = [0.3, 0.55, 1, 2, 4] as const;

/** The number of a step, from 0 (quietest). */
export type Loudness = 0 | 1 | 2 | 3 | 4;

/** As the sound comes: what everybody hears who has chosen nothing. */
export const USUAL: Loudness = 2;

/** The factor of this step. */
export function gainOf(loudness: Loudness): number {
  return GAINS[loudness];
}

/** The next step up; the loudest stays. */
export function louder(loudness: Loudness): Loudness {
  return Math.min(loudness + 1, GAINS.length - 1) as Loudness;
}

/** The next step down; the quietest stays, and is still heard. */
export function quieter(loudness: Loudness): Loudness {
  return Math.max(loudness - 1, 0) as Loudness;
}
