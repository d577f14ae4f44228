import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../core/protocol";
import type { DeskState } from "../core/seats/desk";
import type { Availability } from "../core/types";
import { useLanguage } from "../i18n";
import { useAlarm } from "../work/useAlarm";
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
    <WorkPage
      title={t("title")}
      lead={t("lead")}
      user={{
        label: local(state.name ?? me.label),
        authority: authority ? local(authority) : undefined,
      }}
      state={state}
      ended={state.ended ? t(`ended.${state.ended}`) : null}
      alarm={alarm}
      banners={banners}
      onSignOut={onSignOut}
      onAvailability={onAvailability}
    >
      <WaitingList
        waiting={state.waiting}
        availability={state.availability}
        accepting={state.accepting}
        onAccept={onAccept}
      />
      <OwnServices services={state.services} />
    </WorkPage>
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
