import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Call } from "../core/call";
import type { ConsultationModel } from "../core/consultation";
import type { Pictures } from "../core/pictures";
import { useStore } from "../core/store";
import { Banner } from "../design/Notice";

/** A line that is lost so long may not come back: then people are told what was agreed on for that. */
const LONG_MS = 5_000;

/** What the banner looks at. */
export interface Line extends Pick<ConsultationModel, "line" | "state"> {
  readonly call: Pick<Call, "state"> & { readonly pictures: Pick<Pictures, "state"> };
}

/** Says when picture and sound, or the line to the server, are being made again, and what to do if they are not (F-04 to F-06). */
export function LineBanner({ model }: { readonly model: Line }) {
  const { t } = useTranslation("consultation");
  const { t: common } = useTranslation();
  const { phase } = useStore(model.call.state);
  const line = useStore(model.line);
  const fallback = useFallback(model, phase === "reconnecting" || line === "down" || line === "full");
  if (phase === "refused") return <Banner tone="error">{t("line.refused")}</Banner>;
  if (phase === "reconnecting") {
    return (
      <div data-testid="reconnecting">
        <Banner tone="warning" title={t("line.reconnectingTitle")}>
          {t("line.reconnecting")} {fallback}
        </Banner>
      </div>
    );
  }
  if (line === "down") {
    return (
      <div data-testid="line-down">
        <Banner tone="warning" title={t("line.reconnectingTitle")}>
          {t("line.server")} {fallback}
        </Banner>
      </div>
    );
  }
  if (line === "full") {
    return (
      <Banner tone="error" title={common("connection.fullTitle")}>
        {common("connection.full")} {fallback}
      </Banner>
    );
  }
  if (phase === "connecting") return <Banner tone="info">{t("line.connecting")}</Banner>;
  return <PictureBanner model={model} />;
}

/** Why there is no picture though there is a line (F-05). */
function PictureBanner({ model }: { readonly model: Line }) {
  const { t } = useTranslation("consultation");
  const { poor, stopped } = useStore(model.call.pictures.state);
  const { participants } = useStore(model.state);
  if (poor) {
    return (
      <div data-testid="own-picture-paused">
        <Banner tone="warning" title={t("line.sendingTitle")}>
          {t("line.sending")}
        </Banner>
      </div>
    );
  }
  const frozen = participants.some(
    ({ participant, camera, connected }) => camera && connected && stopped.has(participant),
  );
  if (!frozen) return null;
  return (
    <div data-testid="picture-stopped">
      <Banner tone="warning" title={t("line.stoppedTitle")}>
        {t("line.stopped")}
      </Banner>
    </div>
  );
}

/** The sentence with the telephone number, once the loss has lasted; nothing before, or without a number. */
function useFallback(model: Line, lost: boolean): string | null {
  const { t } = useTranslation("consultation");
  const { phone, participants, me } = useStore(model.state);
  const [long, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!lost) return;
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!long || phone === "") return null;
  const role = participants.find(({ participant }) => participant === me)?.role;
  return t(role === "expert" ? "line.phoneExpert" : "line.phone", { phone });
}
