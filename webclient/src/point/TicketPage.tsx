import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Devices } from "../core/devices";
import type { AuthorityEntry, ServiceEntry, TicketView } from "../core/protocol";
import { Action } from "../design/Action";
import { DevicePanel } from "../design/DevicePanel";
import { ErrorNotice } from "../design/ErrorNotice";
import { Notice } from "../design/Notice";
import { PageHeading } from "../design/PageHeading";
import { useDevices } from "../design/useDevices";
import { useNow } from "../design/useNow";
import { useLanguage } from "../i18n";
import { lasted } from "../i18n/speech";
import { ClosingNotice } from "./ClosingNotice";
import { waitAt } from "./directory";
import { PointController } from "./PointController";
import { WaitText } from "./WaitText";

interface TicketPageProps {
  readonly ticket: TicketView;
  /** Its service, as the directory tells of it now; unknown until the directory has been read. */
  readonly service: ServiceEntry | undefined;
  readonly authority: AuthorityEntry | undefined;
  readonly onCancel: () => Promise<void>;
}

/** The wait: place in the queue, whether anybody can answer, own picture and sound, a way out (F-14). */
export function TicketPage({ ticket, service, authority, onCancel }: TicketPageProps) {
  const { t } = useTranslation("point");
  const { t: common } = useTranslation();
  const { local, localLang } = useLanguage();
  const now = useNow();
  const nobody = service !== undefined && service.expertsAvailable === 0;
  const called = `${local(ticket.serviceName)}, ${local(ticket.authorityName)}`;
  return (
    <div className="ticket">
      <div className="card ticket__wait">
        <PageHeading focus lead={<span lang={localLang}>{called}</span>}>
          {nobody ? t("ticket.headingBusy") : t("ticket.heading")}
        </PageHeading>
        {ticket.returned ? (
          <Notice tone="info" title={t("ticket.returnedTitle")}>
            {t("ticket.returned")}
          </Notice>
        ) : null}
        {ticket.message ? (
          <Notice tone="info" title={t("ticket.message", { authority: local(ticket.authorityName) })}>
            <span data-testid="desk-message">{ticket.message.text}</span>
          </Notice>
        ) : null}
        {service ? <ClosingNotice ticket={ticket} service={service} now={now} /> : null}
        {/* The status below says both in one sentence: heard once, not twice. */}
        <p className="ticket__place" aria-hidden="true">
          <span className="ticket__place-label">{t("ticket.place")}</span>
          <span className="ticket__number" data-testid="ticket-place">
            {ticket.place}
          </span>
        </p>
        <p className="visually-hidden" role="status">
          {t("ticket.placeLive", { place: ticket.place })} {ticket.place === 1 ? t("ticket.next") : ""}
        </p>
        {ticket.place === 1 ? (
          <p className="ticket__next" aria-hidden="true">
            {t("ticket.next")}
          </p>
        ) : null}
        <div className="ticket__prospect" role="status" data-testid="ticket-prospect">
          <p>{nobody ? t("ticket.nobody") : t("ticket.willAnswer")}</p>
          {nobody ? <p>{t("ticket.nobodyElse", { hours: local(service.hours) })}</p> : null}
        </div>
        {service ? (
          <p className="ticket__next" role="status">
            <WaitText wait={waitAt(service, ticket.place)} />
          </p>
        ) : null}
        <p className="quiet">{t("ticket.waited", { time: lasted(ticket.openedAt, now, common) })}</p>
        {ticket.phone ? (
          <p className="quiet" data-testid="ticket-phone">
            {t("ticket.phone", { phone: ticket.phone })}
          </p>
        ) : null}
        {authority ? <PointController authority={authority} /> : null}
        <CancelButton onCancel={onCancel} />
      </div>
      <div className="card">
        <DeviceCheck />
      </div>
    </div>
  );
}

function CancelButton({ onCancel }: { readonly onCancel: () => Promise<void> }) {
  const { t } = useTranslation("point");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const cancel = () => {
    if (busy) return;
    setBusy(true);
    onCancel()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <>
      {error ? <ErrorNotice error={error} /> : null}
      <div>
        <Action variant="secondary" large aria-disabled={busy} onClick={cancel}>
          {busy ? t("ticket.cancelling") : t("ticket.cancel")}
        </Action>
      </div>
    </>
  );
}

/** Camera and microphone of this page, open while it is shown. */
export function DeviceCheck() {
  const [round, setRound] = useState(0);
  const devices = useOwnDevices(round);
  return devices ? <OpenDevices devices={devices} onRetry={() => setRound(round + 1)} /> : null;
}

function OpenDevices({ devices, onRetry }: { readonly devices: Devices; readonly onRetry: () => void }) {
  const { state, level } = useDevices(devices);
  return <DevicePanel devices={state} level={level} onRetry={onRetry} />;
}

// The call opens devices of its own before these are let go: a camera that is open opens again at once.
const LET_GO_MS = 3_000;

function useOwnDevices(round: number): Devices | null {
  const [devices, setDevices] = useState<Devices | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks the browser anew
  useEffect(() => {
    const own = new Devices();
    setDevices(own);
    return () => {
      setTimeout(() => own.close(), LET_GO_MS);
    };
  }, [round]);
  return devices;
}
