import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppointmentView } from "../core/protocol";
import type { SeatContext } from "../core/seats/seat";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { PageHeading } from "../design/PageHeading";
import { useLanguage } from "../i18n";
import { move } from "./line";
import { Summary } from "./Summary";
import { Taken } from "./Taken";
import { useOneByOne } from "./useAsking";

interface MovePageProps {
  readonly context: SeatContext;
  readonly appointment: AppointmentView;
  readonly startsAt: number;
  readonly onMoved: (appointment: AppointmentView) => void;
  readonly onBack: () => void;
}

/** The new time of an appointment, and the press that moves it; until then the old one stays. */
export function MovePage({ context, appointment, startsAt, onMoved, onBack }: MovePageProps) {
  const { t } = useTranslation("booking");
  const { local } = useLanguage();
  const [at, setAt] = useState(startsAt);
  const [instead, setInstead] = useState<readonly number[] | null>(null);
  const { busy, error, run } = useOneByOne();
  const press = () =>
    run(async () => {
      const moved = await move(context, appointment.appointment, at);
      if (moved.appointment) onMoved(moved.appointment);
      else setInstead(moved.instead);
    });
  return (
    <div className="card booking">
      <PageHeading focus lead={t("move.lead")}>
        {t("move.title")}
      </PageHeading>
      {instead ? (
        <Taken
          instead={instead}
          onChoose={(other) => {
            setAt(other);
            setInstead(null);
          }}
        />
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
      <Summary
        startsAt={at}
        endsAt={at + appointment.endsAt - appointment.startsAt}
        where={`${local(appointment.serviceName)}, ${local(appointment.authorityName)}`}
        interpreted={appointment.interpreted}
      />
      <div className="booking__actions">
        {instead ? null : (
          <Action large aria-disabled={busy} data-testid="confirm-move" onClick={press}>
            {busy ? t("move.moving") : t("move.confirm")}
          </Action>
        )}
        <Action variant="secondaryNoBorder" large onClick={onBack}>
          {t("back")}
        </Action>
      </div>
    </div>
  );
}
