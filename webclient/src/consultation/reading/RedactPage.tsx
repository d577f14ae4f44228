import "./reading.css";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../../core/consultation";
import type { PageImage } from "../../core/papers";
import type { RedactionBar } from "../../core/protocol";
import { Action } from "../../design/Action";
import { ErrorNotice } from "../../design/ErrorNotice";
import { useAction } from "../useAction";
import { barBetween, FIRST_BAR, MOST_BARS, moved, sized } from "./bars";
import { usePageMode } from "./pageMode";

const STEP = 0.01; // of the page, for one press of an arrow key

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

interface RedactPageProps {
  readonly model: ConsultationModel;
  readonly image: PageImage;
}

/** Bars over a page, drawn by finger or mouse or set by keys; what lies below them goes for good. */
export default function RedactPage({ model, image }: RedactPageProps) {
  const { t } = useTranslation("reading");
  const [bars, setBars] = useState<readonly RedactionBar[]>([]);
  const [asked, setAsked] = useState(false);
  const { run, busy, error } = useAction();
  const [, setMode] = usePageMode(model);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const change = (next: readonly RedactionBar[]) => {
    setAsked(false);
    setBars(next.slice(0, MOST_BARS));
  };
  // The buttons go with this: the keyboard stays with the papers.
  const papers = () => title.current?.closest<HTMLElement>("#papers");
  const leave = (to = papers()) => {
    setMode("picture");
    to?.focus();
  };
  const redact = async () => {
    const place = papers(); // the page may be made anew before the answer comes
    await model.papers.redact(image.paper, image.page, bars);
    leave(place);
  };
  return (
    <div className="redact" data-testid="redact-page">
      <h3 ref={title} tabIndex={-1}>
        {t("redactTitle", { page: image.page + 1 })}
      </h3>
      <p>{t("redactHelp")}</p>
      {error ? <ErrorNotice error={error} /> : null}
      <div className="redact__row">
        <Action
          variant="secondary"
          data-testid="redact-add"
          aria-disabled={bars.length >= MOST_BARS}
          onClick={() => change([...bars, FIRST_BAR])}
        >
          {t("addBar")}
        </Action>
        {asked ? null : (
          <Action
            data-testid="redact-ask"
            aria-disabled={bars.length === 0}
            onClick={() => setAsked(bars.length > 0)}
          >
            {t("redactBars", { count: bars.length })}
          </Action>
        )}
        <Action variant="secondaryNoBorder" data-testid="redact-cancel" onClick={() => leave()}>
          {t("cancel")}
        </Action>
      </div>
      {asked ? (
        <div className="redact__ask" role="alert">
          <p>{t("redactAsk")}</p>
          <Action data-testid="redact-confirm" aria-disabled={busy} onClick={() => run(redact)}>
            {t("redactConfirm")}
          </Action>
        </div>
      ) : null}
      <BarSheet image={image} bars={bars} onChange={change} />
    </div>
  );
}

interface BarSheetProps {
  readonly image: PageImage;
  readonly bars: readonly RedactionBar[];
  readonly onChange: (bars: readonly RedactionBar[]) => void;
}

interface Corners {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
}

function BarSheet({ image, bars, onChange }: BarSheetProps) {
  const { t } = useTranslation("reading");
  const [drawn, setDrawn] = useState<Corners | null>(null);
  const at = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const begin = (event: PointerEvent<HTMLElement>) => {
    if (event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrawn({ from: at(event), to: at(event) });
  };
  const end = () => {
    const bar = drawn && barBetween(drawn.from, drawn.to);
    setDrawn(null);
    if (bar) onChange([...bars, bar]);
  };
  const growing = drawn && barBetween(drawn.from, drawn.to);
  return (
    <div
      className="redact__sheet"
      data-testid="redact-sheet"
      onPointerDown={begin}
      onPointerMove={(event) => setDrawn((now) => now && { ...now, to: at(event) })}
      onPointerUp={end}
      onPointerCancel={() => setDrawn(null)}
    >
      <img src={image.url} alt={t("redactTitle", { page: image.page + 1 })} draggable={false} />
      {bars.map((bar, index) => (
        <Bar
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in the list
          key={index}
          bar={bar}
          label={t("bar", { number: index + 1 })}
          onChange={(next) => onChange(bars.flatMap((one, at) => (at === index ? (next ?? []) : one)))}
        />
      ))}
      {growing ? <span className="redact__bar redact__bar--growing" style={placeOf(growing)} /> : null}
    </div>
  );
}

interface BarProps {
  readonly bar: RedactionBar;
  readonly label: string;
  /** null: it is taken away. */
  readonly onChange: (bar: RedactionBar | null) => void;
}

/** A bar that arrow keys move, with shift make larger or smaller, and Delete takes away; a press too. */
function Bar({ bar, label, onChange }: BarProps) {
  const press = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (event.key === "Delete" || event.key === "Backspace") onChange(null);
    else if (arrow) onChange((event.shiftKey ? sized : moved)(bar, arrow[0], arrow[1]));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <button
      type="button"
      className="redact__bar"
      style={placeOf(bar)}
      aria-label={label}
      data-testid="redact-bar"
      onKeyDown={press}
      onDoubleClick={() => onChange(null)}
    />
  );
}

function placeOf({ left, top, width, height }: RedactionBar) {
  const percent = (share: number) => `${share * 100}%`;
  return { left: percent(left), top: percent(top), width: percent(width), height: percent(height) };
}
