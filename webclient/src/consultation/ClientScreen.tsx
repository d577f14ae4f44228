import "./clientScreen.css";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Arrangement } from "../core/arrangement";
import type { ConsultationModel } from "../core/consultation";
import { gainOf, type Loudness } from "../core/loudness";
import { useStore } from "../core/store";
import { ErrorNotice } from "../design/ErrorNotice";
import { useLanguage } from "../i18n";
import { Announcer } from "./Announcer";
import { BigButton } from "./BigButton";
import { ChatPanel } from "./ChatPanel";
import {
  AdvisorButton,
  END_ID,
  EndButton,
  LoudnessButtons,
  MicrophoneNote,
  PapersButton,
  TextButton,
} from "./ClientButtons";
import { ClientPapers } from "./ClientPapers";
import { DeviceNotice } from "./DeviceNotice";
import { Gain } from "./gain";
import { HangUpIcon, SoundIcon } from "./Icons";
import { IdentityNotice } from "./IdentityPanel";
import { LineBanner } from "./LineBanner";
import { Panel } from "./Panel";
import { People } from "./People";
import { usePresenter } from "./presenter";
import { OwnSharing, useStage } from "./Stage";
import { useHeld } from "./Tiles";
import { type ReadMark, useUnread } from "./unread";
import { useAction } from "./useAction";

interface ModelProps {
  readonly model: ConsultationModel;
}

interface ClientScreenProps extends ModelProps {
  readonly pictures: Arrangement;
  readonly mark: ReadMark;
  /** How often Back has been pressed. */
  readonly back: number;
  readonly loudness: Loudness;
  readonly onLoudness: (loudness: Loudness) => void;
}

/**
 * The service point while its advisor is out of the room (F-27, F-99): the people, and four large things. Nothing
 * here leads out of the call but its end. Text is a fifth thing, and only where the call has any.
 */
export function ClientScreen({ model, pictures, mark, back, loudness, onLoudness }: ClientScreenProps) {
  const { t } = useTranslation("client");
  const [asked, setAsked] = useState(false);
  const [answered, setAnswered] = useState(back);
  if (back !== answered) {
    setAnswered(back);
    setAsked(true);
  }
  const papers = usePapersOpen(model);
  const text = useText(model, mark);
  const refusal = useRefusal(model);
  const classes = [
    "room room--large room--client",
    useHeld(model, pictures) && "room--held",
    papers.open && "room--table",
    papers.paper && "room--papers",
    papers.staged && "room--stage",
    text.open && "room--panel",
  ];
  return (
    <div className={classes.filter(Boolean).join(" ")}>
      <a className="skip-link" href="#actions">
        {t("skip")}
      </a>
      <Header model={model} refused={refusal.refused} />
      <LineBanner model={model} />
      <OwnSharing model={model} />
      <DeviceNotice model={model} />
      <IdentityNotice model={model} />
      <main className="room__main">
        <Gain value={gainOf(loudness)}>
          <People model={model} pictures={pictures} table={papers.open} menus={false} />
        </Gain>
        {text.open ? (
          <Panel id="panel-chat" title={t("text.open")} onClose={text.close}>
            <ChatPanel model={model} />
          </Panel>
        ) : null}
        {papers.open ? <ClientPapers model={model} /> : null}
      </main>
      <MicrophoneNote model={model} />
      <section id="actions" className="big-bar" aria-label={t("actions")} tabIndex={-1}>
        {asked ? (
          <EndQuestion model={model} onStay={() => setAsked(false)} />
        ) : (
          <>
            <LoudnessButtons loudness={loudness} onLoudness={onLoudness} />
            <PapersButton open={papers.open} onPress={papers.toggle} />
            {text.used ? <TextButton open={text.open} unread={text.unread} onPress={text.toggle} /> : null}
            <AdvisorButton model={model} onWithdraw={refusal.withdraw} />
            <EndButton onPress={() => setAsked(true)} />
          </>
        )}
      </section>
      <Announcer model={model} />
    </div>
  );
}

