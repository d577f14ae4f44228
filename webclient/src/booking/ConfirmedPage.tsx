import { useTranslation } from "react-i18next";
import type { AppointmentView } from "../core/protocol";
import { Action } from "../design/Action";
import { PageHeading } from "../design/PageHeading";
import { useLanguage } from "../i18n";
import { Summary } from "./Summary";

interface ConfirmedPageProps {
  readonly appointment: AppointmentView;
  readonly moved: boolean;
  readonly onDone: () => void;
}

/** What the client takes along: time, place and code (F-19). The print names at most the authority and the time. */
export function ConfirmedPage({ appointment, moved, onDone }: ConfirmedPageProps) {
  const { t } = useTranslation("booking");
  const { local, localLang } = useLanguage();
  const { startsAt, endsAt, interpreted, confidential, code, phone } = appointment;
  return (
    <div className="card booking booking--print">
      <PageHeading focus lead={t("confirmed.lead")}>
        {moved ? t("confirmed.movedTitle") : t("confirmed.title")}
      </PageHeading>
      <Summary
        startsAt={startsAt}
        endsAt={endsAt}
        {...(confidential ? {} : { authority: local(appointment.authorityName) })}
        interpreted={interpreted}
      />
      <p>
        {t("confirmed.place")} <span lang={localLang}>{local(appointment.pointName)}</span>
      </p>
      {code ? (
        <p className="booking__code">
          <span>{t("confirmed.code")}</span>
          <strong data-testid="booking-code">{code}</strong>
        </p>
      ) : null}
      <p>{t("confirmed.how")}</p>
      {phone && !confidential ? <p>{t("confirmed.phone", { phone })}</p> : null}
      <div className="booking__actions">
        <Action large onClick={onDone} data-testid="booking-done">
          {t("confirmed.done")}
        </Action>
        <Action large variant="secondary" onClick={() => window.print()}>
          {t("confirmed.print")}
        </Action>
      </div>
    </div>
  );
}
