// Whether the own microphone gives what its owner believes. Pure: levels and the time are arguments (F-14).

/** Below the last bit of 16: a microphone that is connected and open is never so quiet. */
export const DEAD = 1e-5;
/** -74 dB of full scale: what is left of a quiet room after noise suppression may be a little above it. */
const NEARLY_DEAD = 2e-4;
/** -48 dB: quiet speech some way off. */
const VOICE = 0.004;
/** -40 dB: somebody speaks to this microphone rather than in the next room. */
const LOUD = 0.01;
/** So long after the others' last word it is one's own turn, and for so long: silence that lasts is reading. */
const TURN_MS = 1_500;
const TURN_LASTS_MS = 6_000;
/** Turns that pass without a sound before it is told, all together: asked twice. */
const NEVER_HEARD_DEAD_MS = 8_000;
/** Asked three times: it may be a soft voice. */
const NEVER_HEARD_QUIET_MS = 16_000;
/** It has worked: a headset with a gate of its own is dead between two sentences too. */
const ONCE_HEARD_DEAD_MS = 16_000;
/** Speech into a closed microphone, without its pauses. */
const TALK_MS = 2_000;
const LONGEST_TALK_MS = 4_000;
/** Levels among which speech must have gone up and down; ten a second. */
const RECENT = 30;
/** Between the loudest and the quietest of them, 12 dB: a fan or a vacuum cleaner stays the same. */
const SWING = 4;
/** Measurements further apart tell nothing of the time between: the window was in the background. */
const GAP_MS = 1_500;

/** What was measured at one moment; levels are root mean squares, 0 to 1 of full scale. */
export interface Heard {
  /** Of the own microphone, before it is muted. */
  readonly own: number;
  /** Of all others together. */
  readonly others: number;
  /** The microphone is open, as the person has set it. */
  readonly on: boolean;
}

/** silent: open, and nothing comes though it is one's turn. off: closed, and somebody speaks into it. */
export type MicrophoneVerdict = "well" | "silent" | "off";

/** Watches one microphone; another one needs another watch. */
export class MicrophoneWatch {
  #atMs: number | null = null;
  #othersAtMs: number | null = null;
  #worked = false;
  #deadMs = 0;
  #quietMs = 0;
  #talkMs = 0;
  #talking = false;
  #recent: number[] = [];

  /** Takes a measurement, about ten a second. */
  step(heard: Heard, atMs: number): MicrophoneVerdict {
    const passedMs = this.#atMs === null || atMs - this.#atMs > GAP_MS ? 0 : atMs - this.#atMs;
    this.#atMs = atMs;
    if (this.#othersAtMs === null || heard.others >= VOICE) this.#othersAtMs = atMs;
    this.#recent = [...this.#recent, heard.own].slice(-RECENT);
    if (heard.own >= LOUD) this.#worked = true;
    const silentMs = atMs - this.#othersAtMs;
    const turn = silentMs >= TURN_MS && silentMs < TURN_MS + TURN_LASTS_MS;
    return heard.on ? this.#open(heard.own, turn, passedMs) : this.#closed(heard, passedMs);
  }

  #open(own: number, turn: boolean, passedMs: number): MicrophoneVerdict {
    this.#talkMs = 0;
    this.#talking = false;
    if (own > DEAD) this.#deadMs = 0;
    else if (turn) this.#deadMs += passedMs;
    if (own > NEARLY_DEAD) this.#quietMs = 0;
    else if (turn) this.#quietMs += passedMs;
    const silent = this.#worked
      ? this.#deadMs >= ONCE_HEARD_DEAD_MS
      : this.#deadMs >= NEVER_HEARD_DEAD_MS || this.#quietMs >= NEVER_HEARD_QUIET_MS;
    return silent ? "silent" : "well";
  }

  #closed({ own, others }: Heard, passedMs: number): MicrophoneVerdict {
    this.#deadMs = this.#quietMs = 0;
    // What the others say may come out of the loudspeaker and into this microphone.
    const speaks = own >= LOUD && others < VOICE && this.#swings();
    const talkMs = this.#talkMs + (speaks ? passedMs : -passedMs / 2);
    this.#talkMs = Math.min(LONGEST_TALK_MS, Math.max(0, talkMs));
    if (this.#talkMs >= TALK_MS) this.#talking = true;
    else if (this.#talkMs === 0) this.#talking = false;
    return this.#talking ? "off" : "well";
  }

  #swings(): boolean {
    const quietest = Math.max(DEAD, Math.min(...this.#recent));
    return Math.max(...this.#recent) >= SWING * quietest;
  }
}
