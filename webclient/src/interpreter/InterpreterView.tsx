import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../core/protocol";
import type { InterpreterState } from "../core/seats/interpreter";
import type { Availability } from "../core/types";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { Notice } from "../design/Notice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { useAlarm } from "../desk/useAlarm";
import { endTone, WorkBar } from "../desk/WorkBar";
import { useLanguage } from "../i18n";
import { spokenName } from "../i18n/speech";
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
    <PageFrame
      title={t("title")}
      banners={banners}
      tinted
      wide
      user={{ label: state.name || local(me.label), onSignOut }}
    >
      <PageHeading lead={t("lead")} focus>
        {t("title")}
      </PageHeading>
      {state.ended ? <Notice tone={endTone(state.ended)}>{t(`ended.${state.ended}`)}</Notice> : null}
      {state.error ? <ErrorNotice error={state.error} onRetry={() => window.location.reload()} /> : null}
      {state.phase === "opening" ? <Loading /> : null}
      {state.phase === "ready" ? (
        <>
          <WorkBar availability={state.availability} alarm={alarm} onAvailability={acts.onAvailability} />
          <div className="work">
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
          </div>
        </>
      ) : null}
    </PageFrame>
  );
}
