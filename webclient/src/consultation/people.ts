import type { LocalText, Participant } from "../core/protocol";
import type { ParticipantRole } from "../core/types";

/** Colours of the roles; each is at least 4.5 : 1 against white, and never the only sign of a role. */
export const ROLE_COLOURS: Record<ParticipantRole, string> = {
  client: "hsl(23, 82%, 34%)",
  expert: "hsl(214, 100%, 24%)",
  interpreter: "hsl(284, 36%, 42%)",
  guest: "hsl(166, 90%, 23%)",
};

/** What somebody is called: the role in words, and the name where one is known (F-46). */
export function nameOf(person: Participant, local: (text: LocalText) => string): string {
  return person.name ? `${local(person.label)}, ${person.name}` : local(person.label);
}

/** The other participants who are in: the order of their pictures. */
export function others(participants: readonly Participant[], me: string): readonly Participant[] {
  return participants.filter(({ participant, state }) => participant !== me && state === "admitted");
}

/** Those who wait to be let in. */
export function waiting(participants: readonly Participant[], me: string): readonly Participant[] {
  return participants.filter(({ participant, state }) => participant !== me && state === "lobby");
}

/** Does the consultation end for everybody when this one leaves? It has no matter without these two. */
export function endsForAll(role: ParticipantRole | undefined): boolean {
  return role === "client" || role === "expert";
}
