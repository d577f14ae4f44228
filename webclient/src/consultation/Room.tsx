import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { BrandMark } from "../design/Brand";
import { LanguageMenu } from "../design/LanguageMenu";
import { useDocumentTitle } from "../design/PageFrame";
import { useNow } from "../design/useNow";
import { useLanguage } from "../i18n";
import { Announcer } from "./Announcer";
import { ChatPanel } from "./ChatPanel";
import { ConfirmPanel } from "./ConfirmPanel";
import { InterpreterPanel } from "./InterpreterPanel";
import { InvitePanel } from "./InvitePanel";
import { LineBanner } from "./LineBanner";
import { Panel } from "./Panel";
import { PaperPane } from "./PaperPane";
import { People } from "./People";
import { endsForAll } from "./people";
import { SettingsPanel } from "./SettingsPanel";
import { SharePanel } from "./SharePanel";
import { OwnSharing, Stage, useStage } from "./Stage";
import { type PanelName, Toolbar } from "./Toolbar";

/** The consultation for those who are in it: people beside papers, controls below. */
export function Room({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { chat, participants, me } = useStore(model.state);
  const { shown } = useStore(model.papers.state);
  const staged = useStage(model);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [read, setRead] = useState(chat.length);
  useDocumentTitle(t("title"));
  useEffect(() => {
    if (panel === "chat") setRead(chat.length);
  }, [panel, chat.length]);
  const close = useCallback(() => {
    setPanel((open) => {
      if (open) document.getElementById(`tool-${open}`)?.focus();
      return null;
    });
  }, []);
  const role = participants.find(({ participant }) => participant === me)?.role;
  const classes = [
    "room",
    (shown || staged) && "room--table",
    shown && "room--papers",
    staged && "room--stage",
    panel && "room--panel",
    role === "client" && "room--large",
  ];
  return (
    <div className={classes.filter(Boolean).join(" ")}>
      <a className="skip-link" href="#papers">
        {t("skipToPapers")}
      </a>
      <a className="skip-link" href="#actions">
        {t("skipToActions")}
      </a>
      <RoomHeader model={model} />
      <LineBanner model={model} />
      <OwnSharing model={model} />
      <main className="room__main">
        <People model={model} />
        {panel ? <OpenPanel model={model} panel={panel} onClose={close} /> : null}
        <div className="table">
          {staged ? <Stage model={model} /> : null}
          <PaperPane model={model} />
        </div>
      </main>
      <Toolbar
        model={model}
        panel={panel}
        unread={panel === "chat" ? 0 : Math.max(0, chat.length - read)}
        onPanel={(name) => (name === panel ? close() : setPanel(name))}
      />
      <Announcer model={model} />
    </div>
  );
}

function RoomHeader({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const { serviceName, authorityName, startedAt } = useStore(model.state);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The button that led here is gone: keyboard and screen reader begin at what this call is about.
    heading.current?.focus();
  }, []);
  const minutes = Math.max(0, Math.floor((useNow() - startedAt) / 60));
  return (
    <header className="room__header">
      <BrandMark />
      <div className="room__what">
        <h1 ref={heading} tabIndex={-1}>
          {serviceName ? local(serviceName) : t("title")}
        </h1>
        <p>
          {authorityName ? `${local(authorityName)} · ` : null}
          {t("duration", { minutes })}
        </p>
      </div>
      <LanguageMenu />
    </header>
  );
}

interface OpenPanelProps {
  readonly model: ConsultationModel;
  readonly panel: PanelName;
  readonly onClose: () => void;
}

function OpenPanel({ model, panel, onClose }: OpenPanelProps) {
  const { t } = useTranslation("consultation");
  const { participants, me } = useStore(model.state);
  const role = participants.find(({ participant }) => participant === me)?.role;
  const last = endsForAll(role);
  const asked = panel === "leave" && last ? "end" : panel;
  return (
    <Panel key={panel} id={`panel-${panel}`} title={t(`${asked}.title`)} onClose={onClose}>
      <PanelBody model={model} panel={panel} last={last} onClose={onClose} />
    </Panel>
  );
}

interface PanelBodyProps extends OpenPanelProps {
  /** Leaving ends the call for all. */
  readonly last: boolean;
}

function PanelBody({ model, panel, last, onClose }: PanelBodyProps) {
  const { t } = useTranslation("consultation");
  switch (panel) {
    case "settings":
      return <SettingsPanel devices={model.devices} />;
    case "share":
      return <SharePanel model={model} onShared={onClose} />;
    case "interpreter":
      return <InterpreterPanel model={model} onAsked={onClose} />;
    case "invite":
      return <InvitePanel model={model} />;
    case "chat":
      return <ChatPanel model={model} />;
    case "leave":
      return (
        <ConfirmPanel
          text={last ? t("leave.textLast") : t("leave.text")}
          confirm={last ? t("actions.end") : t("leave.confirm")}
          testId="confirm-leave-consultation"
          onConfirm={() => model.leave()}
          onCancel={onClose}
        />
      );
    case "end":
      return (
        <ConfirmPanel
          text={t("end.text")}
          confirm={t("end.confirm")}
          testId="confirm-end-consultation"
          onConfirm={() => model.end()}
          onCancel={onClose}
        />
      );
  }
}
