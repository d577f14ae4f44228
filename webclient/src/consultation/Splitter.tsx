import type { CSSProperties, KeyboardEvent, PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { type Arrangement, BOUNDS, type SizeName } from "../core/arrangement";
import { useStore } from "../core/store";
import type { Divider } from "./layout";

interface SplitterProps {
  readonly pictures: Arrangement;
  readonly name: SizeName;
  /** What it stands between, in words. */
  readonly label: string;
  readonly axis: Divider["axis"];
  /** What 100 percent are along the axis (px), from the beginning of the element around it. */
  readonly length: number;
  /** Where it lies in that element; else the style sheet says so by its name. */
  readonly style?: CSSProperties;
}

const KEYS: Record<string, 1 | -1> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The line between pictures: arrow keys or a drag make one side larger (WAI-ARIA, window splitter). */
export function Splitter({ pictures, name, label, axis, length, style }: SplitterProps) {
  const { t } = useTranslation("consultation");
  const value = useStore(pictures.state)[name];
  const { least, most } = BOUNDS[name];
  const press = (event: KeyboardEvent) => {
    const direction = KEYS[event.key];
    if (direction) pictures.step(name, direction);
    else if (event.key === "Home") pictures.resize(name, least);
    else if (event.key === "End") pictures.resize(name, most);
    else return;
    event.preventDefault();
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const around = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!around || length <= 0) return;
    const along = axis === "x" ? event.clientX - around.left : event.clientY - around.top;
    pictures.resize(name, (100 * along) / length);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved
    <div
      role="separator"
      className={`splitter splitter--${name}`}
      data-testid={`splitter-${name}`}
      data-axis={axis}
      style={style}
      aria-label={label}
      aria-orientation={axis === "x" ? "vertical" : "horizontal"}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={value}
      aria-valuetext={t("pictures.percent", { percent: value })}
      tabIndex={0}
      onKeyDown={press}
      onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
      onPointerMove={drag}
    />
  );
}

/** The place of a line among the pictures. */
export function styleOf({ axis, at, from, to }: Divider): CSSProperties {
  return axis === "x"
    ? { left: at, top: from, height: to - from }
    : { top: at, left: from, width: to - from };
}
