import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { Banner } from "../design/Notice";

/** Says when picture and sound, or the line to the server, are being made again (F-04). */
export function LineBanner({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { phase } = useStore(model.call.state);
  const line = useStore(model.line);
  if (phase === "refused") return <Banner tone="error">{t("line.refused")}</Banner>;
  if (phase === "reconnecting") {
    return (
      <div data-testid="reconnecting">
        <Banner tone="warning" title={t("line.reconnectingTitle")}>
          {t("line.reconnecting")}
        </Banner>
      </div>
    );
  }
  if (line === "down") {
    return (
      <Banner tone="warning" title={t("line.reconnectingTitle")}>
        {t("line.server")}
      </Banner>
    );
  }
  if (phase === "connecting") return <Banner tone="info">{t("line.connecting")}</Banner>;
  return null;
}
