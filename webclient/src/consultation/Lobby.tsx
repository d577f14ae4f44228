import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import type { Topic } from "../core/protocol";
import { useStore } from "../core/store";
import type { ParticipantRole } from "../core/types";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { DeviceTest } from "../devicetest/DeviceTest";
import { useLanguage } from "../i18n";
import { Controller } from "../privacy/Controller";
import { ConfirmPanel } from "./ConfirmPanel";
import { OwnPicture } from "./OwnPicture";
import { Panel } from "./Panel";
import { useAction } from "./useAction";
import { useBackPresses } from "./useBackPresses";

interface ModelProps {
  readonly model: ConsultationModel;
}

/** What somebody sees before admission: the topic, what comes next, the own picture; nothing of the others (F-14, F-15). */
export function Lobby({ model }: ModelProps) {
  const { t } = useTranslation("consultation");
  const { participants, me, phone, authorityName, topic } = useStore(model.state);
  const own = participants.find(({ participant }) => participant === me);
  return (
    <PageFrame title={t("lobby.title")} tinted>
      <div className="card lobby" data-testid="lobby">
        <div>
          <PageHeading lead={t("lobby.text")} focus>
            {t("lobby.title")}
          </PageHeading>
          <About model={model} />
          {phone ? <p className="quiet lobby__phone">{t("line.before", { phone })}</p> : null}
          {authorityName ? <Controller name={authorityName} read={() => model.readPrivacy()} leads /> : null}
          <Leaving model={model} />
        </div>
        <div className="lobby__devices">
          <OwnPicture devices={model.devices} />
          <DeviceTest devices={model.devices} />
        </div>
        <div className="lobby__more">
          <Next role={own?.role} />
          {topic ? <Matter topic={topic} /> : null}
        </div>
      </div>
    </PageFrame>
  );
}

/** Which call it is, and as whom one comes. */
function About({ model }: ModelProps) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const { participants, me, serviceName, authorityName } = useStore(model.state);
  const own = participants.find(({ participant }) => participant === me);
  return (
    <>
      {serviceName && authorityName ? (
        <p className="lobby__service">
          {t("lobby.service")} <strong>{local(serviceName)}</strong>, {local(authorityName)}
        </p>
      ) : null}
      {own ? (
        <p className="lobby__service">
          {t("lobby.as")} <strong>{local(own.label)}</strong>
        </p>
      ) : null}
    </>
  );
}

/** The way out; the browser's Back asks, for what it would give up cannot be had again without a new invitation. */
function Leaving({ model }: ModelProps) {
  const { t } = useTranslation("consultation");
  const leaving = useAction();
  const back = useBackPresses();
  const [answered, setAnswered] = useState(back);
  const leave = () => model.leave();
  if (back !== answered) {
    return (
      <Panel key={back} id="panel-leave" title={t("lobby.leaveTitle")} onClose={() => setAnswered(back)}>
        <ConfirmPanel
          text={t("lobby.leaveText")}
          confirm={t("lobby.leave")}
          cancel={t("lobby.stay")}
          going={t("lobby.leaving")}
          testId="confirm-leave-lobby"
          onConfirm={leave}
          onCancel={() => setAnswered(back)}
        />
      </Panel>
    );
  }
  return (
    <>
      {leaving.error ? <ErrorNotice error={leaving.error} /> : null}
      <Action
        variant="secondary"
        data-testid="leave-lobby"
        aria-disabled={leaving.busy}
        onClick={() => leaving.run(leave)}
      >
        {t("lobby.leave")}
      </Action>
    </>
  );
}

/** What happens now, and how one speaks where somebody interprets. */
function Next({ role }: { readonly role: ParticipantRole | undefined }) {
  const { t } = useTranslation("consultation");
  const words = role === "interpreter" ? "interpreter" : "guest";
  return (
    <>
      <div>
        <h2>{t("lobby.next.title")}</h2>
        <ol className="lobby__list">
          <li>{t("lobby.next.wait")}</li>
          <li>{t("lobby.next.admitted")}</li>
          <li>{t("lobby.next.inside")}</li>
        </ol>
      </div>
      <div>
        <h2>{t("lobby.interpreting.title")}</h2>
        <ul className="lobby__list">
          <li>{t(`lobby.${words}.turns`)}</li>
          <li>{t(`lobby.${words}.speaker`)}</li>
          <li>{t(`lobby.${words}.sound`)}</li>
        </ul>
      </div>
    </>
  );
}

/** What the service is about and words that belong to it; of the client and the papers nothing (F-47). */
function Matter({ topic: { description, words } }: { readonly topic: Topic }) {
  const { t } = useTranslation("consultation");
  const { local, localLang } = useLanguage();
  const terms = words[localLang];
  return (
    <div>
      <h2>{t("lobby.matter.title")}</h2>
      <p lang={localLang}>{local(description)}</p>
      {terms.length > 0 ? (
        <p data-testid="lobby-words">
          {t("lobby.matter.words")} <span lang={localLang}>{terms.join(", ")}</span>
        </p>
      ) : null}
    </div>
  );
}
