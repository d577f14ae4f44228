import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { Switch } from "../design/Switch";
import { useAction } from "./useAction";

/** What who leads does to all at once; what is done to one is in the menu of the picture (F-89). */
export function ChairPanel({ model: { chair } }: { readonly model: Pick<ConsultationModel, "chair"> }) {
  const { t } = useTranslation("consultation");
  const { locked } = useStore(chair.state);
  const muting = useAction();
  const locking = useAction();
  return (
    <>
      {muting.error ? <ErrorNotice error={muting.error} /> : null}
      {locking.error ? <ErrorNotice error={locking.error} /> : null}
      <p className="quiet">{t("chair.muteAllHint")}</p>
      <div className="buttons">
        <Action
          data-testid="mute-all"
          aria-disabled={muting.busy}
          onClick={() => muting.run(() => chair.mute(null))}
        >
          {t("chair.muteAll")}
        </Action>
      </div>
      <Switch
        label={t("chair.lock")}
        state={t(locked ? "chair.locked" : "chair.open")}
        on={locked}
        testId="lock"
        onChange={(on) => locking.run(() => chair.lock(on))}
      />
      <p className="quiet">{t("chair.lockHint")}</p>
      <p className="quiet">{t("chair.oneHint")}</p>
    </>
  );
}
