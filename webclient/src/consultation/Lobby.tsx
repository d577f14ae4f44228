import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { DeviceTest } from "../devicetest/DeviceTest";
import { useLanguage } from "../i18n";
import { Controller } from "../privacy/Controller";
import { OwnPicture } from "./OwnPicture";
import { useAction } from "./useAction";

/** What somebody sees before admission: the own picture, and nothing of the others (F-14, F-15). */
export function Lobby({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const { serviceName, authorityName, phone } = useStore(model.state);
  const leaving = useAction();
  return (
    <PageFrame title={t("lobby.title")} tinted>
      <div className="card lobby" data-testid="lobby">
        <div>
          <PageHeading lead={t("lobby.text")} focus>
            {t("lobby.title")}
          </PageHeading>
          {serviceName && authorityName ? (
            <p className="lobby__service">
              {t("lobby.service")} <strong>{local(serviceName)}</strong>, {local(authorityName)}
            </p>
          ) : null}
          {phone ? <p className="quiet lobby__phone">{t("line.before", { phone })}</p> : null}
          {authorityName ? <Controller name={authorityName} read={() => model.readPrivacy()} leads /> : null}
          <Action
            variant="secondary"
            data-testid="leave-lobby"
            aria-disabled={leaving.busy}
            onClick={() => leaving.run(() => model.leave())}
          >
            {t("lobby.leave")}
          </Action>
        </div>
        <OwnPicture devices={model.devices} />
        <DeviceTest devices={model.devices} />
      </div>
    </PageFrame>
  );
}
