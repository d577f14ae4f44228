import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Action } from "../design/Action";
import { Sign } from "../design/Sign";
import { Alarm } from "../work/alarm";

type Answer = "unplayed" | "asked" | "heard" | "unheard";

/** A sound, and whether it was heard: only the person can tell. */
export function SpeakerCheck() {
  const { t } = useTranslation("devices");
  const [chime] = useState(() => new Alarm());
  const [answer, setAnswer] = useState<Answer>("unplayed");
  useEffect(() => () => chime.close(), [chime]);
  const play = () => {
    setAnswer("asked");
    void chime.unlock().then(() => chime.ring());
  };
  return (
    <section className="device-test__part" aria-labelledby="speaker-title" data-testid="speaker-check">
      <h3 id="speaker-title">{t("speaker.title")}</h3>
      <div className="device-test__told" role="status">
        {answer === "asked" ? <p>{t("speaker.ask")}</p> : null}
        {answer === "heard" ? (
          <p className="device-test__finding">
            <Sign tone="success" />
            <span>{t("speaker.heard")}</span>
          </p>
        ) : null}
        {answer === "unheard" ? (
          <p className="device-test__finding">
            <Sign tone="warning" />
            <span>{t("speaker.unheard")}</span>
          </p>
        ) : null}
      </div>
      <div className="device-test__buttons">
        {answer === "asked" ? (
          <>
            <Action onClick={() => setAnswer("heard")}>{t("speaker.yes")}</Action>
            <Action variant="secondary" onClick={() => setAnswer("unheard")}>
              {t("speaker.no")}
            </Action>
          </>
        ) : null}
        <Action variant={answer === "asked" ? "secondaryNoBorder" : "secondary"} onClick={play}>
          {answer === "unplayed" ? t("speaker.play") : t("speaker.again")}
        </Action>
      </div>
    </section>
  );
}
