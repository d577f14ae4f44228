import { useState } from "react";
import { useTranslation } from "react-i18next";
import { clockOf } from "../booking/when";
import { ApiError } from "../core/api";
import type { WaitingTicket } from "../core/protocol";
import type { Availability } from "../core/types";
import { Action } from "../design/Action";
import { EmptyState } from "../design/EmptyState";
import { ErrorNotice } from "../design/ErrorNotice";
import { Notice } from "../design/Notice";
import { Pill } from "../design/Pill";
import { HatchPicture } from "../design/pictures";
import { useNow } from "../design/useNow";
import { useLanguage } from "../i18n";
import { lasted, spokenName } from "../i18n/speech";
import { useKeys } from "../keys/useKeys";
import { acceptIdOf, neighbourOf, placeIdOf, write } from "./places";
import { WriteTo } from "./WriteTo";

interface WaitingListProps {
  readonly waiting: readonly WaitingTicket[];
  readonly availability: Availability;
  readonly accepting: string | null;
  readonly onAccept: (ticket: string) => Promise<void>;
  readonly onWrite: (ticket: string, text: string) => Promise<void>;
}

/** Waiting tickets of my services, oldest first: topic and place, no identity (J1). */
export function WaitingList({ waiting, availability, accepting, onAccept, onWrite }: WaitingListProps) {
  const { t } = useTranslation("desk");
  const [error, setError] = useState<unknown>(null);
  const now = useNow();
  const accept = (ticket: string) => {
    if (accepting) return;
    setError(null);
    onAccept(ticket).catch(setError);
  };
  const tickets = waiting.map(({ ticket }) => ticket);
  const [first] = tickets;
  useKeys({
    first: () => first && accept(first),
    next: () => document.getElementById(acceptIdOf(neighbourOf(tickets, 1)))?.focus(),
    previous: () => document.getElementById(acceptIdOf(neighbourOf(tickets, -1)))?.focus(),
    write: () => write(tickets),
  });
  const taken = error instanceof ApiError && (error.code === "conflict" || error.code === "refused");
  return (
    <section className="work__main" aria-labelledby="waiting">
      <h2 id="waiting">{t("waiting.title")}</h2>
      <p role="status" className={waiting.length > 0 ? "work__count" : "visually-hidden"}>
        {t("waiting.count", { count: waiting.length })}
      </p>
      {taken ? <Notice tone="info">{t("waiting.taken")}</Notice> : null}
      {error && !taken ? <ErrorNotice error={error} /> : null}
      {waiting.length === 0 ? (
        <EmptyState
          title={t("waiting.emptyTitle")}
          picture={<HatchPicture open={availability === "available"} />}
        >
          {availability === "available" ? t("waiting.emptyAvailable") : t("waiting.emptyAway")}
        </EmptyState>
      ) : null}
      <ol className="calls plain-list">
        {waiting.map((one, index) => (
          <Ticket
            key={one.ticket}
            waiting={one}
            first={index === 0}
            now={now}
            accepting={accepting}
            onAccept={accept}
            onWrite={onWrite}
          />
        ))}
      </ol>
    </section>
  );
}

interface TicketProps {
  readonly waiting: WaitingTicket;
  readonly first: boolean;
  /** Unix time (s). */
  readonly now: number;
  readonly accepting: string | null;
  readonly onAccept: (ticket: string) => void;
  readonly onWrite: (ticket: string, text: string) => Promise<void>;
}

function Ticket({ waiting, first, now, accepting, onAccept, onWrite }: TicketProps) {
  const { t } = useTranslation("desk");
  const { t: common } = useTranslation();
  const { language, local } = useLanguage();
  const point = local(waiting.pointName);
  const words = accepting === waiting.ticket ? t("waiting.accepting") : t("waiting.accept");
  return (
    <li id={placeIdOf(waiting.ticket)} className={first ? "call call--first" : "call"}>
      <div className="call__text">
        <h3>{local(waiting.serviceName)}</h3>
        {waiting.booked ? (
          <Pill tone="good">
            {t("waiting.booked", {
              time: clockOf(waiting.booked.at, language),
              expert: local(waiting.booked.expertName),
            })}
          </Pill>
        ) : null}
        {waiting.returned ? <p className="quiet">{t("waiting.returned")}</p> : null}
        <dl className="facts">
          <div>
            <dt>{t("waiting.place")}</dt>
            <dd>{point}</dd>
          </div>
          <div>
            <dt>{t("waiting.language")}</dt>
            <dd>{spokenName(waiting.language, common, language)}</dd>
          </div>
          <div>
            <dt>{first ? t("waiting.longest") : t("waiting.waited")}</dt>
            <dd>{lasted(waiting.openedAt, now, common)}</dd>
          </div>
        </dl>
        <WriteTo key={waiting.ticket} waiting={waiting} place={point} onWrite={onWrite} />
      </div>
      <Action
        large
        id={acceptIdOf(waiting.ticket)}
        variant={first ? "default" : "secondary"}
        data-testid={`accept-${waiting.ticket}`}
        aria-label={`${words}: ${local(waiting.serviceName)}, ${point}`}
        aria-disabled={accepting !== null}
        onClick={() => onAccept(waiting.ticket)}
      >
        {words}
      </Action>
    </li>
  );
}
