import { type CSSProperties, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Arrangement } from "../core/arrangement";
import type { ConsultationModel } from "../core/consultation";
import type { Participant } from "../core/protocol";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useLanguage } from "../i18n";
import { ConfirmPanel } from "./ConfirmPanel";
import { InterpreterState } from "./InterpreterState";
import { identityWords } from "./identity";
import { OriginalSound } from "./OriginalSound";
import { OwnPicture } from "./OwnPicture";
import { Panel } from "./Panel";
import { hasHandUp, isSigning, nameOf, others, roleOf, waiting } from "./people";
import { Sounds } from "./Sounds";
import { SpeakerLine } from "./SpeakerLine";
import { type ChairDeeds, menuIdOf } from "./TileMenu";
import { columnsFor, Tiles } from "./Tiles";
import { useAction } from "./useAction";

interface PeopleProps {
  readonly model: ConsultationModel;
  readonly pictures: Arrangement;
  /** Something lies beside the pictures, or below them. */
  readonly table: boolean;
  /** Each picture has its menu; not on the client's own screen. */
  readonly menus?: boolean;
}

/** Everybody in the consultation: the others large, oneself small, and who waits to be let in. */
export function People({ model, pictures, table, menus = true }: PeopleProps) {
  const { t } = useTranslation("consultation");
  const { participants, me, may } = useStore(model.state);
  const identity = identityWords(useStore(model.identity.state), t);
  const shown = others(participants, me);
  const [asked, setAsked] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const leaver = shown.find(({ participant }) => participant === asked);
  const deed = useAction();
  // The client's place is the consultation itself: it is ended, not emptied.
  const chair = ({ participant, role, microphone }: Participant): ChairDeeds => ({
    onMute:
      may.has("chair:mute") && microphone ? () => deed.run(() => model.chair.mute(participant)) : undefined,
    onSendBack:
      may.has("chair:lobby") && role !== "client"
        ? () => deed.run(() => model.chair.sendBack(participant))
        : undefined,
    onRemove: may.has("consultation:remove") && role !== "client" ? () => setAsked(participant) : undefined,
  });
  return (
    <section
      className="people"
      aria-labelledby="people-title"
      style={{ "--columns": columnsFor(shown.length) } as CSSProperties}
    >
      <h2 id="people-title" ref={heading} className="visually-hidden" tabIndex={-1}>
        {t("people.title")}
      </h2>
      <Sounds call={model.call} />
      {roleOf(participants, me) === "interpreter" ? <SpeakerLine model={model} /> : null}
      {leaver ? (
        <Removal
          key={leaver.participant}
          model={model}
          person={leaver}
          onClose={(removed) => {
            setAsked(null);
            // Back to the button that asked; with the person it goes away itself.
            if (removed) heading.current?.focus();
            else document.getElementById(menuIdOf(leaver.participant))?.focus();
          }}
        />
      ) : null}
      {deed.error ? <ErrorNotice error={deed.error} onClose={deed.forget} /> : null}
      <Waiting model={model} />
      <InterpreterState model={model} />
      <OriginalSound model={model} />
      {shown.length === 0 ? <p className="people__alone">{t("people.alone")}</p> : null}
      <Tiles
        model={model}
        pictures={pictures}
        table={table}
        people={shown}
        chair={chair}
        menus={menus}
        identity={identity}
      />
      <OwnPicture
        devices={model.devices}
        handUp={hasHandUp(participants, me)}
        identity={roleOf(participants, me) === "client" ? identity : null}
        signing={isSigning(participants, me)}
        muted={participants.some(({ participant, muted }) => participant === me && muted === true)}
        onSigning={
          menus && may.has("consultation:signing") ? (signing) => model.hands.sign(signing) : undefined
        }
      />
    </section>
  );
}

interface RemovalProps {
  readonly model: ConsultationModel;
  readonly person: Participant;
  readonly onClose: (removed: boolean) => void;
}

/** Asks once more before somebody is shown out: it cannot be undone. */
function Removal({ model, person, onClose }: RemovalProps) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  return (
    <Panel
      id="panel-remove"
      title={t("people.removeTitle", { name: nameOf(person, local) })}
      onClose={() => onClose(false)}
    >
      <ConfirmPanel
        text={t("people.removeText")}
        confirm={t("people.remove")}
        cancel={t("people.removeCancel")}
        going={t("people.removing")}
        testId="confirm-remove"
        onConfirm={async () => {
          await model.chair.remove(person.participant);
          onClose(true);
        }}
        onCancel={() => onClose(false)}
      />
    </Panel>
  );
}

/** Those in the lobby, with the way in for those who may open it (F-15). */
function Waiting({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const { participants, me, may } = useStore(model.state);
  const action = useAction();
  const list = waiting(participants, me);
  if (list.length === 0) return null;
  return (
    <section className="waiting" aria-labelledby="waiting-title">
      <h3 id="waiting-title">{t("lobby.waitingTitle")}</h3>
      {action.error ? <ErrorNotice error={action.error} /> : null}
      <ul className="plain-list">
        {list.map((person) => {
          const name = nameOf(person, local);
          return (
            <li key={person.participant} className="waiting__one">
              <span className="waiting__name">{name}</span>
              {may.has("consultation:admit") ? (
                <Action
                  data-testid={`admit-${person.participant}`}
                  aria-disabled={action.busy}
                  onClick={() => action.run(() => model.chair.admit(person.participant))}
                >
                  {t("lobby.admit")}
                  <span className="visually-hidden">: {name}</span>
                </Action>
              ) : null}
              {may.has("consultation:remove") ? (
                <Action
                  variant="secondary"
                  aria-disabled={action.busy}
                  onClick={() => action.run(() => model.chair.remove(person.participant))}
                >
                  {t("lobby.turnAway")}
                  <span className="visually-hidden">: {name}</span>
                </Action>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
