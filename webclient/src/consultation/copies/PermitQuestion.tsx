import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../../core/consultation";
import { useStore } from "../../core/store";
import { Action } from "../../design/Action";
import { ErrorNotice } from "../../design/ErrorNotice";
import { useLanguage } from "../../i18n";
import { useAction } from "../useAction";
import type { Copies } from "./copies";
import { Question } from "./Question";

interface PermitQuestionProps {
  readonly model: ConsultationModel;
  readonly copies: Copies;
}

/** To the client: may this one paper move to another authority? One question at a time. */
export function PermitQuestion({ model, copies }: PermitQuestionProps) {
  const { t } = useTranslation("copies");
  const { local } = useLanguage();
  const { may, handedOver } = useStore(model.state);
  const { papers } = useStore(model.papers.state);
  const { run, busy, error } = useAction();
  const asked = handedOver.find(({ state }) => state === "asked");
  const paper = papers.find((one) => one.paper === asked?.paper);
  if (!asked || !paper || !may.has("paper:permit")) return null;
  const answer = (agreed: boolean) => run(() => copies.permit(asked.handOver, agreed));
  return (
    <Question key={asked.handOver} title={t("permitTitle")}>
      <p>{t("permitText", { name: paper.name, authority: local(asked.authorityName) })}</p>
      <p role="status">{busy ? t("permitting") : ""}</p>
      {error ? <ErrorNotice error={error} /> : null}
      <div className="buttons">
        <Action data-testid="permit-yes" aria-disabled={busy} onClick={() => answer(true)}>
          {t("permitYes")}
        </Action>
        <Action
          variant="secondary"
          data-testid="permit-no"
          aria-disabled={busy}
          onClick={() => answer(false)}
        >
          {t("permitNo")}
        </Action>
      </div>
    </Question>
  );
}
