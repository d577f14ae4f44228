import type { ConsultationModel } from "../../core/consultation";
import { Store, useStore } from "../../core/store";

/** How this person has the page before them: as a picture, as text, or under black bars to be. */
export type PageMode = "picture" | "text" | "redact";

// The panes of the first and of the second window show the same page in the same way.
const MODES = new WeakMap<ConsultationModel, Store<PageMode>>();

function modeOf(model: ConsultationModel): Store<PageMode> {
  const known = MODES.get(model);
  if (known) return known;
  const made = new Store<PageMode>("picture");
  MODES.set(model, made);
  return made;
}

export function usePageMode(model: ConsultationModel): readonly [PageMode, (mode: PageMode) => void] {
  const store = modeOf(model);
  return [useStore(store), (mode) => store.set(mode)];
}
