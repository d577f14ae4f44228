// The keys of the expert's desk and what each does. Pure.

/**
 * What a key does.
 *
 * All but the list are pressed with Alt and Shift: single letters are what screen readers jump by (headings, links,
 * buttons), Alt or Control alone is the browser's, and Control with Alt writes characters on Nordic keyboards.
 */
export type KeyAction =
  | "list"
  | "availability"
  | "first"
  | "next"
  | "previous"
  | "write"
  | "microphone"
  | "camera"
  | "papers"
  | "notes"
  | "end";

export interface Key {
  readonly action: KeyAction;
  readonly place: "anywhere" | "desk" | "call";
  /** Where it is on the keyboard (W3C uievents-code): the same key whatever Alt makes of its letter. */
  readonly code: string;
  /** What is written on it, to be pressed with Alt and Shift; the list's is pressed alone. */
  readonly cap: string;
}

/** The key that lists all; the only one without Alt, so the only one that WCAG 2.1.4 speaks of. */
export const LIST_KEY = "?";

/** In the order of the list; docs/desk.md has the same. */
export const KEYS: readonly Key[] = [
  { action: "list", place: "anywhere", code: "", cap: LIST_KEY },
  { action: "availability", place: "desk", code: "KeyP", cap: "P" },
  { action: "first", place: "desk", code: "KeyO", cap: "O" },
  { action: "next", place: "desk", code: "ArrowDown", cap: "↓" },
  { action: "previous", place: "desk", code: "ArrowUp", cap: "↑" },
  { action: "write", place: "desk", code: "KeyW", cap: "W" },
  { action: "microphone", place: "call", code: "KeyM", cap: "M" },
  { action: "camera", place: "call", code: "KeyK", cap: "K" },
  { action: "papers", place: "call", code: "KeyD", cap: "D" },
  { action: "notes", place: "call", code: "KeyN", cap: "N" },
  { action: "end", place: "call", code: "KeyE", cap: "E" },
];

/** What is known of a key that goes down (W3C uievents, KeyboardEvent). */
export type Press = Pick<
  KeyboardEvent,
  | "key"
  | "code"
  | "altKey"
  | "shiftKey"
  | "ctrlKey"
  | "metaKey"
  | "repeat"
  | "isComposing"
  | "defaultPrevented"
>;

/** What this press asks for; null for everything that is somebody else's. `typing`: the focus is in a field. */
export function actionOf(press: Press, typing: boolean): KeyAction | null {
  if (typing || press.repeat || press.isComposing || press.defaultPrevented) return null;
  if (press.ctrlKey || press.metaKey) return null;
  if (!press.altKey) return press.key === LIST_KEY ? "list" : null;
  if (!press.shiftKey) return null;
  return KEYS.find(({ code }) => code !== "" && code === press.code)?.action ?? null;
}

/** Is this where people write or choose, so that keys are its own? */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable]:not([contenteditable=false])") !== null
  );
}
