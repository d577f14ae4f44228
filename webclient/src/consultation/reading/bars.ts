import type { RedactionBar } from "../../core/protocol";

/** Most bars of one redaction, as the protocol has it. */
export const MOST_BARS = 100;

/** Smallest side of a bar, as a share of the page: less is a slip of the hand. */
const LEAST = 0.005;

/** Where a bar begins that is made by keyboard: a line of text near the middle of the page. */
export const FIRST_BAR: RedactionBar = { left: 0.25, top: 0.45, width: 0.5, height: 0.025 };

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The bar between two corners, or null where it is too small to be meant. */
export function barBetween(one: Point, other: Point): RedactionBar | null {
  const left = within(Math.min(one.x, other.x));
  const top = within(Math.min(one.y, other.y));
  const width = within(Math.max(one.x, other.x)) - left;
  const height = within(Math.max(one.y, other.y)) - top;
  return width < LEAST || height < LEAST ? null : { left, top, width, height };
}

/** The bar moved by shares of the page, all of it on the page. */
export function moved(bar: RedactionBar, right: number, down: number): RedactionBar {
  const left = Math.min(Math.max(0, bar.left + right), 1 - bar.width);
  const top = Math.min(Math.max(0, bar.top + down), 1 - bar.height);
  return { ...bar, left, top };
}

/** The bar with another size, its upper left corner where it was. */
export function sized(bar: RedactionBar, wider: number, higher: number): RedactionBar {
  const width = Math.min(Math.max(LEAST, bar.width + wider), 1 - bar.left);
  const height = Math.min(Math.max(LEAST, bar.height + higher), 1 - bar.top);
  return { ...bar, width, height };
}

function within(value: number): number {
  return Math.min(1, Math.max(0, value));
}
