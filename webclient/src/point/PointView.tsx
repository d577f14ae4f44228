import "./point.css";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LocalText } from "../core/protocol";
import type { PointState } from "../core/seats/point";
import type { SeatContext } from "../core/seats/seat";
import { Action } from "../design/Action";
import { ErrorNotice, FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { Notice } from "../design/Notice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { DeviceTest } from "../devicetest/DeviceTest";
import { useLanguage } from "../i18n";
import { BookingPage, type Wanted } from "./BookingPage";
import { DirectoryPage } from "./DirectoryPage";
import { authorityOf, entryOf } from "./directory";
import { EndPage } from "./EndPage";
import { TicketPage } from "./TicketPage";

interface PointViewProps {
  readonly state: PointState;
  readonly label: LocalText;
  readonly banners?: ReactNode;
  /** Fails with an ApiError. */
  readonly onCall: (service: string, language: string) => Promise<void>;
  readonly onCancel: () => Promise<void>;
  readonly onRestart: () => void;
  /** That one's own call was cancelled has been read; the same function each time. */
  readonly onRead: () => void;
  /** Left out: nothing is booked here. */
  readonly line?: SeatContext;
  /** Opens the call of an appointment by its code. Fails with an ApiError. */
  readonly onArrive?: (code: string) => Promise<void>;
}

/** The list of what is booked. */
const LIST: Wanted = { service: null, language: "fi" };

/** What the service point shows outside a consultation, by the state of its model. */
export function PointView(props: PointViewProps) {
  const { state, label, banners, onCall, onCancel, onRestart, onRead, line, onArrive } = props;
  const { t } = useTranslation("point");
  const { local } = useLanguage();
  const [moved, setMoved] = useState(false);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  if (!moved && (state.ticket || state.ended || wanted)) setMoved(true);
  const user = { label: local(state.name ?? label), authority: t("title") };
  const frame = { user, banners, large: true } as const;
  if (state.ticket) {
    return (
      <PageFrame {...frame} title={t("ticket.title")} tinted>
        <TicketPage
          key={state.ticket.ticket}
          ticket={state.ticket}
          service={state.directory ? entryOf(state.directory, state.ticket.service) : undefined}
          authority={state.directory ? authorityOf(state.directory, state.ticket.service) : undefined}
          onCancel={onCancel}
        />
      </PageFrame>
    );
  }
  if (state.ended) {
    return (
      <PageFrame {...frame} title={t("end.title")} tinted>
        <EndPage reason={state.ended} onRestart={onRestart} />
      </PageFrame>
    );
  }
  if (wanted && line && onArrive && state.directory) {
    return (
      <PageFrame {...frame} title={t("directory.appointments")} tinted>
        <BookingPage
          line={line}
          directory={state.directory}
          wanted={wanted}
          onArrive={onArrive}
          onClose={() => setWanted(null)}
        />
      </PageFrame>
    );
  }
  return (
    <PageFrame {...frame} title={t("title")} tinted wide>
      {state.error && state.directory ? <ErrorNotice error={state.error} /> : null}
      {state.ticketClosed === "closed" ? <Notice tone="warning">{t("closed.closed")}</Notice> : null}
      {state.ticketClosed === "cancelled" ? <Cancelled onRead={onRead} /> : null}
      {state.directory ? (
        <DirectoryPage
          directory={state.directory}
          onCall={onCall}
          {...(line
            ? { onBook: (service: string, language: string) => setWanted({ service, language }) }
            : {})}
          focus={moved}
        />
      ) : null}
      {state.directory && line ? <Appointments onOpen={() => setWanted(LIST)} /> : null}
      {state.directory ? <DeviceTest /> : null}
      {state.error && !state.directory ? (
        <FailedPage error={state.error} onRetry={() => window.location.reload()} />
      ) : null}
      {!state.directory && !state.error ? (
        <>
          <PageHeading>{t("directory.title")}</PageHeading>
          <Loading />
        </>
      ) : null}
    </PageFrame>
  );
}

/** What has been booked at this point. */
function Appointments({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation("point");
  return (
    <div className="directory__appointments">
      <Action variant="secondary" large data-testid="open-appointments" onClick={onOpen}>
        {t("directory.appointments")}
      </Action>
    </div>
  );
}

/** One's own cancel, confirmed until the next press anywhere. */
function Cancelled({ onRead }: Pick<PointViewProps, "onRead">) {
  const { t } = useTranslation("point");
  useEffect(() => {
    document.addEventListener("click", onRead);
    return () => document.removeEventListener("click", onRead);
  }, [onRead]);
  return <Notice tone="info">{t("closed.cancelled")}</Notice>;
}
