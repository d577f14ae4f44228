// Sound that is like speech, and what AnalyserNode would tell of it; made here, so that nobody's voice is needed.

export const RATE = 16_000;
/** As long a window as at 48 kHz, in a power of two. */
const WINDOW = 1024;
export const STEP_MS = 100;
/** Samples of one step. */
export const STEP = (RATE * STEP_MS) / 1000;

/** Numbers that look random, the same ones each time (Park and Miller 1988). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A two-pole resonance: what a throat and a mouth make of a sound. */
class Formant {
  #before = 0;
  #earlier = 0;

  constructor(
    public hz: number,
    private readonly width: number,
  ) {}

  pass(sample: number): number {
    const radius = Math.exp((-Math.PI * this.width) / RATE);
    const turn = 2 * radius * Math.cos((2 * Math.PI * this.hz) / RATE);
    const out = (1 - radius) * sample + turn * this.#before - radius * radius * this.#earlier;
    this.#earlier = this.#before;
    this.#before = out;
    return out;
  }
}

/** First and second formant of the vowels i, e, a, o, u, y, ä, ö (Hz; Wiik 1965, rounded). */
const VOWELS = [
  [340, 2250],
  [490, 2000],
  [690, 1250],
  [530, 900],
  [380, 650],
  [370, 1900],
  [690, 1750],
  [510, 1550],
] as const;

/**
 * A voice in a quiet room: words of gliding vowels between hisses, pauses between words, longer ones between
 * sentences, and now and then a drawn-out "ööö". Samples of -1 to 1 at 16 kHz, `STEP` at a time.
 */
export class Voice {
  readonly #random: () => number;
  readonly #formants = [new Formant(500, 80), new Formant(1500, 120), new Formant(2600, 200)] as const;
  #phase = 0;
  #left = 0;
  #kind: "vowel" | "hiss" | "pause" = "pause";
  #pitch = 120;
  #glide = 0;
  #loud = 0;
  #envelope = 0;

  constructor(
    seed: number,
    /** Mean of the pitch, Hz: 110 a man's, 210 a woman's. */
    private readonly mean = 110,
    /** Root mean square of the room's noise. */
    private readonly noise = 0.0008,
  ) {
    this.#random = randomFrom(seed);
  }

  next(): Float32Array {
    return Float32Array.from({ length: STEP }, () => this.#sample());
  }

  /** The room without the voice. */
  quiet(): Float32Array {
    return Float32Array.from({ length: STEP }, () => this.#room());
  }

  #room(): number {
    return (this.#random() + this.#random() + this.#random() - 1.5) * 2 * this.noise;
  }

  #sample(): number {
    if (this.#left-- <= 0) this.#begin();
    const random = this.#random;
    const room = this.#room();
    this.#envelope += ((this.#kind === "pause" ? 0 : this.#loud) - this.#envelope) / 160;
    this.#pitch += this.#glide / RATE;
    this.#phase += this.#pitch / RATE;
    const pulse = this.#phase >= 1;
    if (pulse) this.#phase -= 1;
    const source = this.#kind === "hiss" ? (random() - 0.5) * 0.5 : pulse ? 8 : 0;
    const voice = this.#formants.reduce((sum, formant) => sum + formant.pass(source), 0);
    return Math.max(-1, Math.min(1, voice * this.#envelope + room));
  }

  #begin(): void {
    const random = this.#random;
    const chance = random();
    this.#kind = this.#kind === "vowel" ? (chance < 0.25 ? "pause" : "hiss") : "vowel";
    const seconds = {
      vowel: 0.07 + 0.12 * random(),
      hiss: 0.03 + 0.06 * random(),
      pause: 0.1 + 0.3 * random(),
    };
    let length = seconds[this.#kind];
    if (this.#kind === "pause" && random() < 0.15) length = 1 + 3 * random();
    if (this.#kind === "vowel") {
      const drawn = random() < 0.01;
      if (drawn) length = 0.8 + 0.7 * random();
      this.#pitch = this.mean * (0.85 + 0.4 * random());
      this.#glide = drawn ? -8 : (random() - 0.6) * 120;
      this.#loud = 0.25 + 0.5 * random();
      const [first, second] = VOWELS[Math.floor(random() * VOWELS.length)] ?? VOWELS[0];
      this.#formants[0].hz = first;
      this.#formants[1].hz = second;
    }
    this.#left = Math.round(length * RATE);
  }
}

/** What an analyser with a window of 64 ms tells of a sound each 100 ms: level and spectrum in dB. */
export class TestAnalyser {
  #window = new Float32Array(WINDOW);
  readonly hzPerBin = RATE / WINDOW;

  /** Takes the next samples. The spectrum is made when it is asked for. */
  take(samples: Float32Array): { readonly level: number; readonly spectrum: () => Float32Array } {
    const all = new Float32Array(WINDOW + samples.length);
    all.set(this.#window);
    all.set(samples, WINDOW);
    this.#window = all.slice(-WINDOW);
    let sum = 0;
    for (const sample of this.#window) sum += sample * sample;
    const window = this.#window;
    return { level: Math.sqrt(sum / WINDOW), spectrum: () => spectrumOf(window) };
  }
}

/** As AnalyserNode: Blackman window, discrete Fourier transform, dB of full scale (Web Audio API, section 1.8.6). */
function spectrumOf(samples: Float32Array): Float32Array {
  const size = samples.length;
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  samples.forEach((sample, index) => {
    const turn = (2 * Math.PI * index) / size;
    real[reversed(index, size)] = sample * (0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
  });
  for (let half = 1; half < size; half *= 2) butterflies(real, imaginary, half);
  return Float32Array.from(
    { length: size / 2 },
    (_, bin) => 20 * Math.log10(Math.hypot(real[bin] ?? 0, imaginary[bin] ?? 0) / size),
  );
}

/** One round of Cooley and Tukey's transform (1965). */
function butterflies(real: Float64Array, imaginary: Float64Array, half: number): void {
  for (let step = 0; step < half; step++) {
    const cosine = Math.cos((Math.PI * step) / half);
    const sine = -Math.sin((Math.PI * step) / half);
    for (let low = step; low < real.length; low += 2 * half) {
      const high = low + half;
      const [a = 0, b = 0, c = 0, d = 0] = [real[low], imaginary[low], real[high], imaginary[high]];
      const re = c * cosine - d * sine;
      const im = c * sine + d * cosine;
      real[low] = a + re;
      imaginary[low] = b + im;
      real[high] = a - re;
      imaginary[high] = b - im;
    }
  }
}

function reversed(index: number, size: number): number {
  let out = 0;
  for (let bit = 1, left = index; bit < size; bit *= 2, left >>= 1) out = (out << 1) | (left & 1);
  return out;
}
