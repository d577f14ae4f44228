import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { BOOKING } from "../booking/part";
import type { Me } from "../core/protocol";
import type { DeskState } from "../core/seats/desk";
import type { SeatContext } from "../core/seats/seat";
import type { Availability } from "../core/types";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { Notice } from "../design/Notice";
import { usePart } from "../design/part";
import { DeviceTest } from "../devicetest/DeviceTest";
import { useLanguage } from "../i18n";
import { KeyList } from "../keys/KeyList";
import { useKeys } from "../keys/useKeys";
import { useAlarm } from "../work/useAlarm";
import { useNotice } from "../work/useNotice";
import { WorkPage } from "../work/WorkPage";
import { WaitingList } from "./WaitingList";

interface DeskViewProps {
  readonly state: DeskState;
  readonly me: Me;
  readonly banners?: ReactNode;
  readonly onSignOut: () => void;
  /** These fail with an ApiError. */
  readonly onAvailability: (availability: Availability) => Promise<void>;
  readonly onAccept: (ticket: string) => Promise<void>;
  readonly onWrite: (ticket: string, text: string) => Promise<void>;
  /** Left out: nothing is booked here. */
  readonly line?: SeatContext;
}

/** The desk outside a consultation: who waits, and whether I answer. */
export function DeskView({
  state,
  me,
  banners,
  onSignOut,
  onAvailability,
  onAccept,
  onWrite,
  line,
}: DeskViewProps) {
  const { t } = useTranslation("desk");
  const { local } = useLanguage();
  const authority = state.authorityName ?? me.authority;
  const waiting = state.availability === "available" ? state.waiting : [];
  const alarm = useAlarm(
    waiting.map(({ ticket }) => ticket),
    t("waiting.alertTitle", { count: waiting.length }),
  );
  const notice = useNotice(
    waiting.map(({ ticket, serviceName, pointName }) => ({
      id: ticket,
      words: `${local(serviceName)}, ${local(pointName)}`,
    })),
    t("waiting.noticeTitle"),
  );
  return (
    <WorkPage
      title={t("title")}
      lead={t("lead")}
      user={{
        label: local(state.name ?? me.label),
        authority: authority ? local(authority) : undefined,
      }}
      state={state}
      ended={state.ended && !state.awayBecause ? t(`ended.${state.ended}`) : null}
      alarm={alarm}
      notice={notice}
      tools={<DeskKeys availability={state.availability} onAvailability={onAvailability} />}
      banners={banners}
      onSignOut={onSignOut}
      onAvailability={onAvailability}
    >
      {state.awayBecause ? <Missed onAgain={() => onAvailability("available")} /> : null}
      <WaitingList
        waiting={state.waiting}
        availability={state.availability}
        accepting={state.accepting}
        onAccept={onAccept}
        onWrite={onWrite}
      />
      {line ? <OwnBookings line={line} /> : null}
      <OwnServices services={state.services} />
      <div className="work__notice">
        <DeviceTest />
      </div>
    </WorkPage>
  );
}

interface DeskKeysProps {
  readonly availability: Availability;
  readonly onAvailability: (availability: Availability) => Promise<void>;
}

/** The key of the break, and the list of all; those of the waiting list are in its own file. */
function DeskKeys({ availability, onAvailability }: DeskKeysProps) {
  const [error, setError] = useState<unknown>(null);
  useKeys({
    availability: () => {
      setError(null);
      onAvailability(availability === "available" ? "away" : "available").catch(setError);
    },
  });
  return (
    <>
      <KeyList />
      {error ? <ErrorNotice error={error} /> : null}
    </>
  );
}

/** Why the house has put the expert away, and the way back: one press. */
function Missed({ onAgain }: { readonly onAgain: () => Promise<void> }) {
  const { t } = useTranslation("desk");
  const [error, setError] = useState<unknown>(null);
  const again = () => {
    setError(null);
    onAgain().catch(setError);
  };
  const button = (
    <Action data-testid="available-again" onClick={again}>
      {t("missed.again")}
    </Action>
  );
  return (
    <div className="work__notice">
      <Notice tone="warning" title={t("missed.title")} action={button}>
        {t("missed.text")}
      </Notice>
      {error ? <ErrorNotice error={error} /> : null}
    </div>
  );
}

/** Comes a moment after the list of those who wait, which matters more; where it cannot be had, that one stays. */
function OwnBookings({ line }: { readonly line: SeatContext }) {
  const { loaded } = usePart(BOOKING);
  return loaded ? <loaded.DeskBookings context={line} /> : null;
}

function OwnServices({ services }: { readonly services: DeskState["services"] }) {
  const { t } = useTranslation("desk");
  const { local } = useLanguage();
  return (
    <section className="work__side" aria-labelledby="own-services">
      <h2 id="own-services">{t("services.title")}</h2>
      {services.length === 0 ? <p className="quiet">{t("services.empty")}</p> : null}
      <ul className="work__list plain-list">
        {services.map(({ service, name }) => (
          <li key={service}>{local(name)}</li>
        ))}
      </ul>
    </section>
  );
}
