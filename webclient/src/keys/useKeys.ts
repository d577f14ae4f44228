import { useEffect, useRef } from "react";
import { KEYS_KEY } from "../core/reset";
import { Choice } from "../work/choice";
import { actionOf, isTyping, type KeyAction } from "./keys";

/** Whether the keys do anything: people who speak to their computer turn them off (WCAG 2.1.4). */
export const keysOn = new Choice(KEYS_KEY, true);

export type KeyDeeds = { readonly [action in KeyAction]?: () => void };

/** Does these deeds at their keys, while the component is there, the keys are on and no dialog is open. */
export function useKeys(deeds: KeyDeeds): void {
  const now = useRef(deeds);
  useEffect(() => {
    now.current = deeds;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!keysOn.state.get() || document.querySelector("dialog[open]")) return;
      const action = actionOf(event, isTyping(event.target));
      const deed = action ? now.current[action] : undefined;
      if (!deed) return;
      event.preventDefault(); // Alt alone would open the browser's menu
      deed();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
