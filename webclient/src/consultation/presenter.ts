import type { ConsultationModel } from "../core/consultation";
import { presenterOf } from "../core/slots";
import { useStore } from "../core/store";
import { useLanguage } from "../i18n";
import { nameOf } from "./people";

interface Presenter {
  readonly participant: string;
  /** Role and name, as beside the picture. */
  readonly name: string;
}

/** The other participant whose screen or document is shown to everybody now. */
export function usePresenter({ state, call }: Pick<ConsultationModel, "state" | "call">): Presenter | null {
  const { local } = useLanguage();
  const { known, participants } = useStore(state);
  const participant = presenterOf(useStore(call.state).slots);
  if (participant === null) return null;
  // The map may be quicker than the news of who has come.
  const person = participants.find((one) => one.participant === participant) ?? known.get(participant);
  return person ? { participant, name: nameOf(person, local) } : null;
}
