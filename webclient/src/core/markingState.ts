// What one sees of the marks of the shown page, and has in the hand.
import type { Mark } from "./marks";
import type { Shown } from "./papers";
import type { StampName } from "./protocol";

export type Tool = "pen" | "highlighter" | "note" | "stamp" | "eraser";

export interface MarkingState {
  /** The tool in the hand; null: one only points. */
  readonly tool: Tool | null;
  readonly stamp: StampName;
  /** Where the note goes that is being written. */
  readonly noteAt: readonly number[] | null;
  /** The page whose marks these are. */
  readonly shown: Shown | null;
  /** What lies on it, the lowest first; own ones too that the server has not acknowledged yet. */
  readonly marks: readonly Mark[];
  /** The marks of the page are still on their way. */
  readonly coming: boolean;
  /** The own stroke while it is drawn. */
  readonly own: { readonly tool: "pen" | "highlighter"; readonly points: readonly number[] } | null;
  /** Why the last deed was not done, or the marks could not be had. */
  readonly error: unknown;
}

export const EMPTY: MarkingState = {
  tool: null,
  stamp: "check",
  noteAt: null,
  shown: null,
  marks: [],
  coming: false,
  own: null,
  error: null,
};

/** One mark that another has made or taken away. */
export interface MarkNews {
  readonly author: string;
  readonly added: boolean;
  /** Of a note. */
  readonly text: string | null;
}
