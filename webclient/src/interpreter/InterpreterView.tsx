import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../core/protocol";
import type { InterpreterState } from "../core/seats/interpreter";
import type { Availability } from "../core/types";
import { useLanguage } from "../i18n";
import { spokenName } from "../i18n/speech";
import { useAlarm } from "../work/useAlarm";
import { WorkPage } from "../work/WorkPage";
import { RingingCalls } from "./RingingCalls";

interface InterpreterViewProps {
  readonly state: InterpreterState;
  readonly me: Me;
  readonly banners?: ReactNode;
  readonly onSignOut: () => void;
  /** These fail with an ApiError. */
  readonly onAvailability: (availability: Availability) => Promise<void>;
  readonly onAnswer: (call: string) => Promise<void>;
  readonly onDecline: (call: string) => Promise<void>;
}

/** The interpreter outside a consultation: what rings, and whether I answer (J4). */
export function InterpreterView({ state, me, banners, onSignOut, ...acts }: InterpreterViewProps) {
  const { t } = useTranslation("interpreter");
  const { t: common } = useTranslation();
  const { language, local } = useLanguage();
  const alarm = useAlarm(
    state.ringing.map(({ call }) => call),
    t("ringing.alertTitle"),
  );
  return (
    <WorkPage
      title={t("title")}
      lead={t("lead")}
      user={{ label: state.name || local(me.label) }}
      state={state}
      ended={state.ended ? t(`ended.${state.ended}`) : null}
      alarm={alarm}
      banners={banners}
      onSignOut={onSignOut}
      onAvailability={acts.onAvailability}
    >
      <RingingCalls
        ringing={state.ringing}
        availability={state.availability}
        answering={state.answering}
        onAnswer={acts.onAnswer}
        onDecline={acts.onDecline}
      />
      <section className="work__side" aria-labelledby="own-languages">
        <h2 id="own-languages">{t("languages")}</h2>
        <ul className="work__list plain-list">
          {state.languages.map((code) => (
            <li key={code}>{spokenName(code, common, language)}</li>
          ))}
        </ul>
      </section>
    </WorkPage>
  );
}
