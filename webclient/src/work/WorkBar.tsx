import "./work.css";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EndReason } from "../core/consultation";
import type { Availability } from "../core/types";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import type { Tone } from "../design/Sign";
import { Switch } from "../design/Switch";
import type { AlarmControls } from "./useAlarm";
import type { NoticeControls } from "./useNotice";

interface WorkBarProps {
  readonly availability: Availability;
  readonly alarm: AlarmControls;
  /** Notifications of the desktop, where the seat has them. */
  readonly notice?: NoticeControls | undefined;
  /** Fails with an ApiError. */
  readonly onAvailability: (availability: Availability) => Promise<void>;
  readonly children?: ReactNode;
}

/** Availability, alert sound and notifications of a desk or an interpreter. */
export function WorkBar({ availability, alarm, notice, onAvailability, children }: WorkBarProps) {
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
        {notice && notice.state !== "none" ? (
          <Switch
            label={t("notice.switch")}
            state={t(notice.state === "on" ? "alert.on" : "alert.off")}
            on={notice.state === "on"}
            onChange={(on) => void notice.setOn(on)}
            testId="desktop-notice"
          />
        ) : null}
        {children}
      </div>
      <p role="status" className={notice?.state === "denied" ? "quiet work-hint" : "visually-hidden"}>
        {notice?.state === "denied" ? t("notice.denied") : ""}
      </p>
      {alarm.on && !alarm.unlocked ? <p className="quiet work-hint">{t("alert.locked")}</p> : null}
      {error ? <ErrorNotice error={error} /> : null}
    </>
  );
}

/** How the notice of the last call looks: something to know where it did not end as people meant. */
export function endTone(reason: EndReason): Tone {
  return reason === "ended" || reason === "left" ? "success" : "info";
}
