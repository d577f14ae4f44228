import { useTranslation } from "react-i18next";
import type { AppointmentView } from "../core/protocol";
import type { SeatContext } from "../core/seats/seat";
import { Action } from "../design/Action";
import { EmptyState } from "../design/EmptyState";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageHeading } from "../design/PageHeading";
import { useLanguage } from "../i18n";
import { AppointmentList } from "./AppointmentList";
import { ArriveForm } from "./ArriveForm";
import { CancelButton } from "./CancelButton";
import { useAppointments } from "./useAsking";
import { clockOf, dayOf } from "./when";

interface PointListProps {
  readonly context: SeatContext;
  readonly onArrive: (code: string) => Promise<void>;
  readonly onMove: (appointment: AppointmentView) => void;
  readonly onClose: () => void;
}

/** What is booked at this service point from today on: times and topics, no names, for anybody may pass. */
export function PointList({ context, onArrive, onMove, onClose }: PointListProps) {
  const { t } = useTranslation("booking");
  const { language } = useLanguage();
  const { list, error, read } = useAppointments(context);
  const actions = (one: AppointmentView) => (
    <>
      <Action
        variant="secondary"
        large
        aria-label={`${t("list.move")}: ${dayOf(one.startsAt, language)} ${clockOf(one.startsAt, language)}`}
        data-testid="move-appointment"
        onClick={() => onMove(one)}
      >
        {t("list.move")}
      </Action>
      <CancelButton context={context} appointment={one} large onCancelled={read} />
    </>
  );
  return (
    <div className="card booking">
      <PageHeading focus>{t("list.title")}</PageHeading>
      <ArriveForm onArrive={onArrive} />
      {error ? <ErrorNotice error={error} onRetry={read} /> : null}
      {list ? <AppointmentList list={list} level={2} actions={actions} /> : error ? null : <Loading />}
      {list?.length === 0 ? (
        <EmptyState level={2} title={t("list.emptyTitle")}>
          {t("list.empty")}
        </EmptyState>
      ) : null}
      <div className="booking__actions">
        <Action variant="secondaryNoBorder" large data-testid="booking-back" onClick={onClose}>
          {t("back")}
        </Action>
      </div>
    </div>
  );
}
