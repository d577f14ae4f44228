import { type Readable, Store } from "./store";

const INTERVAL_MS = 100; // ten times a second: quick enough to follow speech, cheap enough for a tablet
const FULL_SCALE = 0.25; // root mean square of loud speech near a microphone

/** How loud a track is, for a meter on the screen. Measures only while somebody watches. */
export class LevelMeter {
  readonly #level = new Store(0);
  readonly level: Readable<number> = this.#level;
  #track: MediaStreamTrack | null = null;
  #watchers = 0;
  #stop: (() => void) | null = null;

  /** Measures this track from now on; null: nothing. */
  listen(track: MediaStreamTrack | null): void {
    this.#track = track;
    this.#restart();
  }

  /** Starts measuring; returns the way to stop. */
  watch(): () => void {
    this.#watchers += 1;
    this.#restart();
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      this.#watchers -= 1;
      this.#restart();
    };
  }

  close(): void {
    this.#watchers = 0;
    this.listen(null);
  }

  #restart(): void {
    this.#stop?.();
    this.#stop = null;
    this.#level.set(0);
    if (this.#track && this.#watchers > 0)
      this.#stop = measure(this.#track, (level) => this.#level.set(level));
  }
}

function measure(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  if (!globalThis.AudioContext) return () => undefined; // nothing moves then, and the call goes on
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024; // 21 ms at 48 kHz
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(levelOf(samples));
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Root mean square of the samples, as a part of what loud speech has: 0..1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.min(1, Math.sqrt(sum / samples.length) / FULL_SCALE);
}
