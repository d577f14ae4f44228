import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../core/protocol";
import type { DeskState } from "../core/seats/desk";
import type { Availability } from "../core/types";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { Notice } from "../design/Notice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { useLanguage } from "../i18n";
import { useAlarm } from "./useAlarm";
import { WaitingList } from "./WaitingList";
import { endTone, WorkBar } from "./WorkBar";

interface DeskViewProps {
  readonly state: DeskState;
  readonly me: Me;
  readonly banners?: ReactNode;
  readonly onSignOut: () => void;
  /** These fail with an ApiError. */
  readonly onAvailability: (availability: Availability) => Promise<void>;
  readonly onAccept: (ticket: string) => Promise<void>;
}

/** The desk outside a consultation: who waits, and whether I answer. */
export function DeskView({ state, me, banners, onSignOut, onAvailability, onAccept }: DeskViewProps) {
  const { t } = useTranslation("desk");
  const { local } = useLanguage();
  const authority = state.authorityName ?? me.authority;
  const waiting = state.availability === "available" ? state.waiting : [];
  const alarm = useAlarm(
    waiting.map(({ ticket }) => ticket),
    t("waiting.alertTitle", { count: waiting.length }),
  );
  return (
    <PageFrame
      title={t("title")}
      banners={banners}
      tinted
      wide
      user={{
        label: local(state.name ?? me.label),
        authority: authority ? local(authority) : undefined,
        onSignOut,
      }}
    >
      <PageHeading lead={t("lead")} focus>
        {t("title")}
      </PageHeading>
      {state.ended ? <Notice tone={endTone(state.ended)}>{t(`ended.${state.ended}`)}</Notice> : null}
      {state.error ? <ErrorNotice error={state.error} onRetry={() => window.location.reload()} /> : null}
      {state.phase === "opening" ? <Loading /> : null}
      {state.phase === "ready" ? (
        <>
          <WorkBar availability={state.availability} alarm={alarm} onAvailability={onAvailability} />
          <div className="work">
            <WaitingList
              waiting={state.waiting}
              availability={state.availability}
              accepting={state.accepting}
              onAccept={onAccept}
            />
            <OwnServices services={state.services} />
          </div>
        </>
      ) : null}
    </PageFrame>
  );
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
