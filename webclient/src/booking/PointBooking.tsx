import "./booking.css";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppointmentView } from "../core/protocol";
import type { SeatContext } from "../core/seats/seat";
import { Notice } from "../design/Notice";
import { useLanguage } from "../i18n";
import { ConfirmedPage } from "./ConfirmedPage";
import { type Chosen, ContactPage } from "./ContactPage";
import { MovePage } from "./MovePage";
import { PointList } from "./PointList";
import { TimesPage } from "./TimesPage";
import { useIdle } from "./useIdle";

/** The service to book a time of. */
export interface Bookable {
  readonly service: string;
  /** As the screen reads. */
  readonly serviceName: string;
  readonly authorityName: string;
  /** In which it is answered. */
  readonly language: string;
}

export interface PointBookingProps {
  readonly context: SeatContext;
  /** Null: the list of the point's appointments. */
  readonly bookable: Bookable | null;
  /** Opens the call of an appointment by its code. Fails with an ApiError. */
  readonly onArrive: (code: string) => Promise<void>;
  readonly onClose: () => void;
}

type Place =
  | { readonly at: "start" }
  | { readonly at: "contact"; readonly chosen: Chosen }
  | { readonly at: "times"; readonly moving: AppointmentView }
  | { readonly at: "move"; readonly moving: AppointmentView; readonly startsAt: number }
  | { readonly at: "confirmed"; readonly appointment: AppointmentView; readonly moved: boolean };

/** Booking at a service point: a time, whom it is for, the confirmation; or the list of what is booked. */
export function PointBooking(props: PointBookingProps): ReactNode {
  const { t } = useTranslation("booking");
  const asking = useIdle(props.onClose);
  return (
    <>
      {asking ? <Notice tone="warning">{t("idle")}</Notice> : null}
      <Pages {...props} />
    </>
  );
}

function Pages({ context, bookable, onArrive, onClose }: PointBookingProps): ReactNode {
  const [place, setPlace] = useState<Place>({ at: "start" });
  const start = () => setPlace({ at: "start" });
  switch (place.at) {
    case "contact":
    case "start":
      return bookable ? (
        <New
          context={context}
          bookable={bookable}
          chosen={place.at === "contact" ? place.chosen : null}
          onChoose={(chosen) => setPlace(chosen ? { at: "contact", chosen } : { at: "start" })}
          onBooked={(appointment) => setPlace({ at: "confirmed", appointment, moved: false })}
          onClose={onClose}
        />
      ) : (
        <PointList
          context={context}
          onArrive={onArrive}
          onMove={(moving) => setPlace({ at: "times", moving })}
          onClose={onClose}
        />
      );
    case "times":
      return (
        <MoveTimes
          context={context}
          moving={place.moving}
          onChoose={(startsAt) => setPlace({ at: "move", moving: place.moving, startsAt })}
          onClose={start}
        />
      );
    case "move":
      return (
        <MovePage
          context={context}
          appointment={place.moving}
          startsAt={place.startsAt}
          onMoved={(appointment) => setPlace({ at: "confirmed", appointment, moved: true })}
          onBack={() => setPlace({ at: "times", moving: place.moving })}
        />
      );
    case "confirmed":
      return <ConfirmedPage appointment={place.appointment} moved={place.moved} onDone={onClose} />;
  }
}

interface MoveTimesProps extends Pick<PointBookingProps, "context" | "onClose"> {
  readonly moving: AppointmentView;
  readonly onChoose: (startsAt: number) => void;
}

function MoveTimes({ context, moving, onChoose, onClose }: MoveTimesProps) {
  const { local } = useLanguage();
  return (
    <TimesPage
      context={context}
      service={moving.service}
      serviceName={local(moving.serviceName)}
      interpreted={moving.interpreted}
      moving={moving.appointment}
      onInterpreted={() => undefined}
      onChoose={onChoose}
      onClose={onClose}
    />
  );
}

interface NewProps extends Pick<PointBookingProps, "context" | "onClose"> {
  readonly bookable: Bookable;
  readonly chosen: Chosen | null;
  readonly onChoose: (chosen: Chosen | null) => void;
  readonly onBooked: (appointment: AppointmentView) => void;
}

function New({ context, bookable, chosen, onChoose, onBooked, onClose }: NewProps) {
  const { t } = useTranslation("booking");
  const [interpreted, setInterpreted] = useState<string | null>(null);
  const { service, serviceName, authorityName, language } = bookable;
  return chosen ? (
    <ContactPage
      context={context}
      service={service}
      where={t("where", { service: serviceName, authority: authorityName })}
      language={language}
      interpreted={interpreted}
      chosen={chosen}
      onBooked={onBooked}
      onBack={() => onChoose(null)}
    />
  ) : (
    <TimesPage
      context={context}
      service={service}
      serviceName={serviceName}
      interpreted={interpreted}
      onInterpreted={setInterpreted}
      onChoose={(startsAt, minutes) => onChoose({ startsAt, minutes })}
      onClose={onClose}
    />
  );
}