/** Open where something lies on the table; opens by itself when the next thing is laid there. */
function usePapersOpen(model: ConsultationModel) {
  const { shown } = useStore(model.papers.state);
  const presenter = usePresenter(model);
  const staged = useStage(model);
  const table = [shown?.paper, presenter?.participant].join(" ").trim();
  const [seen, setSeen] = useState(table);
  const [open, setOpen] = useState(table !== "");
  if (table !== seen) {
    setSeen(table);
    if (table !== "") setOpen(true);
  }
  return {
    open,
    paper: open && shown !== null,
    staged: open && staged,
    toggle: () => setOpen(!open),
  };
}

/** Text stays within reach where somebody writes, or where nobody would hear this client. */
function useText(model: ConsultationModel, mark: ReadMark) {
  const { chat } = useStore(model.state);
  const { live, lines, growing } = useStore(model.text.state);
  const { microphone } = useStore(model.devices.state);
  const [open, setOpen] = useState(live);
  const unread = useUnread(model, mark, open);
  const written = chat.length > 0 || lines.length > 0 || growing.size > 0;
  return {
    used: written || live || microphone.problem !== null,
    open,
    unread,
    toggle: () => setOpen(!open),
    close: () => {
      setOpen(false);
      document.getElementById("tool-chat")?.focus();
    },
  };
}

/** Whether the expert has said no to the question, which nobody has taken back here. */
function useRefusal({ advisor }: ConsultationModel) {
  const { presence } = useStore(advisor.state);
  const [before, setBefore] = useState(presence);
  const [refused, setRefused] = useState(false);
  const [withdrawn, setWithdrawn] = useState(false);
  if (presence !== before) {
    setBefore(presence);
    setRefused(before === "asking" && !withdrawn);
    setWithdrawn(false);
  }
  return { refused, withdraw: () => setWithdrawn(true) };
}

interface HeaderProps extends ModelProps {
  readonly refused: boolean;
}

function Header({ model, refused }: HeaderProps) {
  const { t } = useTranslation("client");
  const { local, localLang } = useLanguage();
  const { serviceName, authorityName } = useStore(model.state);
  const { presence } = useStore(model.advisor.state);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The button that the advisor left by is gone: keyboard and screen reader begin at what this is.
    heading.current?.focus();
  }, []);
  const asking = presence === "asking";
  return (
    <header className="room__header">
      <div className="room__what">
        <h1 ref={heading} tabIndex={-1} lang={localLang}>
          {[authorityName, serviceName].map((name) => (name ? local(name) : "")).join(": ")}
        </h1>
      </div>
      <p
        className={asking ? "client-advisor client-advisor--asking" : "client-advisor"}
        role="status"
        data-testid="advisor"
        data-presence={presence}
      >
        {t(asking ? "advisor.asking" : refused ? "advisor.refused" : "advisor.away")}
      </p>
    </header>
  );
}

interface EndQuestionProps extends ModelProps {
  readonly onStay: () => void;
}

/** Asks once, in the place of the buttons: a call that is ended cannot be had back. */
function EndQuestion({ model, onStay }: EndQuestionProps) {
  const { t } = useTranslation("client");
  const { run, busy, error } = useAction();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    // Back to the button that asked, which is drawn again by then.
    return () => void setTimeout(() => document.getElementById(END_ID)?.focus());
  }, []);
  return (
    <section
      className="big-question"
      aria-labelledby="end-title"
      onKeyDown={({ key }) => {
        if (key === "Escape") onStay();
      }}
    >
      <div className="big-question__text">
        <h2 id="end-title" ref={heading} tabIndex={-1}>
          {t("end.title")}
        </h2>
        <p>{t("end.text")}</p>
        <p role="status">{busy ? t("end.going") : ""}</p>
        {error ? <ErrorNotice error={error} /> : null}
      </div>
      <BigButton testId="client-stay" icon={<SoundIcon />} label={t("end.stay")} onClick={onStay} />
      <BigButton
        testId="confirm-leave-consultation"
        grave
        icon={<HangUpIcon />}
        label={t("end.confirm")}
        off={busy}
        onClick={() => run(() => model.leave())}
      />
    </section>
  );
}
