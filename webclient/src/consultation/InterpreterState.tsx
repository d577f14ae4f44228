import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { Notice } from "../design/Notice";
import { useLanguage } from "../i18n";
import { spokenName } from "../i18n/speech";
import { useAction } from "./useAction";

/** How the search for an interpreter goes: ringing, nobody, cancelled (F-45). */
export function InterpreterState({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { t: common } = useTranslation("common");
  const { language } = useLanguage();
  const { interpreterCall: call, may } = useStore(model.state);
  const [closed, setClosed] = useState<string | null>(null);
  const action = useAction();
  // An interpreter who has answered is on the screen with a label: nothing more to say.
  if (!call || call.state === "answered" || (call.state !== "ringing" && closed === call.call)) return null;
  const spoken = spokenName(call.language, common, language);
  const ringing = call.state === "ringing";
  return (
    <div data-testid="interpreter-state" data-state={call.state}>
      <Notice
        tone={ringing ? "info" : "warning"}
        action={
          <>
            {ringing && may.has("interpreter:cancel") ? (
              <Action
                variant="secondary"
                aria-disabled={action.busy}
                onClick={() => action.run(() => model.cancelInterpreter())}
              >
                {t("interpreter.cancel")}
              </Action>
            ) : null}
            {!ringing && may.has("interpreter:ask") ? (
              <Action
                aria-disabled={action.busy}
                onClick={() => action.run(() => model.askInterpreter(call.language))}
              >
                {t("interpreter.again")}
              </Action>
            ) : null}
            {ringing ? null : (
              <Action variant="secondary" onClick={() => setClosed(call.call)}>
                {t("actions.close")}
              </Action>
            )}
          </>
        }
      >
        {t(`interpreter.${call.state}`, { language: spoken })}
      </Notice>
    </div>
  );
}
