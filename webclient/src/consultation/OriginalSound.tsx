import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { Action } from "../design/Action";

/** What an interpreter needs who is to hear the others as they sound: said to both, beside the people (F-52). */
export function OriginalSound({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("devices");
  const { participants, me } = useStore(model.state);
  const { noiseSuppression } = useStore(model.devices.sound);
  const { microphone } = useStore(model.devices.state);
  const role = participants.find(({ participant }) => participant === me)?.role;
  const interpreted = participants.some((one) => one.role === "interpreter" && one.state === "admitted");
  if (!interpreted || !role) return null;
  if (role === "interpreter") {
    return <p className="original-sound">{t("original.interpreter", { switch: t("sound.noise") })}</p>;
  }
  if (!microphone.track) return null;
  return (
    <div className="original-sound" role="status" data-testid="original-sound">
      <p>{noiseSuppression ? t("original.suppressed") : t("original.sent")}</p>
      {noiseSuppression ? (
        <Action
          variant="secondary"
          data-testid="send-original"
          onClick={() => void model.devices.setSound({ noiseSuppression: false })}
        >
          {t("original.send")}
        </Action>
      ) : null}
    </div>
  );
}
