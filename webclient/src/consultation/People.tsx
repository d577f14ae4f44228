import { type CSSProperties, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import type { Participant } from "../core/protocol";
import { trackOf } from "../core/slots";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useLanguage } from "../i18n";
import { ConfirmPanel } from "./ConfirmPanel";
import { InterpreterState } from "./InterpreterState";
import { OwnPicture } from "./OwnPicture";
import { Panel } from "./Panel";
import { nameOf, others, waiting } from "./people";
import { Sounds } from "./Sounds";
import { removeIdOf, Tile } from "./Tile";
import { useAction } from "./useAction";

/** More pictures than this are small on every screen. */
const FEW = 8;

/** Columns of an even grid with a place for the own picture; alone with one, the own one lies on theirs. */
function columnsFor(others: number): number {
  return others < 2 ? 1 : Math.ceil(Math.sqrt(others + 1));
}

/** Everybody in the consultation: the others large, oneself small, and who waits to be let in. */
export function People({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { participants, me, speaking, may } = useStore(model.state);
  const { slots, phase } = useStore(model.call.state);
  const shown = others(participants, me);
  const [asked, setAsked] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const leaver = shown.find(({ participant }) => participant === asked);
  // The client's place is the consultation itself: it is ended, not emptied.
  const removable = ({ role }: Participant) => may.has("consultation:remove") && role !== "client";
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
      {leaver ? (
        <Removal
          key={leaver.participant}
          model={model}
          person={leaver}
          onClose={(removed) => {
            setAsked(null);
            // Back to the button that asked; with the person it goes away itself.
            if (removed) heading.current?.focus();
            else document.getElementById(removeIdOf(leaver.participant))?.focus();
          }}
        />
      ) : null}
      <Waiting model={model} />
      <InterpreterState model={model} />
      {shown.length === 0 ? <p className="people__alone">{t("people.alone")}</p> : null}
      <ul
        className="people__tiles plain-list"
        data-count={shown.length}
        data-size={shown.length < 3 ? "pair" : shown.length > FEW ? "many" : "few"}
      >
        {shown.map((person) => (
          <Tile
            key={person.participant}
            person={person}
            picture={trackOf(slots, person.participant, "video")}
            speaking={speaking === person.participant}
            lost={phase === "reconnecting"}
            onRemove={removable(person) ? () => setAsked(person.participant) : undefined}
          />
        ))}
      </ul>
      <OwnPicture devices={model.devices} />
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
          await model.remove(person.participant);
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
                  onClick={() => action.run(() => model.admit(person.participant))}
                >
                  {t("lobby.admit")}
                  <span className="visually-hidden">: {name}</span>
                </Action>
              ) : null}
              {may.has("consultation:remove") ? (
                <Action
                  variant="secondary"
                  aria-disabled={action.busy}
                  onClick={() => action.run(() => model.remove(person.participant))}
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
