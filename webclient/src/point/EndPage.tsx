import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { EndReason } from "../core/consultation";
import { Action } from "../design/Action";
import { PageHeading } from "../design/PageHeading";
import { Sign } from "../design/Sign";

const RETURN_MS = 45_000; // time to gather papers and stand up; nothing is lost when it passes

interface EndPageProps {
  readonly reason: EndReason;
  readonly onRestart: () => void;
}

function leadOf(reason: EndReason): "dropped" | "otherLeft" | "lead" {
  if (reason === "timeout") return "dropped";
  return reason === "other_left" ? "otherLeft" : "lead";
}

/** Thanks, says that nothing is left, and makes room for the next client (F-25). */
export function EndPage({ reason, onRestart }: EndPageProps) {
  const { t } = useTranslation("point");
  useEffect(() => {
    const timer = setTimeout(onRestart, RETURN_MS);
    return () => clearTimeout(timer);
  }, [onRestart]);
  return (
    <div className="card end-card">
      <PageHeading focus lead={t(`end.${leadOf(reason)}`)}>
        {t("end.title")}
      </PageHeading>
      <ul className="end__list plain-list">
        <li>
          <Sign tone="success" />
          <span>{t("end.clean")}</span>
        </li>
        <li>
          <Sign tone="info" />
          <span>{t("end.papers")}</span>
        </li>
      </ul>
      <div>
        <Action large onClick={onRestart}>
          {t("end.again")}
        </Action>
      </div>
      <p className="quiet">{t("end.auto")}</p>
    </div>
  );
}
