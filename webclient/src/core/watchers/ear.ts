import { strongestTone, type Tone } from "./howl";

/** 85 ms at 48 kHz: with ten looks a second nearly all is heard, and a bin is 12 Hz. */
const SAMPLES = 4096;

/** Softer sounds have no tone that anybody minds: their spectrum is not looked at. */
const SOFT = 0.003;

/** What is heard at one moment: root mean squares, 0 to 1 of full scale, and the strongest tones. */
export interface Sounds {
  readonly own: number;
  readonly others: number;
  readonly ownTone: Tone | null;
  readonly othersTone: Tone | null;
}

/** What listens to the own microphone and to the others; nothing of it is kept or sent. */
export interface Listening {
  /** Listens to these others from now on, all together. */
  hear(others: readonly MediaStreamTrack[]): void;
  /** What is heard now; null while the browser lets no sound be looked at. */
  look(): Sounds | null;
  close(): void;
}

/**
 * Listens by Web Audio. To a copy of the microphone: muting the track that is sent does not make this one silent.
 * Nothing is played, so it needs no loudspeaker.
 */
export class Ear implements Listening {
  readonly #context = new AudioContext({ latencyHint: "playback" });
  readonly #copy: MediaStreamTrack;
  readonly #own: Analyser;
  readonly #others: Analyser;
  readonly #sources = new Map<MediaStreamTrack, MediaStreamAudioSourceNode>();

  constructor(microphone: MediaStreamTrack) {
    withoutLoudspeaker(this.#context);
    this.#copy = microphone.clone();
    this.#copy.enabled = true;
    this.#own = new Analyser(this.#context);
    this.#others = new Analyser(this.#context);
    sourceOf(this.#context, this.#copy).connect(this.#own.node);
  }

  hear(others: readonly MediaStreamTrack[]): void {
    for (const [track, source] of this.#sources) {
      if (others.includes(track)) continue;
      source.disconnect();
      this.#sources.delete(track);
    }
    for (const track of others) {
      if (this.#sources.has(track)) continue;
      const source = sourceOf(this.#context, track);
      source.connect(this.#others.node);
      this.#sources.set(track, source);
    }
  }

  look(): Sounds | null {
    if (this.#context.state !== "running") {
      // It waits for a press (autoplay rules); each look asks anew.
      void this.#context.resume().catch(() => undefined);
      return null;
    }
    const own = this.#own.look();
    const others = this.#others.look();
    return { own: own.level, others: others.level, ownTone: own.tone, othersTone: others.tone };
  }

  close(): void {
    this.#copy.stop();
    this.#sources.clear();
    void this.#context.close().catch(() => undefined); // it may have been closed by the browser
  }
}

/** Level and strongest tone of what is connected to it. */
class Analyser {
  readonly node: AnalyserNode;
  readonly #samples = new Float32Array(SAMPLES);
  readonly #spectrum: Float32Array<ArrayBuffer>;
  readonly #hzPerBin: number;

  constructor(context: AudioContext) {
    this.node = new AnalyserNode(context, { fftSize: SAMPLES, smoothingTimeConstant: 0 });
    this.#spectrum = new Float32Array(this.node.frequencyBinCount);
    this.#hzPerBin = context.sampleRate / SAMPLES;
  }

  look(): { readonly level: number; readonly tone: Tone | null } {
    this.node.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    const level = Math.sqrt(sum / this.#samples.length);
    if (level < SOFT) return { level, tone: null };
    this.node.getFloatFrequencyData(this.#spectrum);
    return { level, tone: strongestTone(this.#spectrum, this.#hzPerBin) };
  }
}

function sourceOf(context: AudioContext, track: MediaStreamTrack): MediaStreamAudioSourceNode {
  return context.createMediaStreamSource(new MediaStream([track]));
}

/** Without a device to play to a context costs least; browsers that cannot do it keep the usual one. */
function withoutLoudspeaker(context: AudioContext): void {
  const sinks = context as AudioContext & { setSinkId?: (sink: { type: "none" }) => Promise<void> };
  void sinks.setSinkId?.({ type: "none" }).catch(() => undefined);
}
