// What is done to a story before it is as its name says; in a browser alone.
import type { LocalText } from "../core/protocol";
import type { Language } from "../core/types";

/** Each waits until what it names is there. */
export type Step =
  | { readonly see: string }
  /** Not pressed while this is there: what is open already is not closed. */
  | { readonly press: string; readonly unless?: string }
  | { readonly type: string; readonly words: LocalText };

/** A machine that does much else is slow; what has not come by then does not come. */
const DEADLINE_MS = 20_000;
/** So long nothing changes when a story is drawn: pictures of others and their names come one after the other. */
const STILL_MS = 250;

/** Does the steps one after the other, and resolves when the screen stands still and its pictures show something. */
export async function play(steps: readonly Step[], language: Language): Promise<void> {
  await there("#root > *");
  await document.fonts.ready;
  for (const step of steps) await does(step, language);
  if (steps.length > 0) await still();
}

async function does(step: Step, language: Language): Promise<void> {
  if ("see" in step) await there(step.see);
  else if ("press" in step) await press(step.press, step.unless);
  else write(await there(step.type), step.words[language]);
}

async function press(what: string, unless: string | undefined): Promise<void> {
  const button = await there(what);
  if (unless === undefined || !document.querySelector(unless)) button.click();
}

/** As a person types: React hears of a value by the event alone. */
function write(field: HTMLElement, words: string): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
    throw new Error(`${field.tagName} is no field to type in`);
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, words);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function there(selector: string): Promise<HTMLElement> {
  return until(`${selector} is there`, () => document.querySelector<HTMLElement>(selector));
}

function still(): Promise<true> {
  let before = "";
  let since = performance.now();
  return until("nothing changes", () => {
    const now = `${document.querySelectorAll("*").length} ${document.body.textContent}`;
    if (now !== before) since = performance.now();
    before = now;
    const shown = [...document.querySelectorAll("video")].every(({ readyState }) => readyState >= 2);
    return shown && performance.now() - since >= STILL_MS ? true : null;
  });
}

async function until<T>(what: string, found: () => T | null): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  while (performance.now() < deadline) {
    const now = found();
    if (now !== null) return now;
    await new Promise(requestAnimationFrame);
  }
  throw new Error(`the story waits in vain until ${what}`);
}
