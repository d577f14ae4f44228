import { type CSSProperties, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Arrangement, BOUNDS, type Keeping, type Usual } from "../core/arrangement";
import type { ConsultationModel, ConsultationState } from "../core/consultation";
import { type Loudness, USUAL } from "../core/loudness";
import type { SecondWindow } from "../core/secondWindow";
import { useStore } from "../core/store";
import { BrandMark } from "../design/Brand";
import { LanguageMenu } from "../design/LanguageMenu";
import { useDocumentTitle } from "../design/PageFrame";
import { StaffPage } from "../design/StaffPage";
import { useNow } from "../design/useNow";
import { useLanguage } from "../i18n";
import { CallKeys } from "../keys/CallKeys";
import { AdvisorPanel } from "./AdvisorPanel";
import { Announcer } from "./Announcer";
import { ChairPanel } from "./ChairPanel";
import { ChatPanel } from "./ChatPanel";
import { ClientScreen } from "./ClientScreen";
import { ConfirmPanel } from "./ConfirmPanel";
import { DeviceNotice } from "./DeviceNotice";
import { GiveBack } from "./GiveBack";
import { IdentityNotice, IdentityPanel } from "./IdentityPanel";
import { InterpreterPanel } from "./InterpreterPanel";
import { InvitePanel } from "./InvitePanel";
import { LineBanner } from "./LineBanner";
import { NotesPanel } from "./NotesPanel";
import { Panel } from "./Panel";
import { People } from "./People";
import { endsForAll, roleOf } from "./people";
import { SettingsPanel } from "./SettingsPanel";
import { SharePanel } from "./SharePanel";
import { Splitter } from "./Splitter";
import { OwnSharing, useStage } from "./Stage";
import { PapersElsewhere, Table, useSecondWindow } from "./Table";
import { useHeld } from "./Tiles";
import { Toolbar } from "./Toolbar";
import type { PanelName } from "./tools";
import { type ReadMark, useReadMark, useUnread } from "./unread";
import { useBackPresses } from "./useBackPresses";
import { useViewport } from "./useViewport";

