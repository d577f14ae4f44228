// What a measured line is good for; `etaluukku nettest` judges by the same limits (signaling/nettest/rules.py).

/** 300 kbit/s for the least picture and 50 for sound, each way. */
export const VIDEO_BPS = 350_000;
/** */
export const SOUND_BPS = 50_000;
/** Signing must keep 20 pictures a second at this loss. */
export const VIDEO_LOSS = 0.03;
/** Speech is understood up to this loss. */
export const SOUND_LOSS = 0.1;
/** Twice the one-way delay that nobody can converse with (Q-01: 400 ms). */
export const ROUND_TRIP_MS = 800;
/** What the test sends at most, bit/s: more than a picture of 720 lines takes. */
export const MAX_BPS = 2_000_000;
/** A line that carries this may carry more than is tried. */
export const CEILING_BPS = 0.9 * MAX_BPS;

export type Verdict = "video" | "sound" | "nothing";
/** What keeps video from working; closed: no way is open, unmeasured: nothing comes back over it. */
export type Limit = "loss" | "delay" | "up" | "down" | "closed" | "unmeasured";

/** What a line carries; loss is a share of 0 to 1. */
export interface Figures {
  readonly lossUp: number;
  readonly lossDown: number;
  /** Null where the browser does not tell. */
  readonly jitterMs: number | null;
  readonly roundTripMs: number | null;
  readonly upBps: number;
  readonly downBps: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly limits: readonly Limit[];
}

/** What the line is good for. */
export function judge(found: Figures): Judgement {
  const loss = Math.max(found.lossUp, found.lossDown);
  const late = (found.roundTripMs ?? 0) > ROUND_TRIP_MS;
  const limits: Limit[] = [];
  if (loss > VIDEO_LOSS) limits.push("loss");
  if (late) limits.push("delay");
  if (found.upBps < VIDEO_BPS) limits.push("up");
  if (found.downBps < VIDEO_BPS) limits.push("down");
  if (limits.length === 0) return { verdict: "video", limits };
  const speaks = loss <= SOUND_LOSS && Math.min(found.upBps, found.downBps) >= SOUND_BPS && !late;
  return { verdict: speaks ? "sound" : "nothing", limits };
}
