import type { LocalText, Participant } from "../core/protocol";
import type { ParticipantRole } from "../core/types";
import type { Face } from "./layout";

/** Colours of the roles; each is at least 4.5 : 1 against white, and never the only sign of a role. */
export const ROLE_COLOURS: Record<ParticipantRole, string> = {
  client: "hsl(23, 82%, 34%)",
  expert: "hsl(214, 100%, 24%)",
  interpreter: "hsl(284, 36%, 42%)",
  guest: "hsl(166, 90%, 23%)",
  advisor: "hsl(196, 100%, 25%)",
};

/** What somebody is called: the role in words, and the name where one is known (F-46). */
export function nameOf(person: Participant, local: (text: LocalText) => string): string {
  return person.name ? `${local(person.label)}, ${person.name}` : local(person.label);
}

/** The other participants who are in: the order of their pictures. */
export function others(participants: readonly Participant[], me: string): readonly Participant[] {
  return participants.filter(({ participant, state }) => participant !== me && state === "admitted");
}

/** As what this participant takes part. */
export function roleOf(participants: readonly Participant[], id: string): ParticipantRole | undefined {
  return participants.find(({ participant }) => participant === id)?.role;
}

/** The same people as their pictures' places see them. */
export function facesOf(people: readonly Participant[]): readonly Face[] {
  return people.map(({ participant, signing = false }) => ({ id: participant, signing }));
}

/** Has this participant, who may have left, marked itself as signing? */
export function isSigning(participants: readonly Participant[], id: string): boolean {
  return participants.some(({ participant, signing }) => participant === id && signing === true);
}

/** Is the hand raised? */
export function isHandUp({ handRaisedAt }: Participant): boolean {
  return typeof handRaisedAt === "number";
}

/** Has this participant, who may have left, raised a hand? */
export function hasHandUp(participants: readonly Participant[], id: string): boolean {
  return participants.some((one) => one.participant === id && isHandUp(one));
}

/** Those who wait to be let in. */
export function waiting(participants: readonly Participant[], me: string): readonly Participant[] {
  return participants.filter(({ participant, state }) => participant !== me && state === "lobby");
}

/** Does the consultation end for everybody when this one leaves? It has no matter without these two. */
export function endsForAll(role: ParticipantRole | undefined): boolean {
  return role === "client" || role === "expert";
}
