import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppointmentView } from "../core/protocol";
import type { SeatContext } from "../core/seats/seat";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useLanguage } from "../i18n";
import { cancel } from "./line";
import { useOneByOne } from "./useAsking";
import { clockOf, dayOf } from "./when";

interface CancelButtonProps {
  readonly context: SeatContext;
  readonly appointment: AppointmentView;
  readonly large?: boolean;
  readonly onCancelled: () => void;
}

/** Cancels at the second press: the first asks. */
export function CancelButton({ context, appointment, large = false, onCancelled }: CancelButtonProps) {
  const { t } = useTranslation("booking");
  const { language } = useLanguage();
  const [sure, setSure] = useState(false);
  const { busy, error, run } = useOneByOne();
  const which = `${dayOf(appointment.startsAt, language)} ${clockOf(appointment.startsAt, language)}`;
  const press = () => {
    if (!sure) setSure(true);
    else run(() => cancel(context, appointment.appointment).then(onCancelled));
  };
  const words = sure ? t("cancel.sure") : t("cancel.press");
  return (
    <>
      {error ? <ErrorNotice error={error} /> : null}
      <Action
        variant="secondary"
        large={large}
        aria-disabled={busy}
        aria-label={`${words}: ${which}`}
        data-testid="cancel-appointment"
        onClick={press}
      >
        {words}
      </Action>
      {sure ? (
        <Action variant="secondaryNoBorder" large={large} onClick={() => setSure(false)}>
          {t("cancel.keep")}
        </Action>
      ) : null}
    </>
  );
}
