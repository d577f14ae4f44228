// What a consultation's screen shows, apart from media and papers.
import type { ApiError } from "./api";
import type { ConsultationEnded, InterpreterCall, LocalText, Participant, Said } from "./protocol";

/** As the server tells it; other_left: not this one but somebody without whom there is no matter has left. */
export type EndReason = ConsultationEnded["reason"] | "other_left";

export interface ConsultationState {
  /**
   * opening: the snapshot is on its way. failed: it could not be had, see `error`.
   * elsewhere: another window of the same person has the consultation now, here or on another device.
   */
  readonly phase: "opening" | "lobby" | "in" | "elsewhere" | "ended" | "failed";
  readonly error: ApiError | null;
  readonly ended: EndReason | null;
  /** The own participant's id. */
  readonly me: string;
  /** The names of the events that the policy lets this participant send. */
  readonly may: ReadonlySet<string>;
  readonly serviceName: LocalText | null;
  readonly authorityName: LocalText | null;
  /** Where people call when the connection does not come back; empty: nowhere. */
  readonly phone: string;
  /** Everybody who has not left, oneself too; from the lobby only oneself. */
  readonly participants: readonly Participant[];
  /** Those who have left, for the names beside what they said. */
  readonly known: ReadonlyMap<string, Participant>;
  /** The participant who speaks now. */
  readonly speaking: string | null;
  readonly chat: readonly Said[];
  readonly interpreterCall: InterpreterCall | null;
  /** Unix time (s). */
  readonly startedAt: number;
}

/** Before anything is known, and after the end. */
export const EMPTY: ConsultationState = {
  phase: "opening",
  error: null,
  ended: null,
  me: "",
  may: new Set(),
  serviceName: null,
  authorityName: null,
  phone: "",
  participants: [],
  known: new Map(),
  speaking: null,
  chat: [],
  interpreterCall: null,
  startedAt: 0,
};

/** How many others are in. */
export function countOthers({ participants, me }: Pick<ConsultationState, "participants" | "me">): number {
  return participants.filter(({ participant, state }) => participant !== me && state === "admitted").length;
}
