// Words that the generated protocol spells inside its messages, under names of their own.
import type { Error as ErrorMessage, Me, Participant, SetAvailability } from "./protocol";

export type Seat = Me["seat"];
export type Role = Me["role"];
export type Language = "fi" | "sv" | "en";
/** Northern Sámi is a language of the citizen's screens alone. */
export type ScreenLanguage = Language | "se";
export type ErrorCode = ErrorMessage["code"];
export type Availability = SetAvailability["availability"];
export type ParticipantRole = Participant["role"];
