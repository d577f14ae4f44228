/** Below the largest sample by so much the limiter begins: two who speak at once are not cut off, which crackles. */
const LIMIT_DB = -6;
const LIMIT_RATIO = 20; // 20 : 1, as good as a wall
const LIMIT_ATTACK_S = 0.003;
const LIMIT_RELEASE_S = 0.1;

/** Plays sounds louder than an element may, whose volume ends at what comes (Web Audio API). */
export class Amplifier {
  readonly #context: AudioContext;
  readonly #gain: GainNode;

  constructor(create: () => AudioContext = () => new AudioContext()) {
    this.#context = create();
    this.#gain = this.#context.createGain();
    const limiter = this.#context.createDynamicsCompressor();
    limiter.threshold.value = LIMIT_DB;
    limiter.knee.value = 0;
    limiter.ratio.value = LIMIT_RATIO;
    limiter.attack.value = LIMIT_ATTACK_S;
    limiter.release.value = LIMIT_RELEASE_S;
    this.#gain.connect(limiter).connect(this.#context.destination);
  }

  /** Resolves when sound can be heard; never, where the browser wants another press first. */
  begin(): Promise<void> {
    return this.#context.resume();
  }

  /** The factor, from now on. */
  set(gain: number): void {
    this.#gain.gain.value = gain;
  }

  /** Plays this track; returns the way to stop it. */
  play(track: MediaStreamTrack): () => void {
    const source = this.#context.createMediaStreamSource(new MediaStream([track]));
    source.connect(this.#gain);
    return () => source.disconnect();
  }

  close(): void {
    void this.#context.close();
  }
}
