// A soft two-tone chime, made here: no file to fetch, and it is heard beside other programs.
const TONES_HZ = [659.25, 523.25]; // e2, c2: a falling third, as a door bell
const TONE_S = 0.45;
const LOUDNESS = 0.25; // of full scale: heard in an office, startles nobody

/** The alert sound of a work screen. Browsers let it sound only after the person has pressed something. */
export class Alarm {
  #context: AudioContext | null = null;

  /** True when a sound would be heard now. */
  get unlocked(): boolean {
    return this.#context?.state === "running";
  }

  /** Call it in a press or key event; twice is once. */
  async unlock(): Promise<void> {
    this.#context ??= new AudioContext();
    if (this.#context.state !== "running") await this.#context.resume();
  }

  /** Plays the chime once; silent before `unlock`. */
  ring(): void {
    const context = this.#context;
    if (context?.state !== "running") return;
    TONES_HZ.forEach((frequency, index) => {
      const start = context.currentTime + index * TONE_S * 0.7;
      const oscillator = new OscillatorNode(context, { frequency, type: "sine" });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, start + TONE_S);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(start);
      oscillator.stop(start + TONE_S);
    });
  }

  close(): void {
    void this.#context?.close();
    this.#context = null;
  }
}
