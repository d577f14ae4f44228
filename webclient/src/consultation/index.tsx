import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";

/** The consultation's screen: people, papers, chat; or the lobby for those not yet admitted. */
export function Consultation({ model }: { readonly model: ConsultationModel }) {
  const { phase } = useStore(model.state);
  return <main data-phase={phase} />;
}
