import "./consultation.css";
import "./pictures.css";
import "./marks/marks.css";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { FailedPage } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { Lobby } from "./Lobby";
import { Room } from "./Room";

/** The consultation's screen: people, papers, chat; or the lobby for those not yet admitted. */
export function Consultation({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { t: words } = useTranslation();
  const { phase, error } = useStore(model.state);
  switch (phase) {
    case "in":
      return <Room model={model} />;
    case "lobby":
      return <Lobby model={model} />;
    case "opening":
      return (
        <PageFrame title={words("openingCall")}>
          <PageHeading>{words("openingCall")}</PageHeading>
          <Loading />
        </PageFrame>
      );
    case "elsewhere":
      return (
        <PageFrame title={t("elsewhere.title")} tinted>
          <PageHeading lead={t("elsewhere.text")} focus>
            {t("elsewhere.title")}
          </PageHeading>
          <Action large data-testid="continue-here" onClick={() => window.location.reload()}>
            {t("elsewhere.here")}
          </Action>
        </PageFrame>
      );
    case "failed":
      return (
        <PageFrame title={t("title")}>
          <FailedPage error={error} onRetry={() => window.location.reload()} />
        </PageFrame>
      );
    case "ended":
      return null; // the seat's screen takes over at once
  }
}
