import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { AppointmentView } from "../core/protocol";
import { Pill } from "../design/Pill";
import { useLanguage } from "../i18n";
import { spokenName } from "../i18n/speech";
import { byDay, clockOf, dayOf } from "./when";

interface AppointmentListProps {
  readonly list: readonly AppointmentView[];
  /** The heading's level of a day. */
  readonly level: 2 | 3;
  readonly actions: (appointment: AppointmentView) => ReactNode;
}

/** Appointments by day, earliest first. */
export function AppointmentList({ list, level, actions }: AppointmentListProps) {
  const { language } = useLanguage();
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return byDay(list, ({ startsAt }) => startsAt).map(([day, those]) => (
    <section key={day} aria-labelledby={`${id}${day}`}>
      <Heading id={`${id}${day}`}>{dayOf(those[0]?.startsAt ?? 0, language)}</Heading>
      <ul className="booking__list plain-list">
        {those.map((one) => (
          <Row key={one.appointment} appointment={one} actions={actions(one)} />
        ))}
      </ul>
    </section>
  ));
}

function Row({
  appointment,
  actions,
}: {
  readonly appointment: AppointmentView;
  readonly actions: ReactNode;
}) {
  const { t } = useTranslation("booking");
  const { t: common } = useTranslation();
  const { language, local, localLang } = useLanguage();
  const { startsAt, endsAt, interpreted, contact } = appointment;
  return (
    <li className="booking__row" data-testid="appointment">
      <p className="booking__clock">
        {clockOf(startsAt, language)}–{clockOf(endsAt, language)}
      </p>
      <div className="booking__about">
        <p lang={localLang}>
          {local(appointment.serviceName)}, {local(appointment.authorityName)}
        </p>
        {contact ? (
          <p>
            {contact.name}
            {contact.reach ? `, ${contact.reach}` : ""}
          </p>
        ) : null}
        {appointment.onBehalf ? <p className="quiet">{t("list.onBehalf")}</p> : null}
        {interpreted ? (
          <p className="quiet">
            {t("list.interpreter", { language: spokenName(interpreted, common, language) })}
          </p>
        ) : null}
        {appointment.state === "arrived" ? <Pill tone="good">{t("list.arrived")}</Pill> : null}
      </div>
      {appointment.state === "booked" ? <div className="booking__row-actions">{actions}</div> : null}
    </li>
  );
}
