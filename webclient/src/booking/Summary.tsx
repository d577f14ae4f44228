import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n";
import { spokenName } from "../i18n/speech";
import { clockOf, dayOf } from "./when";

interface SummaryProps {
  readonly startsAt: number;
  readonly endsAt: number;
  /** The matter and with whom. */
  readonly where?: string;
  /** The authority alone, where others may read it. */
  readonly authority?: string;
  readonly interpreted: string | null;
}

/** When, with whom, and in which language it is interpreted. */
export function Summary({ startsAt, endsAt, where, authority, interpreted }: SummaryProps) {
  const { t } = useTranslation("booking");
  const { t: common } = useTranslation();
  const { language, localLang } = useLanguage();
  return (
    <dl className="booking__summary">
      <div>
        <dt>{t("summary.time")}</dt>
        <dd data-testid="booking-time">
          {t("summary.span", {
            day: dayOf(startsAt, language),
            from: clockOf(startsAt, language),
            to: clockOf(endsAt, language),
          })}
        </dd>
      </div>
      {where || authority ? (
        <div>
          <dt>{where ? t("summary.with") : t("summary.authority")}</dt>
          <dd lang={localLang}>{where ?? authority}</dd>
        </div>
      ) : null}
      {interpreted ? (
        <div>
          <dt>{t("summary.interpreter")}</dt>
          <dd>{spokenName(interpreted, common, language)}</dd>
        </div>
      ) : null}
    </dl>
  );
}
