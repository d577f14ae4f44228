import "./booking.css";
import { useTranslation } from "react-i18next";
import type { SeatContext } from "../core/seats/seat";
import { ErrorNotice } from "../design/ErrorNotice";
import { AppointmentList } from "./AppointmentList";
import { CancelButton } from "./CancelButton";
import { useAppointments } from "./useAsking";
import { dateOf } from "./when";

/** The expert's own appointments: those of today, and how many are to come. */
export function DeskBookings({ context }: { readonly context: SeatContext }) {
  const { t } = useTranslation("booking");
  const { list, error, read } = useAppointments(context);
  const today = dateOf(Date.now() / 1000);
  const now = list?.filter(({ startsAt }) => dateOf(startsAt) === today) ?? [];
  const later = (list?.length ?? 0) - now.length;
  return (
    <section className="work__side booking" aria-labelledby="own-bookings" data-testid="desk-bookings">
      <h2 id="own-bookings">{t("desk.title")}</h2>
      {error ? <ErrorNotice error={error} onRetry={read} /> : null}
      {list && now.length === 0 ? <p className="quiet">{t("desk.none")}</p> : null}
      <AppointmentList
        list={now}
        level={3}
        actions={(one) => <CancelButton context={context} appointment={one} onCancelled={read} />}
      />
      {later > 0 ? <p className="quiet">{t("desk.later", { count: later })}</p> : null}
    </section>
  );
}
