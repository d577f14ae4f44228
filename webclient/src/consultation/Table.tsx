import { useEffect, useLayoutEffect, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Arrangement } from "../core/arrangement";
import type { ConsultationModel } from "../core/consultation";
import { SecondWindow } from "../core/secondWindow";
import { trackOf } from "../core/slots";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { Switch } from "../design/Switch";
import { SecondWindowIcon } from "./Icons";
import { largeOf } from "./layout";
import { PaperPane } from "./PaperPane";
import { facesOf, others, roleOf } from "./people";
import { Stage, useStage } from "./Stage";
import { Tile } from "./Tile";
import { useViewport } from "./useViewport";

/** The second window of this screen; it ends with the screen. */
export function useSecondWindow(): SecondWindow {
  const [second] = useState(() => new SecondWindow(window));
  useEffect(() => {
    second.start();
    return () => second.close();
  }, [second]);
  return second;
}

interface TableProps {
  readonly model: ConsultationModel;
  readonly pictures: Arrangement;
  readonly second: SecondWindow;
}

/** What lies on the table: what somebody shares and the papers, here or in the second window (F-26). */
export function Table({ model, pictures, second }: TableProps) {
  const { t } = useTranslation("consultation");
  const { root, blocked } = useStore(second.state);
  const { participants, me } = useStore(model.state);
  const { wide } = useViewport();
  const staged = useStage(model);
  // A guest has few things to press; a second display is for those who sit at one all day, and for the service point.
  const offered = wide && roleOf(participants, me) !== "guest";
  if (root) return createPortal(<Elsewhere model={model} pictures={pictures} second={second} />, root);
  return (
    <div className="table">
      {staged ? <Stage model={model} /> : null}
      <PaperPane
        model={model}
        tools={
          offered ? (
            <>
              <Action
                variant="secondaryNoBorder"
                data-testid="to-second-window"
                icon={<SecondWindowIcon />}
                onClick={() => void second.open()}
              >
                {t("second.move")}
              </Action>
              {blocked ? <p role="alert">{t("second.blocked")}</p> : null}
            </>
          ) : null
        }
      />
    </div>
  );
}

/** The second window: papers, and the pictures that are large in the first one. */
function Elsewhere({ model, pictures, second }: TableProps) {
  const { t } = useTranslation("consultation");
  const { participants, me } = useStore(model.state);
  const { pins } = useStore(pictures.state);
  const { root } = useStore(second.state);
  const [wanted, setWanted] = useState(true);
  const people = others(participants, me);
  const large = largeOf(facesOf(people), pins);
  const title = t("second.title");
  useEffect(() => {
    if (root) root.ownerDocument.title = title;
  }, [root, title]);
  // What has just been drawn may have brought styles with it.
  useLayoutEffect(() => second.look());
  const client = participants.some(({ participant, role }) => participant === me && role === "client");
  return (
    <div className={client ? "room room--large second" : "room second"}>
      <header className="second__head">
        <h1>{title}</h1>
        {large.length > 0 ? (
          <Switch
            label={t("second.pictures")}
            state={wanted ? t("second.on") : t("second.off")}
            on={wanted}
            testId="second-pictures"
            onChange={setWanted}
          />
        ) : null}
        <Action variant="secondary" data-testid="from-second-window" onClick={() => second.bringBack()}>
          {t("second.back")}
        </Action>
      </header>
      <main className="second__main">
        {wanted && large.length > 0 ? <LargeOnes model={model} pictures={pictures} large={large} /> : null}
        <SharedThere model={model} />
      </main>
    </div>
  );
}

function SharedThere({ model }: { readonly model: ConsultationModel }) {
  const staged = useStage(model);
  const { shown } = useStore(model.papers.state);
  return (
    <div className={shown ? "second__table second__table--papers" : "second__table"}>
      {staged ? <Stage model={model} /> : null}
      <PaperPane model={model} />
    </div>
  );
}

interface LargeOnesProps extends Omit<TableProps, "second"> {
  readonly large: readonly string[];
}

/** Whom the person has pinned and who signs, beside the papers. */
function LargeOnes({ model, pictures, large }: LargeOnesProps) {
  const { t } = useTranslation("consultation");
  const { participants, speaking } = useStore(model.state);
  const { slots, phase } = useStore(model.call.state);
  const { growing } = useStore(model.text.state);
  const { pins } = useStore(pictures.state);
  return (
    <ul className="second__pictures plain-list" aria-label={t("people.title")}>
      {large.flatMap((id) => {
        const person = participants.find(({ participant }) => participant === id);
        if (!person) return [];
        return (
          <Tile
            key={id}
            person={person}
            picture={trackOf(slots, id, "video")}
            speaking={speaking === id}
            line={growing.get(id)}
            lost={phase === "reconnecting"}
            pinned={pins.includes(id)}
          />
        );
      })}
    </ul>
  );
}

/** In the first window: where the papers are, and the way to have them back. */
export function PapersElsewhere({ second }: { readonly second: SecondWindow }) {
  const { t } = useTranslation("consultation");
  const away = useStore(second.state).root !== null;
  return (
    <div className="table-notice" role="status" data-testid="papers-elsewhere" data-on={away}>
      {away ? (
        <>
          <p>{t("second.elsewhere")}</p>
          <Action variant="secondary" data-testid="papers-back" onClick={() => second.bringBack()}>
            {t("second.back")}
          </Action>
        </>
      ) : null}
    </div>
  );
}
