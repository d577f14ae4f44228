import { type CSSProperties, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Arrangement } from "../core/arrangement";
import type { ConsultationModel } from "../core/consultation";
import type { Participant } from "../core/protocol";
import { trackOf } from "../core/slots";
import { useStore } from "../core/store";
import { type Arranged, arrange, type Box, heightOnNarrow, largeOf } from "./layout";
import { facesOf, others } from "./people";
import { Splitter, styleOf } from "./Splitter";
import { Tile } from "./Tile";
import { type ChairDeeds, TileMenu } from "./TileMenu";
import { useAction } from "./useAction";
import { useSize, useViewport } from "./useViewport";

/** More pictures than this are small on every screen. */
const FEW = 8;
/** What the own picture covers on wide screens without papers, as in consultation.css, and a little more. */
const OWN: Box = { width: 240, height: 140 };

/** Columns of an even grid with a place for the own picture; alone with one, the own one lies on theirs. */
export function columnsFor(others: number): number {
  return others < 2 ? 1 : Math.ceil(Math.sqrt(others + 1));
}

/** Are there pictures that stay in view, whatever is scrolled? */
export function useHeld(model: ConsultationModel, pictures: Arrangement): boolean {
  const { participants, me } = useStore(model.state);
  const { pins } = useStore(pictures.state);
  return largeOf(facesOf(others(participants, me)), pins).length > 0;
}

interface TilesProps {
  readonly model: ConsultationModel;
  readonly pictures: Arrangement;
  /** Something lies beside the pictures, or below them. */
  readonly table: boolean;
  /** The others, in the order of their coming. */
  readonly people: readonly Participant[];
  /** How it was established who the client is, in words. */
  readonly identity: string | null;
  /** Each picture has its menu. */
  readonly menus: boolean;
  /** What who leads can do to somebody. */
  readonly chair: (person: Participant) => ChairDeeds;
}

/** The pictures of the others: an even grid, or large and small ones as they are pinned or signing. */
export function Tiles({ model, pictures, table, people, chair, menus, identity }: TilesProps) {
  const { speaking, may } = useStore(model.state);
  const { slots, phase } = useStore(model.call.state);
  const { growing } = useStore(model.text.state);
  const { pins } = useStore(pictures.state);
  const hand = useAction();
  const lowers = may.has("hand:lower");
  const [told, setTold] = useState("");
  const large = largeOf(facesOf(people), pins);
  const around = useRef<HTMLDivElement>(null);
  const arranged = useArranged({ model, pictures, table, people, large, around });
  return (
    <div
      ref={around}
      className={arranged ? "people__pictures people__pictures--placed" : "people__pictures"}
      style={arranged?.height === undefined ? undefined : { height: arranged.height }}
    >
      <ul
        className={arranged ? "people__placed plain-list" : "people__tiles plain-list"}
        data-count={arranged ? undefined : people.length}
        data-size={arranged ? undefined : people.length < 3 ? "pair" : people.length > FEW ? "many" : "few"}
        style={arranged ? extentOf(arranged) : undefined}
      >
        {people.map((person) => (
          <Tile
            key={person.participant}
            person={person}
            picture={trackOf(slots, person.participant, "video")}
            speaking={speaking === person.participant}
            identity={person.role === "client" ? identity : null}
            line={growing.get(person.participant)}
            lost={phase === "reconnecting"}
            onLowerHand={lowers ? () => hand.run(() => model.hands.lower(person.participant)) : undefined}
            place={arranged?.places.get(person.participant)}
            pinned={pins.includes(person.participant)}
            menu={
              menus ? (
                <TileMenu
                  person={person}
                  pictures={pictures}
                  large={large}
                  onTold={setTold}
                  chair={chair(person)}
                />
              ) : null
            }
          />
        ))}
      </ul>
      {arranged ? <Splitters pictures={pictures} arranged={arranged} /> : null}
      <p className="visually-hidden" role="status">
        {told}
      </p>
    </div>
  );
}

interface Drawn extends Arranged {
  /** Where the page scrolls: how high the pictures are. */
  readonly height: number | undefined;
}

interface Surroundings extends Omit<TilesProps, "chair" | "menus" | "identity"> {
  readonly large: readonly string[];
  readonly around: React.RefObject<HTMLDivElement | null>;
}

/** The places of the pictures as the window is now; null while none of them is to be large. */
function useArranged({ model, pictures, table, people, large, around }: Surroundings): Drawn | null {
  const { speaking } = useStore(model.state);
  const { pins, share, area } = useStore(pictures.state);
  const viewport = useViewport();
  const on = large.length > 0;
  const size = useSize(around, on);
  if (!on) return null;
  const count = { large: large.length, small: people.length - large.length, table };
  const height = viewport.wide ? undefined : heightOnNarrow(size.width, viewport.height, count);
  const arranged = arrange({
    faces: facesOf(people),
    speaking,
    pins,
    share,
    area,
    box: { width: size.width, height: height ?? size.height },
    corner: viewport.wide && !table ? OWN : null,
  });
  return { ...arranged, height };
}

/** What scrolls is as large as all the places, also where nobody lies behind the own picture. */
function extentOf({ extent }: Arranged): CSSProperties {
  return { "--extent-width": `${extent.width}px`, "--extent-height": `${extent.height}px` } as CSSProperties;
}

interface SplittersProps {
  readonly pictures: Arrangement;
  readonly arranged: Arranged;
}

function Splitters({ pictures, arranged: { pair, edge } }: SplittersProps) {
  const { t } = useTranslation("consultation");
  const lines = [
    { name: "share", label: t("pictures.betweenLarge"), divider: pair },
    { name: "area", label: t("pictures.betweenSmall"), divider: edge },
  ] as const;
  return lines.map(({ name, label, divider }) =>
    divider ? (
      <Splitter
        key={name}
        pictures={pictures}
        name={name}
        label={label}
        axis={divider.axis}
        length={divider.length}
        style={styleOf(divider)}
      />
    ) : null,
  );
}
