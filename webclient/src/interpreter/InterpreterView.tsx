import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../core/protocol";
import type { InterpreterState } from "../core/seats/interpreter";
import type { Availability } from "../core/types";
import { DeviceTest } from "../devicetest/DeviceTest";
import { useLanguage } from "../i18n";
import { useAlarm } from "../work/useAlarm";
import { WorkPage } from "../work/WorkPage";
import { OwnLanguages } from "./OwnLanguages";
import { RingingCalls } from "./RingingCalls";

interface InterpreterViewProps {
  readonly state: InterpreterState;
  readonly me: Me;
  readonly banners?: ReactNode;
  readonly onSignOut: () => void;
  /** These fail with an ApiError. */
  readonly onAvailability: (availability: Availability) => Promise<void>;
  readonly onLanguage: (language: string, on: boolean) => Promise<void>;
  readonly onAnswer: (call: string) => Promise<void>;
  readonly onDecline: (call: string) => Promise<void>;
}

/** The interpreter outside a consultation: what rings, and whether I answer (J4). */
export function InterpreterView({ state, me, banners, onSignOut, ...acts }: InterpreterViewProps) {
  const { t } = useTranslation("interpreter");
  const { local } = useLanguage();
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
      <OwnLanguages
        languages={state.languages}
        languagesOn={state.languagesOn}
        onLanguage={acts.onLanguage}
      />
      <div className="work__notice">
        <DeviceTest />
      </div>
    </WorkPage>
  );
}
