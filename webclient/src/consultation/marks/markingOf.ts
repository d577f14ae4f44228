import type { ConsultationModel } from "../../core/consultation";
import { mayCapture } from "../../core/identity";
import { Marking } from "../../core/marking";

const KNOWN = new WeakMap<ConsultationModel, Marking>();

/** The marks of this consultation. They come with the call's screen, not with the page that it begins on. */
export function markingOf(model: ConsultationModel): Marking {
  const known = KNOWN.get(model);
  if (known) return known;
  const marking = new Marking({
    ...model.papers.context,
    volatile: model.volatile,
    me: () => model.state.get().me,
    mayCapture: () => mayCapture(model.identity.state.get()),
  });
  KNOWN.set(model, marking);
  model.papers.heard = (operation) => marking.heard(operation);
  model.volatile.heard = (data) => marking.live.take(data);
  model.identity.state.subscribe(() => {
    if (!mayCapture(model.identity.state.get())) marking.stop();
  });
  model.line.subscribe(() => {
    if (model.line.get() === "up") marking.again();
  });
  model.state.subscribe(() => {
    const { phase, participants } = model.state.get();
    if (phase === "ended" || phase === "elsewhere" || phase === "lobby") return marking.close();
    for (const { author } of marking.live.state.get()) {
      if (!participants.some(({ participant }) => participant === author)) marking.live.forget(author);
    }
  });
  return marking;
}
