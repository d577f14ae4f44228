import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { Notice } from "../design/Notice";
import { usePresenter } from "./presenter";

interface SharePanelProps {
  readonly model: ConsultationModel;
  readonly onShared: () => void;
}

/** What can be shown to the others beside the own picture: a screen, or the picture of a second camera. */
export function SharePanel({ model, onShared }: SharePanelProps) {
  const { sharing, devices } = model;
  const { t } = useTranslation("consultation");
  const { problem } = useStore(sharing.state);
  const { choices, chosen } = useStore(devices.state).camera;
  const presenter = usePresenter(model);
  const cameras = choices.filter(({ id }) => id !== chosen);
  const begin = async (beginning: Promise<void>) => {
    await beginning;
    if (sharing.state.get().track) onShared();
  };
  return (
    <>
      <p>{t("share.text")}</p>
      {presenter ? <p>{t("share.takesOver", { name: presenter.name })}</p> : null}
      {problem ? <Notice tone="warning">{t(`share.${sentenceOf(problem)}`)}</Notice> : null}
      <ul className="choices plain-list">
        {sharing.canShowScreen ? (
          <li>
            <button
              type="button"
              className="choice"
              data-testid="share-screen"
              onClick={() => void begin(sharing.showScreen())}
            >
              <span className="choice__name">{t("share.screen")}</span>
              <span className="choice__state">{t("share.screenHint")}</span>
            </button>
          </li>
        ) : null}
        {cameras.map(({ id, label }) => (
          <li key={id}>
            <button
              type="button"
              className="choice"
              data-testid="share-document"
              onClick={() => void begin(sharing.showDocument(id))}
            >
              <span className="choice__name">{t("share.document")}</span>
              <span className="choice__state">{label}</span>
            </button>
          </li>
        ))}
      </ul>
      {cameras.length === 0 ? <p className="quiet">{t("share.noCamera")}</p> : null}
    </>
  );
}

function sentenceOf(problem: string): "denied" | "missing" | "busy" | "failed" {
  return problem === "denied" || problem === "missing" || problem === "busy" ? problem : "failed";
}
