import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../../core/consultation";
import type { Marking } from "../../core/marking";
import { GRID, type Mark } from "../../core/marks";
import type { Participant } from "../../core/protocol";
import { useStore } from "../../core/store";
import { useLanguage } from "../../i18n";
import { nameOf, ROLE_COLOURS } from "../people";
import { type Bundle, bundlesOf, outlineOf, outlineOfBundle, sameMarks, viewBoxOf } from "./paths";
import { StampSign } from "./signs";

interface MarkLayerProps {
  readonly model: ConsultationModel;
  readonly marking: Marking;
  readonly surface: string;
  /** Height of the page by its width. */
  readonly aspect: number;
  /** The mark that the pointer is at. */
  readonly touched: Mark | null;
}

/** What everybody has drawn on the page, and what is being drawn: in page coordinates, so at any size. */
export function MarkLayer({ model, marking, surface, aspect, touched }: MarkLayerProps) {
  const { marks } = useStore(marking.state);
  const people = usePeople(model);
  const bundles = useMemo(() => bundlesOf(marks), [marks]);
  const placed = marks.filter(({ kind }) => kind === "note" || kind === "stamp");
  return (
    <div className="marks" data-testid="marks" data-count={marks.length}>
      <svg className="marks__drawing" viewBox={viewBoxOf(aspect)} aria-hidden="true" focusable="false">
        {bundles.map((bundle) => (
          <Strokes key={bundle.key} bundle={bundle} aspect={aspect} colour={people.colour(bundle.author)} />
        ))}
      </svg>
      <Growing model={model} marking={marking} surface={surface} aspect={aspect} />
      {placed.map((mark) => (
        <Placed
          key={mark.key}
          mark={mark}
          name={people.name(mark.author)}
          colour={people.colour(mark.author)}
        />
      ))}
      <Names marks={marks} touched={touched} people={people} />
      <Summary marks={marks} people={people} />
    </div>
  );
}

interface People {
  /** The role alone: there is little room beside a stroke. */
  readonly role: (author: string) => string;
  readonly name: (author: string) => string;
  readonly colour: (author: string) => string;
}

/** Whose a mark is, also of somebody who has left. */
function usePeople(model: ConsultationModel): People {
  const { t } = useTranslation("marks");
  const { local } = useLanguage();
  const { participants, known } = useStore(model.state);
  return useMemo(() => {
    const find = (author: string): Participant | undefined =>
      participants.find(({ participant }) => participant === author) ?? known.get(author);
    return {
      role: (author) => {
        const person = find(author);
        return person ? local(person.label) : t("somebody");
      },
      name: (author) => {
        const person = find(author);
        return person ? nameOf(person, local) : t("somebody");
      },
      colour: (author) => {
        const person = find(author);
        return person ? ROLE_COLOURS[person.role] : "hsl(0, 0%, 30%)";
      },
    };
  }, [participants, known, local, t]);
}

interface StrokesProps {
  readonly bundle: Bundle;
  readonly aspect: number;
  readonly colour: string;
}

const Strokes = memo(
  function Strokes({ bundle, aspect, colour }: StrokesProps) {
    return (
      <path className={`stroke stroke--${bundle.tool}`} d={outlineOfBundle(bundle, aspect)} fill={colour} />
    );
  },
  (before, after) =>
    before.aspect === after.aspect &&
    before.colour === after.colour &&
    sameMarks(before.bundle.marks, after.bundle.marks),
);

/** Strokes that are being drawn, in a drawing of their own: the finished ones are not drawn again for them. */
function Growing({ model, marking, surface, aspect }: Omit<MarkLayerProps, "touched">) {
  const { own } = useStore(marking.state);
  const { participants, me } = useStore(model.state);
  const live = useStore(marking.live.state).filter((stroke) => stroke.surface === surface);
  const colour = (author: string) => {
    const person = participants.find(({ participant }) => participant === author);
    return person ? ROLE_COLOURS[person.role] : null;
  };
  return (
    <svg className="marks__drawing" viewBox={viewBoxOf(aspect)} aria-hidden="true" focusable="false">
      {live.map(({ author, tool, points }) => {
        const fill = colour(author);
        // Of somebody who has left, or has not been told of yet: nothing to show.
        return fill ? (
          <path
            key={author}
            className={`stroke stroke--${tool}`}
            data-testid={`live-${author}`}
            d={outlineOf(tool, points, aspect, false)}
            fill={fill}
          />
        ) : null;
      })}
      {own ? (
        <path
          className={`stroke stroke--${own.tool}`}
          data-testid="own-stroke"
          d={outlineOf(own.tool, own.points, aspect, false)}
          fill={colour(me) ?? undefined}
        />
      ) : null}
    </svg>
  );
}

interface PlacedProps {
  readonly mark: Mark;
  readonly name: string;
  readonly colour: string;
}

/** A note or a stamp. */
function Placed({ mark, name, colour }: PlacedProps) {
  const { t } = useTranslation("marks");
  const style = { ...placeOf(mark), borderColor: colour };
  const side = (mark.points[0] ?? 0) > 0.6 * GRID ? " placed--left" : "";
  if (mark.kind === "stamp" && mark.stamp) {
    return (
      <p className={`placed placed--stamp${side}`} style={{ ...style, color: colour }} data-testid="stamp">
        <StampSign stamp={mark.stamp} />
        <span>{t(`stamps.${mark.stamp}`)}</span>
        <span className="visually-hidden">, {name}</span>
      </p>
    );
  }
  return (
    <div className={`placed placed--note${side}`} style={style} role="note" data-testid="note">
      <p className="placed__name" style={{ backgroundColor: colour }}>
        {name}
      </p>
      <p className="placed__text" dir="auto">
        {mark.text}
      </p>
    </div>
  );
}

interface NamesProps {
  readonly marks: readonly Mark[];
  readonly touched: Mark | null;
  readonly people: People;
}

/** Whose strokes these are, in words: at the newest of each person, and at the one that is pointed at. */
function Names({ marks, touched, people }: NamesProps) {
  const newest = new Map<string, Mark>();
  for (const mark of marks)
    if (mark.kind === "pen" || mark.kind === "highlighter") newest.set(mark.author, mark);
  if (touched && (touched.kind === "pen" || touched.kind === "highlighter"))
    newest.set(touched.author, touched);
  return [...newest.values()].map((mark) => (
    <span
      key={mark.author}
      className="marks__name"
      aria-hidden="true"
      style={{ ...placeOf(mark), backgroundColor: people.colour(mark.author) }}
    >
      {people.role(mark.author)}
    </span>
  ));
}

/** What lies on the page, for those who do not see it; notes and stamps are read where they are. */
function Summary({ marks, people }: Omit<NamesProps, "touched">) {
  const { t } = useTranslation("marks");
  const counts = new Map<string, number>();
  for (const { kind, author } of marks) {
    if (kind === "pen" || kind === "highlighter") counts.set(author, (counts.get(author) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  return (
    <ul className="visually-hidden" aria-label={t("onThisPage")}>
      {[...counts].map(([author, count]) => (
        <li key={author}>{t("strokesOf", { name: people.name(author), count })}</li>
      ))}
    </ul>
  );
}

function placeOf({ points: [x = 0, y = 0] }: Mark) {
  return { left: `${(x / GRID) * 100}%`, top: `${(y / GRID) * 100}%` };
}
