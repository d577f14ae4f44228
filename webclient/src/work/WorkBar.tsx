import "./work.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EndReason } from "../core/consultation";
import type { Availability } from "../core/types";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import type { Tone } from "../design/Sign";
import { Switch } from "../design/Switch";
import type { AlarmControls } from "./useAlarm";

interface WorkBarProps {
  readonly availability: Availability;
  readonly alarm: AlarmControls;
  /** Fails with an ApiError. */
  readonly onAvailability: (availability: Availability) => Promise<void>;
}

/** Availability and alert sound of a desk or an interpreter. */
export function WorkBar({ availability, alarm, onAvailability }: WorkBarProps) {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>(null);
  const change = (on: boolean) => {
    setError(null);
    onAvailability(on ? "available" : "away").catch(setError);
  };
  return (
    <>
      <div className="work-bar">
        <Switch
          label={t("availability.switch")}
          state={t(`availability.${availability}`)}
          on={availability === "available"}
          onChange={change}
          testId="availability"
        />
        <Switch
          label={t("alert.sound")}
          state={alarm.on ? t("alert.on") : t("alert.off")}
          on={alarm.on}
          onChange={alarm.setOn}
        />
        <Action variant="secondaryNoBorder" onClick={alarm.tryNow}>
          {t("alert.try")}
        </Action>
      </div>
      {alarm.on && !alarm.unlocked ? <p className="quiet work-hint">{t("alert.locked")}</p> : null}
      {error ? <ErrorNotice error={error} /> : null}
    </>
  );
}

/** How the notice of the last call looks: something to know where it did not end as people meant. */
export function endTone(reason: EndReason): Tone {
  return reason === "ended" || reason === "left" ? "success" : "info";
}
