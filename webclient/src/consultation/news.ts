// What changed between two states, in words that are read aloud. Pure.
import type { ConsultationState } from "../core/consultation";
import type { MarkNews } from "../core/marking";
import type { PapersState } from "../core/papers";
import type { Identity, Participant } from "../core/protocol";
import type { WrittenLine } from "../core/realTimeText";
import { readable } from "./conversation";
import { hasHandUp, isHandUp } from "./people";

/** A sentence of the namespace `consultation.news`: of a person, or of a paper by its name. */
export type News =
  | {
      readonly key:
        | "joined"
        | "left"
        | "waiting"
        | "away"
        | "back"
        | "muted"
        | "unmuted"
        | "handUp"
        | "handDown"
        | "sentBack"
        | "signing"
        | "signingEnded"
        | "sharing";
      readonly person: Participant;
    }
  | { readonly key: "said" | "wrote"; readonly person: Participant; readonly text: string }
  | { readonly key: "note"; readonly person: Participant; readonly note: string }
  | { readonly key: "marksAdded" | "marksErased"; readonly person: Participant; readonly count: number }
  | { readonly key: "sharingEnded" }
  | { readonly key: "identity"; readonly identity: Identity }
  | { readonly key: "identityPutAway" }
  | { readonly key: "ownHandDown" }
  | { readonly key: "page" | "redacted"; readonly paper: string; readonly page: number }
  | { readonly key: "paperAdded" | "paperRemoved"; readonly paper: string };

type People = Pick<ConsultationState, "phase" | "me" | "participants" | "chat">;
type Papers = Pick<PapersState, "papers" | "shown" | "redacted">;

/** What happened to the others since `before`; nothing when the screen has only just opened. */
export function newsOfPeople(before: People, after: People): readonly News[] {
  if (before.phase !== "in" || after.phase !== "in") return [];
  const others = (list: readonly Participant[]) => list.filter(({ participant }) => participant !== after.me);
  const find = (list: readonly Participant[], id: string) =>
    list.find(({ participant }) => participant === id);
  const came = others(after.participants).flatMap((person): News[] => {
    const old = find(before.participants, person.participant);
    return old ? changesOf(old, person) : [{ key: person.state === "lobby" ? "waiting" : "joined", person }];
  });
  const gone = others(before.participants)
    .filter(({ participant }) => !find(after.participants, participant))
    .map((person): News => ({ key: "left", person }));
  const last = before.chat.at(-1)?.sequence ?? -1;
  const said = after.chat.flatMap(({ sequence, participant, text }): News[] => {
    const person = find(others(after.participants), participant);
    return sequence > last && person ? [{ key: "said", person, text }] : [];
  });
  const lowered: News[] =
    hasHandUp(before.participants, after.me) && !hasHandUp(after.participants, after.me)
      ? [{ key: "ownHandDown" }]
      : [];
  return [...came, ...gone, ...lowered, ...said];
}

function changesOf(old: Participant, person: Participant): News[] {
  if (old.state === "lobby" && person.state === "admitted") return [{ key: "joined", person }];
  if (old.state === "admitted" && person.state === "lobby") return [{ key: "sentBack", person }];
  if (old.connected !== person.connected) return [{ key: person.connected ? "back" : "away", person }];
  if (old.microphone !== person.microphone) return [{ key: person.microphone ? "unmuted" : "muted", person }];
  if (isHandUp(old) !== isHandUp(person)) return [{ key: isHandUp(person) ? "handUp" : "handDown", person }];
  const signing = person.signing === true;
  if ((old.signing === true) !== signing) return [{ key: signing ? "signing" : "signingEnded", person }];
  return [];
}

/** The lines of real-time text that others have finished since `before`. */
export function newsOfText(
  before: readonly WrittenLine[],
  after: readonly WrittenLine[],
  { participants, known, me }: Pick<ConsultationState, "participants" | "known" | "me">,
): readonly News[] {
  const last = before.at(-1)?.id ?? 0;
  return after.flatMap(({ id, participant, text }): News[] => {
    if (id <= last || participant === me) return [];
    const person = participants.find((one) => one.participant === participant) ?? known.get(participant);
    return person ? [{ key: "wrote", person, text: readable(text) }] : [];
  });
}

/** What happened to the papers since `before`. */
export function newsOfPapers(before: Papers, after: Papers): readonly News[] {
  const named = (list: Papers["papers"], id: string) => list.find(({ paper }) => paper === id)?.name;
  const added = after.papers
    .filter(({ paper }) => named(before.papers, paper) === undefined)
    .map(({ name }): News => ({ key: "paperAdded", paper: name }));
  const removed = before.papers
    .filter(({ paper }) => named(after.papers, paper) === undefined)
    .map(({ name }): News => ({ key: "paperRemoved", paper: name }));
  const { shown } = after;
  const name = shown ? named(after.papers, shown.paper) : undefined;
  const turned = shown && (before.shown?.paper !== shown.paper || before.shown.page !== shown.page);
  const page: News[] = turned && name !== undefined ? [{ key: "page", paper: name, page: shown.page }] : [];
  const covered = shown && name !== undefined && before.redacted !== after.redacted;
  const redacted: News[] = covered ? [{ key: "redacted", paper: name, page: shown.page }] : [];
  return [...added, ...removed, ...page, ...redacted];
}

/** What others have marked in one go: each note, and how many marks each one made or took away. */
export function newsOfMarks(
  done: readonly MarkNews[],
  { participants, known }: Pick<ConsultationState, "participants" | "known">,
): readonly News[] {
  const authors = [...new Set(done.map(({ author }) => author))];
  return authors.flatMap((author): News[] => {
    const person = participants.find(({ participant }) => participant === author) ?? known.get(author);
    if (!person) return [];
    const own = done.filter((one) => one.author === author);
    const notes = own.flatMap(({ text }): News[] =>
      text === null ? [] : [{ key: "note", person, note: text }],
    );
    const added = own.filter((one) => one.added && one.text === null).length;
    const erased = own.filter((one) => !one.added).length;
    return [
      ...notes,
      ...(added > 0 ? [{ key: "marksAdded", person, count: added } as const] : []),
      ...(erased > 0 ? [{ key: "marksErased", person, count: erased } as const] : []),
    ];
  });
}

/** What was recorded of the client's identity; that a document is being shown is said by the notice itself. */
export function newsOfIdentity(before: Identity, after: Identity): readonly News[] {
  if (before.method !== after.method && after.method !== null) return [{ key: "identity", identity: after }];
  return before.shownUntil !== null && after.shownUntil === null ? [{ key: "identityPutAway" }] : [];
}

/** Who began or ended to share a screen or a document; `before` and `after` are the participants who do. */
export function newsOfScreen(
  before: string | null,
  after: string | null,
  people: readonly Participant[],
): readonly News[] {
  if (before === after) return [];
  const person = people.find(({ participant }) => participant === after);
  if (person) return [{ key: "sharing", person }];
  return after === null ? [{ key: "sharingEnded" }] : [];
}
