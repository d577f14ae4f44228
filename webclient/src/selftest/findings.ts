// What figures of a self-test mean. Pure: looks, levels and states are arguments (F-30).
import type {
  CameraFinding,
  LoudspeakerFinding,
  MicrophoneFinding,
  NetworkFinding,
  NetworkWay,
} from "../core/protocol";
import { CameraWatch, type Seen } from "../core/watchers/camera";
import { DEAD } from "../core/watchers/microphone";
import { findingOf } from "../devicetest/network";
import type { TestState } from "../nettest/model";

/** A camera is looked at once a second, for longer than a picture may stand still. */
export const LOOKS = 15;
const LOOK_MS = 1_000;
/** So much louder a tone is at its own frequency than the room was: 12 dB, four times the amplitude. */
const RISE_DB = 12;
/** Fewer measurements than these tell nothing. */
const FEW = 5;

/** What one tone of the known sound did in the microphone: levels (dB) at its frequency, before and while it sounds. */
export interface ToneLevels {
  readonly before: readonly number[];
  readonly during: readonly number[];
}

/** The camera by looks a second apart; null: there was nothing to look at, as in a hidden window. */
export function cameraFinding(looks: readonly (Seen | null)[]): CameraFinding {
  if (looks.length < LOOKS || looks.includes(null)) return "unknown";
  const watch = new CameraWatch();
  const verdicts = looks.map((seen, index) => watch.step(seen, index * LOOK_MS));
  return verdicts.at(-1) ?? "unknown";
}

/** The microphone by its levels, root mean squares of 0 to 1; null: the browser let no sound be looked at. */
export function microphoneFinding(levels: readonly (number | null)[]): MicrophoneFinding {
  const heard = levels.filter((level) => level !== null);
  if (heard.length < FEW) return "unknown";
  return Math.max(...heard) > DEAD ? "well" : "silent";
}

/** The loudspeaker by what its tones did in a microphone that works; all of them must be heard, or it was the room. */
export function loudspeakerFinding(
  microphone: MicrophoneFinding,
  tones: readonly ToneLevels[],
): LoudspeakerFinding {
  const known = tones.every(({ before, during }) => before.length >= FEW && during.length >= FEW);
  if (microphone !== "well" || tones.length === 0 || !known) return "unknown";
  return tones.every(({ before, during }) => median(during) - median(before) >= RISE_DB) ? "well" : "unheard";
}

/** The line by the site test; `able`: this browser makes calls, `audible`: it lets the test's sound be sent. */
export function networkFinding(state: TestState, able: boolean, audible: boolean): NetworkFinding {
  const { standing, remedy } = findingOf(state, able);
  if (remedy === "browser") return "browser";
  if (standing === "good") return "well";
  // Without sound nothing comes back over an open way: that is the browser's doing, not the network's.
  if (!audible && openWays(state).length > 0) return "unknown";
  if (remedy === "firewall") return "closed";
  if (remedy === "line") return standing === "poor" ? "poor" : "bad";
  return "unknown";
}

/** Ways to media that were open, best first. */
export function openWays({ ways }: TestState): NetworkWay[] {
  return ways.filter(({ state }) => state === "open").map(({ kind }) => kind);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NEGATIVE_INFINITY;
}
