import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../../core/consultation";
import type { CaseSystemEntry, PaperEntry } from "../../core/protocol";
import { useStore } from "../../core/store";
import { useLanguage } from "../../i18n";
import { ConfirmPanel } from "../ConfirmPanel";
import type { Copies } from "./copies";
import { Question } from "./Question";

interface HandOverQuestionProps {
  readonly copies: Copies;
  readonly paper: PaperEntry;
  readonly system: CaseSystemEntry;
  readonly onDone: () => void;
}

/** Asks the expert once more: what is handed over cannot be had back. */
export function HandOverQuestion({ copies, paper, system, onDone }: HandOverQuestionProps) {
  const { t } = useTranslation("copies");
  const { local } = useLanguage();
  const { own } = system;
  const names = { name: paper.name, authority: local(system.name) };
  return (
    <Question title={t(own ? "handOver" : "handOverTo", names)} onEscape={onDone}>
      <ConfirmPanel
        text={t(own ? "handOverAsk" : "forwardAsk", names)}
        confirm={t(own ? "handOverYes" : "forwardYes")}
        cancel={t("no")}
        going={t("handingOver")}
        testId="confirm-hand-over"
        onConfirm={async () => {
          await copies.handOver(paper.paper, system.authority);
          onDone();
        }}
        onCancel={onDone}
      />
    </Question>
  );
}

/** Where the open paper has gone, or goes; each change is said. */
export function HandedOver({ model, paper }: { readonly model: ConsultationModel; readonly paper: string }) {
  const { t } = useTranslation("copies");
  const { local } = useLanguage();
  const { handedOver } = useStore(model.state);
  return (
    <div className="paper-deeds__gone" role="status">
      {handedOver
        .filter((one) => one.paper === paper)
        .map(({ handOver, state, authorityName }) => (
          <p key={handOver} data-testid={`hand-over-${state}`}>
            {t(state, { authority: local(authorityName) })}
          </p>
        ))}
    </div>
  );
}
