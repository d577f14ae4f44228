import { type KeyboardEvent, lazy, type PointerEvent, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import type { PaperEntry } from "../core/protocol";
import { useStore } from "../core/store";
import { surfaceOf } from "../core/volatile";
import { ErrorNotice } from "../design/ErrorNotice";
import { MarkLayer } from "./marks/MarkLayer";
import { markingOf } from "./marks/markingOf";
import { useDrawing } from "./marks/useDrawing";
import { OwnMark, Pointers } from "./Pointers";
import { usePageMode } from "./reading/pageMode";

const PageText = lazy(() => import("./reading/PageText"));
const RedactPage = lazy(() => import("./reading/RedactPage"));

/** 1: the whole page in view. 2: as wide as the place, to be read. 3 and 4: larger than that. */
export const SIZES = [1, 2, 3, 4] as const;
export type PageSize = (typeof SIZES)[number];

const STEP = 0.02; // of the page, for one press of an arrow key
const LONG_STEP = 0.1; // with shift

/** Height by width of a page that is not drawn yet: A4. */
const A4 = Math.SQRT2;

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface PageViewProps {
  readonly model: ConsultationModel;
  readonly paper: PaperEntry;
  /** From 0. */
  readonly page: number;
  readonly size: PageSize;
}

/** The page that everybody sees, and where everybody points on it. */
export function PageView({ model, paper, page, size }: PageViewProps) {
  const { t } = useTranslation("consultation");
  const { image, imageError } = useStore(model.papers.state);
  const shown = image?.paper === paper.paper ? image : null;
  const behind = shown?.page !== page;
  const [mode] = usePageMode(model);
  const other = shown && !behind && mode !== "picture";
  const view = useRef<HTMLDivElement>(null);
  const [aspect, setAspect] = useState(A4);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new page is read from its top
  useEffect(() => {
    // Not returned: newer browsers give a promise here, and React would call it as a clean-up.
    view.current?.scrollTo(0, 0);
  }, [shown?.paper, shown?.page]);
  return (
    <div ref={view} className="page-view" data-size={size}>
      {imageError ? (
        <ErrorNotice
          error={imageError}
          sentence={t("papers.pageFailed")}
          onRetry={() => model.papers.showAgain()}
        />
      ) : null}
      {behind && !imageError ? (
        <p className="page-view__coming" role="status">
          {t("papers.pageLoading", { page: page + 1 })}
        </p>
      ) : null}
      {other ? (
        <Suspense fallback={null}>
          {mode === "text" ? <PageText image={shown} name={paper.name} /> : null}
          {mode === "redact" ? <RedactPage key={shown.url} model={model} image={shown} /> : null}
        </Suspense>
      ) : null}
      {shown && !other ? (
        <Sheet
          key={`${shown.paper}:${shown.page}`}
          model={model}
          paper={shown.paper}
          page={shown.page}
          aspect={aspect}
          ready={!behind}
        >
          <img
            className={behind ? "sheet__image sheet__image--behind" : "sheet__image"}
            src={shown.url}
            alt={t("papers.page", { name: paper.name, page: shown.page + 1 })}
            draggable={false}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
              if (width > 0) setAspect(height / width);
            }}
            data-testid="page-image"
            data-paper={shown.paper}
            data-page={shown.page}
          />
        </Sheet>
      ) : null}
      {shown && !behind && !other && shown.text ? <p className="visually-hidden">{shown.text}</p> : null}
    </div>
  );
}

interface SheetProps {
  readonly model: ConsultationModel;
  readonly paper: string;
  readonly page: number;
  /** Height by width. */
  readonly aspect: number;
  /** It is the page that is shown, not one that still stands in its place. */
  readonly ready: boolean;
  readonly children: React.ReactNode;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const MIDDLE: Point = { x: 0.5, y: 0.5 };

/** The surface of a page: mouse, finger and arrow keys move the own pointer, or the tool in the hand (F-36). */
function Sheet({ model, paper, page, aspect, ready, children }: SheetProps) {
  const { volatile, state } = model;
  const { t } = useTranslation("consultation");
  const { participants, me } = useStore(state);
  const surface = surfaceOf(paper, page);
  const marking = markingOf(model);
  const drawing = useDrawing(model, marking, aspect, ready);
  useEffect(() => {
    marking.show({ paper, page });
    return () => marking.cancel();
  }, [marking, paper, page]);
  const own = participants.find(({ participant }) => participant === me);
  const [byKeys, setByKeys] = useState<Point | null>(null);
  useEffect(() => () => volatile.unpoint(), [volatile]);

  const follow = (event: PointerEvent<HTMLElement>) => {
    if (drawing.move(event)) return;
    const box = event.currentTarget.getBoundingClientRect();
    setByKeys(null);
    volatile.point(surface, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  const hide = () => {
    setByKeys(null);
    volatile.unpoint();
  };
  const press = (event: KeyboardEvent) => {
    if (drawing.press(event, byKeys ?? MIDDLE)) return;
    if (event.key === "Escape" && byKeys) return hide();
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const step = event.shiftKey ? LONG_STEP : STEP;
    const from = byKeys ?? MIDDLE;
    const to = { x: within(from.x + arrow[0] * step), y: within(from.y + arrow[1] * step) };
    setByKeys(to);
    drawing.moved(to);
    volatile.point(surface, to.x, to.y);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a place to point at, which no element of HTML is
    <div
      className="sheet"
      role="group"
      aria-label={t("papers.pointHelp")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the pointer here
      tabIndex={0}
      onPointerMove={follow}
      onPointerDown={(event) => {
        setByKeys(null);
        if (!drawing.down(event)) follow(event);
      }}
      onPointerUp={drawing.up}
      onPointerCancel={drawing.cancel}
      data-tool={drawing.tool ?? undefined}
      onPointerLeave={({ pointerType }) => {
        // A finger that is lifted leaves its mark where it was: lifting is not pointing elsewhere.
        if (pointerType === "mouse") hide();
      }}
      onKeyDown={press}
      onBlur={() => {
        if (byKeys) hide();
      }}
    >
      {children}
      <MarkLayer
        model={model}
        marking={marking}
        surface={surface}
        aspect={aspect}
        touched={drawing.touched}
      />
      <Pointers volatile={volatile} surface={surface} participants={participants} />
      {byKeys && own ? <OwnMark place={byKeys} role={own.role} /> : null}
    </div>
  );
}

function within(value: number): number {
  return Math.min(1, Math.max(0, value));
}
