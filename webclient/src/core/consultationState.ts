// What a consultation's screen shows, apart from media and papers.
import type { ApiError } from "./api";
import type {
  CaseSystemEntry,
  ConsultationEnded,
  HandOverEntry,
  InterpreterCall,
  LocalText,
  Participant,
  Said,
  Topic,
} from "./protocol";

/** As the server tells it; other_left: not this one but somebody without whom there is no matter has left. */
export type EndReason = ConsultationEnded["reason"] | "other_left";

/** Lines of the chat that are kept on the screen. */
const MAX_CHAT_LINES = 500;

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
  /** What the directory tells of the service; in the lobby alone. */
  readonly topic: Topic | null;
  /** Everybody who has not left, oneself too; from the lobby only oneself. */
  readonly participants: readonly Participant[];
  /** Those who have left, for the names beside what they said. */
  readonly known: ReadonlyMap<string, Participant>;
  /** The participant who speaks now. */
  readonly speaking: string | null;
  readonly chat: readonly Said[];
  /** Most of one message. */
  readonly chatCharacters: number;
  readonly interpreterCall: InterpreterCall | null;
  /** Unix time (s). */
  readonly startedAt: number;
  /** Nothing of this service is kept (F-102). */
  readonly confidential: boolean;
  /** Where this person may hand papers over to. */
  readonly caseSystems: readonly CaseSystemEntry[];
  readonly handedOver: readonly HandOverEntry[];
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
  topic: null,
  participants: [],
  known: new Map(),
  speaking: null,
  chat: [],
  chatCharacters: 0,
  interpreterCall: null,
  startedAt: 0,
  confidential: false,
  caseSystems: [],
  handedOver: [],
};

/** How many others are in. */
export function countOthers({ participants, me }: Pick<ConsultationState, "participants" | "me">): number {
  return participants.filter(({ participant, state }) => participant !== me && state === "admitted").length;
}

/** The newest lines of the chat, with those that have come. */
export function withSaid(chat: readonly Said[], ...said: readonly Said[]): readonly Said[] {
  return [...chat, ...said].slice(-MAX_CHAT_LINES);
}

/** Everybody, with one who is new or has changed. */
export function withChanged(participants: readonly Participant[], changed: Participant): Participant[] {
  const known = participants.some(({ participant }) => participant === changed.participant);
  if (!known) return [...participants, changed];
  return participants.map((one) => (one.participant === changed.participant ? changed : one));
}

/** What changes when one has left; the name stays beside what was said. */
export function withoutOne(
  { participants, known, speaking }: ConsultationState,
  participant: string,
): Pick<ConsultationState, "participants" | "known" | "speaking"> {
  const gone = participants.find((one) => one.participant === participant);
  return {
    known: gone ? new Map(known).set(participant, gone) : known,
    participants: participants.filter((one) => one.participant !== participant),
    speaking: speaking === participant ? null : speaking,
  };
}

/** "left" is told to everybody: who left by themselves, here or in another window, is not told of others. */
export function reasonHere(
  reason: ConsultationEnded["reason"],
  leaving: boolean,
  phase: ConsultationState["phase"],
): EndReason {
  return reason === "left" && !leaving && phase !== "elsewhere" ? "other_left" : reason;
}
