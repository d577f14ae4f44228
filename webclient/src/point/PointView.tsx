import "./point.css";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LocalText } from "../core/protocol";
import type { PointState } from "../core/seats/point";
import { ErrorNotice, FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { Notice } from "../design/Notice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { DeviceTest } from "../devicetest/DeviceTest";
import { useLanguage } from "../i18n";
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
}

/** What the service point shows outside a consultation, by the state of its model. */
export function PointView(props: PointViewProps) {
  const { state, label, banners, onCall, onCancel, onRestart, onRead } = props;
  const { t } = useTranslation("point");
  const { local } = useLanguage();
  const [moved, setMoved] = useState(false);
  if (!moved && (state.ticket || state.ended)) setMoved(true);
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
  return (
    <PageFrame {...frame} title={t("title")} tinted wide>
      {state.error && state.directory ? <ErrorNotice error={state.error} /> : null}
      {state.ticketClosed === "closed" ? <Notice tone="warning">{t("closed.closed")}</Notice> : null}
      {state.ticketClosed === "cancelled" ? <Cancelled onRead={onRead} /> : null}
      {state.directory ? <DirectoryPage directory={state.directory} onCall={onCall} focus={moved} /> : null}
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

/** One's own cancel, confirmed until the next press anywhere. */
function Cancelled({ onRead }: Pick<PointViewProps, "onRead">) {
  const { t } = useTranslation("point");
  useEffect(() => {
    document.addEventListener("click", onRead);
    return () => document.removeEventListener("click", onRead);
  }, [onRead]);
  return <Notice tone="info">{t("closed.cancelled")}</Notice>;
}
