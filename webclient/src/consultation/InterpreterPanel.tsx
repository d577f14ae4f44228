import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import type { LanguageEntry } from "../core/protocol";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { useLanguage } from "../i18n";
import { spokenName } from "../i18n/speech";
import { useAction } from "./useAction";

interface InterpreterPanelProps {
  readonly model: ConsultationModel;
  readonly onAsked: () => void;
}

/** The languages that an interpreter can be asked for; one press rings (F-45). */
export function InterpreterPanel({ model, onAsked }: InterpreterPanelProps) {
  const { t } = useTranslation("consultation");
  const { t: common } = useTranslation("common");
  const { language } = useLanguage();
  const [languages, setLanguages] = useState<readonly LanguageEntry[] | null>(null);
  const asking = useAction();
  const { run, error } = useAction();
  const load = useCallback(() => run(async () => setLanguages(await model.languages())), [model, run]);
  useEffect(load, [load]);
  const ask = (code: string) =>
    asking.run(async () => {
      await model.askInterpreter(code);
      onAsked();
    });
  if (error) return <ErrorNotice error={error} onRetry={load} />;
  if (!languages) return <Loading />;
  return (
    <>
      <p>{languages.length > 0 ? t("interpreter.choose") : t("interpreter.noLanguages")}</p>
      {asking.error ? <ErrorNotice error={asking.error} /> : null}
      <ul className="choices plain-list">
        {languages.map(({ language: code, free }) => (
          <li key={code}>
            <button type="button" className="choice" aria-disabled={asking.busy} onClick={() => ask(code)}>
              <span className="choice__name">{capital(spokenName(code, common, language))}</span>
              <span className="choice__state">
                {free > 0 ? t("interpreter.free", { count: free }) : t("interpreter.none")}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
