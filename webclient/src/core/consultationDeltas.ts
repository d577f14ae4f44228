// What the server tells of one consultation while it goes on, each to the part of the model that it is about.
import type { Advisor } from "./advisor";
import type { Chair } from "./chair";
import { type ConsultationState, withChanged, withoutOne, withSaid } from "./consultationState";
import type { Versioned } from "./feed";
import type { Identification } from "./identity";
import type { Papers } from "./papers";
import type { Delta, Participant } from "./protocol";
import type { RealTimeText } from "./realTimeText";
import type { Link } from "./socket";
import type { Store } from "./store";
import type { Volatile } from "./volatile";

/** Those who hear of it. */
export interface Hearers {
  readonly store: Store<ConsultationState>;
  readonly papers: Papers;
  readonly advisor: Advisor;
  readonly identity: Identification;
  readonly chair: Chair;
  readonly volatile: Volatile;
  readonly text: RealTimeText;
  /** Applies a delta in its turn. */
  deliver(delta: Versioned, apply: () => void): void;
  /** The own participant is now as the server tells. */
  changed(own: Participant): void;
}

/** Listens to the deltas of this consultation; returns the ways to stop. */
export function listenToDeltas(link: Link, consultation: string, hearers: Hearers): (() => void)[] {
  const { store, papers, advisor, identity, chair, volatile, text } = hearers;
  const here = <D extends Delta & { readonly consultation: string }>(apply: (delta: D) => void) => {
    return (delta: D): void => {
      // A window that has given the place away keeps nothing of what goes on.
      if (delta.consultation !== consultation || store.get().phase === "elsewhere") return;
      hearers.deliver(delta, () => apply(delta));
    };
  };
  return [
    link.on(
      "participant:changed",
      here(({ participant: changed }) => {
        const { participants, me } = store.get();
        store.patch({ participants: withChanged(participants, changed) });
        if (changed.participant === me) hearers.changed(changed);
      }),
    ),
    link.on(
      "participant:left",
      here(({ participant }) => {
        volatile.forget(participant);
        text.left(participant);
        store.patch(withoutOne(store.get(), participant));
      }),
    ),
    link.on(
      "advisor:changed",
      here((delta) => advisor.changed(delta)),
    ),
    link.on(
      "consultation:locked",
      here((delta) => chair.changed(delta)),
    ),
    link.on(
      "identity:changed",
      here((delta) => identity.changed(delta)),
    ),
    link.on(
      "consultation:said",
      here(({ said }) => store.patch({ chat: withSaid(store.get().chat, said) })),
    ),
    link.on(
      "interpreter:call",
      here(({ call }) => store.patch({ interpreterCall: call })),
    ),
    link.on(
      "paper:added",
      here(({ paper }) => papers.added(paper)),
    ),
    link.on(
      "paper:removed",
      here(({ paper }) => papers.removed(paper)),
    ),
    link.on(
      "paper:handed-over",
      here(({ handedOver: changed }) => {
        const others = store.get().handedOver.filter(({ handOver }) => handOver !== changed.handOver);
        store.patch({ handedOver: [...others, changed] });
      }),
    ),
    link.on(
      "operation:added",
      here(({ operation }) => papers.operated(operation)),
    ),
    link.on("media:speaking", ({ consultation: where, participant }) => {
      if (where === consultation) store.patch({ speaking: participant });
    }),
  ];
}