/** The consultation for those who are in it; without the advisor, whose screen this is becomes the client's own. */
export function Room({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { t: common } = useTranslation();
  const { may } = useStore(model.state);
  const { presence } = useStore(model.advisor.state);
  const mark = useReadMark(model);
  const back = useBackPresses();
  const [pictures] = useState(() => new Arrangement(model.id, keepingHere(), usualFor(model.state.get())));
  const [loudness, setLoudness] = useState<Loudness>(USUAL);
  useDocumentTitle(common("pageTitle", { page: t("title") }));
  const alone = may.has("advisor:leave") && (presence === "away" || presence === "asking");
  if (!alone) {
    return (
      <StaffPage>
        <SharedRoom model={model} pictures={pictures} mark={mark} back={back} />
      </StaffPage>
    );
  }
  return (
    <ClientScreen
      model={model}
      pictures={pictures}
      mark={mark}
      back={back}
      loudness={loudness}
      onLoudness={setLoudness}
    />
  );
}

interface SharedRoomProps {
  readonly model: ConsultationModel;
  readonly pictures: Arrangement;
  readonly mark: ReadMark;
  readonly back: number;
}

/** People beside papers, controls below. */
function SharedRoom({ model, pictures, mark, back }: SharedRoomProps) {
  const { t } = useTranslation("consultation");
  const { may } = useStore(model.state);
  const { column } = useStore(pictures.state);
  const { width, wide } = useViewport();
  const { panel, open, toggle, close } = usePanel();
  const [answered, setAnswered] = useState(back);
  if (back !== answered) {
    setAnswered(back);
    open(may.has("consultation:end") ? "end" : "leave");
  }
  const unread = useUnread(model, mark, panel === "chat");
  const second = useSecondWindow();
  const { table, away, classes } = useShape(model, pictures, second);
  return (
    <div className={panel ? `${classes} room--panel` : classes}>
      {away ? null : (
        <a className="skip-link" href="#papers">
          {t("skipToPapers")}
        </a>
      )}
      <a className="skip-link" href="#actions">
        {t("skipToActions")}
      </a>
      <RoomHeader
        model={model}
        onPanel={(name) => {
          open(name);
          goTo(name);
        }}
      />
      <LineBanner model={model} />
      <OwnSharing model={model} />
      <DeviceNotice model={model} onSettings={() => open("settings")} />
      <IdentityNotice model={model} />
      <PapersElsewhere second={second} />
      <main className="room__main" style={column === BOUNDS.column.usual ? undefined : columnOf(column)}>
        <People model={model} pictures={pictures} table={table} />
        {table && wide ? (
          <Splitter
            pictures={pictures}
            name="column"
            label={t("pictures.betweenPapers")}
            axis="x"
            length={width}
          />
        ) : null}
        {panel ? <OpenPanel model={model} panel={panel} onClose={close} /> : null}
        <Table model={model} pictures={pictures} second={second} />
      </main>
      <Toolbar model={model} panel={panel} unread={unread} onPanel={toggle} />
      <Announcer model={model} />
    </div>
  );
}

/** The one panel that is open, if any; closing gives the focus back to the control that opened it. */
function usePanel() {
  const [panel, setPanel] = useState<PanelName | null>(null);
  const close = useCallback(() => {
    setPanel((open) => {
      const opener = document.getElementById(`tool-${open}`) ?? document.getElementById("tool-more");
      if (open) opener?.focus();
      return null;
    });
  }, []);
  return {
    panel,
    open: setPanel,
    close,
    toggle: (name: PanelName) => (name === panel ? close() : setPanel(name)),
  };
}

/** What there is to show, and where: it decides how the screen is divided. */
function useShape(model: ConsultationModel, pictures: Arrangement, second: SecondWindow) {
  const { participants, me } = useStore(model.state);
  const { shown } = useStore(model.papers.state);
  const staged = useStage(model);
  const away = useStore(second.state).root !== null;
  const table = (shown !== null || staged) && !away;
  const held = useHeld(model, pictures);
  const role = participants.find(({ participant }) => participant === me)?.role;
  const classes = [
    "room",
    table && "room--table",
    held && "room--held",
    away && "room--away",
    table && shown && "room--papers",
    table && staged && "room--stage",
    (role === "client" || role === "guest") && "room--large",
    role === "guest" && "room--guest",
    role === "interpreter" && "room--interpreter",
  ];
  return { table, away, classes: classes.filter(Boolean).join(" ") };
}

/** An interpreter has the two who speak large and the papers smaller beside them, until it is changed (F-48). */
function usualFor({ participants, me }: Pick<ConsultationState, "participants" | "me">): Partial<Usual> {
  if (roleOf(participants, me) !== "interpreter") return {};
  const speakers = (["client", "expert"] as const).flatMap((role) =>
    participants.filter((one) => one.role === role && one.state === "admitted").slice(0, 1),
  );
  return { column: BOUNDS.column.most, pins: speakers.map(({ participant }) => participant) };
}

/** Sizes and pins stay in a browser of staff; at a service point the next one is somebody else (F-25). */
function keepingHere(): Keeping | null {
  const [, seat] = window.location.pathname.split("/");
  if (seat !== "desk" && seat !== "interpreter") return null;
  return { sizes: window.localStorage, pins: window.sessionStorage };
}

function columnOf(percent: number): CSSProperties {
  return { "--column": `${percent}vw` } as CSSProperties;
}

/** Moves the focus into a panel that is open already; one that opens takes it by itself. */
function goTo(panel: PanelName): void {
  const open = document.getElementById(`panel-${panel}`);
  (open?.querySelector("textarea") ?? open?.querySelector("h2"))?.focus();
}

interface RoomHeaderProps {
  readonly model: ConsultationModel;
  /** Opens a panel, or goes to it where it is open. */
  readonly onPanel: (panel: PanelName) => void;
}

function RoomHeader({ model, onPanel }: RoomHeaderProps) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const { serviceName, authorityName, startedAt, may } = useStore(model.state);
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
      <AdvisorPanel model={model} />
      {may.has("consultation:end") ? <CallKeys model={model} onPanel={onPanel} /> : null}
      <LanguageMenu staff />
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
    case "chair":
      return <ChairPanel model={model} />;
    case "invite":
      return <InvitePanel model={model} />;
    case "identity":
      return <IdentityPanel model={model} onDone={onClose} />;
    case "notes":
      return <NotesPanel model={model} />;
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
        <>
          <ConfirmPanel
            text={t("end.text")}
            confirm={t("end.confirm")}
            testId="confirm-end-consultation"
            onConfirm={() => model.end()}
            onCancel={onClose}
          />
          {model.may("ticket:return") ? <GiveBack chair={model.chair} /> : null}
        </>
      );
  }
}
