import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { trackOf } from "../core/slots";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { ScreenIcon } from "./Icons";
import { usePresenter } from "./presenter";
import { Video } from "./Video";

interface ModelProps {
  readonly model: ConsultationModel;
}

/** Is there something large to see: somebody's screen or document, or the own document as the others see it? */
export function useStage(model: ConsultationModel): boolean {
  const presenter = usePresenter(model);
  return useStore(model.sharing.state).source === "document" || presenter !== null;
}

/** What somebody shares, large, with the name of who does. */
export function Stage({ model }: ModelProps) {
  const { t } = useTranslation("consultation");
  const { slots } = useStore(model.call.state);
  const { source, track } = useStore(model.sharing.state);
  const presenter = usePresenter(model);
  if (source === "document" && track) {
    return (
      <section className="stage" aria-label={t("share.document")} data-testid="stage-own">
        <div className="stage__picture">
          <Video key={track.id} track={track} label={t("share.ownPicture")} />
        </div>
      </section>
    );
  }
  if (!presenter) return null;
  const shown = trackOf(slots, presenter.participant, "screen");
  const title = t("share.shown", { name: presenter.name });
  const coming = (
    <div className="tile__empty">
      <ScreenIcon />
      <p>{t("share.coming")}</p>
    </div>
  );
  return (
    <section className="stage" aria-labelledby="stage-title" data-testid="stage">
      <h2 id="stage-title" className="stage__title">
        <ScreenIcon />
        {title}
      </h2>
      <div className="stage__picture">
        {shown ? (
          <Video key={presenter.participant} track={shown} label={t("people.picture")} waiting={coming} />
        ) : (
          coming
        )}
      </div>
    </section>
  );
}

/** Says that the own screen or document is seen by the others, with the way to end it; or why it has ended. */
export function OwnSharing({ model }: ModelProps) {
  const { t } = useTranslation("consultation");
  const { source, replacedBy } = useStore(model.sharing.state);
  const presenter = usePresenter(model);
  const replaced = presenter !== null && presenter.participant === replacedBy;
  const words =
    source === "screen"
      ? t("share.ownScreen")
      : source === "document"
        ? t("share.ownDocument")
        : replaced
          ? t("share.replaced", { name: presenter.name })
          : null;
  return (
    <div className="table-notice" role="status" data-testid="own-sharing" data-on={words !== null}>
      {words === null ? null : <p>{words}</p>}
      {source === null ? null : (
        <Action data-testid="stop-sharing" onClick={() => model.sharing.stop()}>
          {t("share.stop")}
        </Action>
      )}
    </div>
  );
}
