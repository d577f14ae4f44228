// The known sound of a self-test, and what the microphone makes of it.
import type { ToneLevels } from "./findings";

/** The two tones of the test that a person hears (SpeakerCheck), each for itself, softly. */
const TONES_HZ = [659.25, 523.25] as const;
const LOUDNESS = 0.2;
const FADE_S = 0.02;
/** Before the tones: the room as it is. */
const QUIET_MS = 3_000;
const TONE_MS = 1_500;
/** A room and a sound system take so long from the order to the ear; what is heard then is not counted. */
const LATE_MS = 500;
const LISTEN_MS = 100;
const FFT = 8192; // bins of 6 Hz at 48 kHz: the two tones lie 23 apart
const RUNNING_MS = 1_000;

export interface Heard {
  /** Root mean squares, 0 to 1; null: the browser let no sound be looked at. */
  readonly levels: readonly (number | null)[];
  readonly tones: readonly ToneLevels[];
}

/** Whether this page may make a sound without a press: browsers of kiosks are told so (docs/operations.md). */
export async function canSound(): Promise<boolean> {
  const context = new AudioContext();
  const running = await runs(context);
  await context.close().catch(() => undefined); // the browser may have closed it
  return running;
}

/** Plays the tones and listens to the microphone; some seconds, or less when it is broken off. */
export async function listen(microphone: MediaStreamTrack, signal: AbortSignal): Promise<Heard> {
  const context = new AudioContext();
  try {
    const ear = new Ear(context, microphone);
    if (!(await runs(context))) return { levels: [null], tones: [] };
    const room = await ear.for(QUIET_MS, signal);
    const levels = [...room.levels];
    const tones: ToneLevels[] = [];
    for (const [index, hz] of TONES_HZ.entries()) {
      if (signal.aborted) break;
      const stop = sound(context, hz);
      await ear.for(LATE_MS, signal);
      const loud = await ear.for(TONE_MS - LATE_MS, signal);
      stop();
      levels.push(...loud.levels);
      tones.push({ before: room.atTones[index] ?? [], during: loud.atTones[index] ?? [] });
    }
    return { levels, tones };
  } finally {
    await context.close().catch(() => undefined); // the browser may have closed it
  }
}

/** A context that waits for a press never tells so: its state stays what it was. */
async function runs(context: AudioContext): Promise<boolean> {
  const waited = new Promise((resolve) => setTimeout(resolve, RUNNING_MS));
  await Promise.race([context.resume().catch(() => undefined), waited]);
  return context.state === "running";
}

function sound(context: AudioContext, frequency: number): () => void {
  const oscillator = new OscillatorNode(context, { frequency });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.linearRampToValueAtTime(LOUDNESS, context.currentTime + FADE_S);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start();
  return () => {
    volume.gain.linearRampToValueAtTime(0, context.currentTime + FADE_S);
    oscillator.stop(context.currentTime + 2 * FADE_S);
  };
}

class Ear {
  readonly #analyser: AnalyserNode;
  readonly #samples = new Float32Array(FFT);
  readonly #spectrum: Float32Array<ArrayBuffer>;
  readonly #bins: readonly number[];

  constructor(context: AudioContext, microphone: MediaStreamTrack) {
    this.#analyser = new AnalyserNode(context, { fftSize: FFT, smoothingTimeConstant: 0 });
    this.#spectrum = new Float32Array(this.#analyser.frequencyBinCount);
    this.#bins = TONES_HZ.map((hz) => Math.round((hz * FFT) / context.sampleRate));
    context.createMediaStreamSource(new MediaStream([microphone])).connect(this.#analyser);
  }

  /** Levels of all that was heard in a time, and at each tone's frequency (dB). */
  async for(ms: number, signal: AbortSignal): Promise<{ levels: number[]; atTones: number[][] }> {
    const levels: number[] = [];
    const atTones: number[][] = TONES_HZ.map(() => []);
    for (let passed = 0; passed < ms && !signal.aborted; passed += LISTEN_MS) {
      await new Promise((resolve) => setTimeout(resolve, LISTEN_MS));
      this.#analyser.getFloatTimeDomainData(this.#samples);
      this.#analyser.getFloatFrequencyData(this.#spectrum);
      levels.push(Math.sqrt(this.#samples.reduce((sum, one) => sum + one * one, 0) / FFT));
      this.#bins.forEach((bin, index) => {
        // A tone between two bins is in both; digital silence is minus infinity, which no difference survives.
        const near = this.#spectrum.slice(bin - 1, bin + 2);
        atTones[index]?.push(Math.max(SILENCE_DB, ...near));
      });
    }
    return { levels, atTones };
  }
}

/** Below the last bit of 24. */
const SILENCE_DB = -150;
