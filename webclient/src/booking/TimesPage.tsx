import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FreeTimes } from "../core/protocol";
import type { SeatContext } from "../core/seats/seat";
import { Action } from "../design/Action";
import { EmptyState } from "../design/EmptyState";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageHeading } from "../design/PageHeading";
import { useLanguage } from "../i18n";
import { spokenName } from "../i18n/speech";
import { freeTimes, type Wish } from "./line";
import { clockOf, dayAfter, dayOf } from "./when";

/** So many days are read at once: two weeks fit on a page that is scrolled. */
const DAYS = 14;

export interface TimesPageProps {
  readonly context: SeatContext;
  readonly service: string;
  readonly serviceName: string;
  readonly interpreted: string | null;
  /** The appointment that is being moved: its interpreter stays. */
  readonly moving?: string | undefined;
  readonly onInterpreted: (language: string | null) => void;
  readonly onChoose: (startsAt: number, minutes: number) => void;
  readonly onClose: () => void;
}

/** The free times of a service by day: each a large button, so that the list alone does everything. */
export function TimesPage(props: TimesPageProps) {
  const { context, service, serviceName, interpreted, moving, onInterpreted, onChoose, onClose } = props;
  const { t } = useTranslation("booking");
  const { found, error, more, again } = useTimes(context, service, interpreted, moving);
  return (
    <div className="card booking">
      <PageHeading focus lead={t("times.lead")}>
        {t(moving ? "times.moveTitle" : "times.title", { service: serviceName })}
      </PageHeading>
      {moving || !found ? null : (
        <Interpreted languages={found.interpreted} chosen={interpreted} onChoose={onInterpreted} />
      )}
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {found ? <Days found={found} onChoose={onChoose} /> : error ? null : <Loading />}
      <div className="booking__actions">
        {found ? (
          <Action variant="secondary" large data-testid="more-days" onClick={more}>
            {t("times.more")}
          </Action>
        ) : null}
        <Action variant="secondaryNoBorder" large data-testid="booking-back" onClick={onClose}>
          {t("back")}
        </Action>
      </div>
    </div>
  );
}

function Days({ found, onChoose }: { readonly found: FreeTimes } & Pick<TimesPageProps, "onChoose">) {
  const { t } = useTranslation("booking");
  const { language } = useLanguage();
  if (found.days.length === 0) {
    return (
      <EmptyState level={2} title={t("times.emptyTitle")}>
        {t("times.empty")}
      </EmptyState>
    );
  }
  return found.days.map(({ day, times }) => {
    const words = dayOf(times[0] ?? 0, language);
    return (
      <section key={day} aria-labelledby={`day-${day}`}>
        <h2 id={`day-${day}`}>{words}</h2>
        <ul className="booking__times plain-list">
          {times.map((at) => (
            <li key={at}>
              <button
                type="button"
                className="booking__time"
                data-testid="free-time"
                aria-label={`${clockOf(at, language)}, ${words}`}
                onClick={() => onChoose(at, found.lengthMinutes)}
              >
                {clockOf(at, language)}
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

interface InterpretedProps {
  readonly languages: readonly string[];
  readonly chosen: string | null;
  readonly onChoose: (language: string | null) => void;
}

/** Whether an interpreter is booked too, and for which language. */
function Interpreted({ languages, chosen, onChoose }: InterpretedProps) {
  const { t } = useTranslation("booking");
  const { t: common } = useTranslation();
  const { language } = useLanguage();
  if (languages.length === 0) return null;
  return (
    <p className="booking__field">
      <label htmlFor="booking-interpreted">{t("times.interpreter")}</label>
      <select
        id="booking-interpreted"
        className="booking__select"
        value={chosen ?? ""}
        onChange={(event) => onChoose(event.target.value || null)}
      >
        <option value="">{t("times.noInterpreter")}</option>
        {languages.map((code) => (
          <option key={code} value={code}>
            {spokenName(code, common, language)}
          </option>
        ))}
      </select>
    </p>
  );
}

/** What is free, and more of it at a press; read anew for another wish. */
function useTimes(context: SeatContext, service: string, interpreted: string | null, moving?: string) {
  const [found, setFound] = useState<FreeTimes | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = useCallback(
    (before: FreeTimes | null) => {
      const wish: Wish = { service, interpreted, moving };
      const from = before ? dayAfter(before.until) : null;
      setError(null);
      freeTimes(context, wish, from, DAYS).then(
        (next) => setFound(before ? { ...next, days: [...before.days, ...next.days] } : next),
        setError,
      );
    },
    [context, service, interpreted, moving],
  );
  useEffect(() => read(null), [read]);
  return { found, error, more: () => read(found), again: () => read(null) };
}
