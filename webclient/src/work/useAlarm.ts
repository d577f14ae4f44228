import { useEffect, useState } from "react";
import { Alarm } from "./alarm";

const RING_EVERY_MS = 6_000; // often enough to be noticed in the next room, seldom enough to talk meanwhile
const TITLE_EVERY_MS = 1_000;

export interface AlarmControls {
  readonly on: boolean;
  readonly unlocked: boolean;
  readonly setOn: (on: boolean) => void;
  readonly tryNow: () => void;
}

/**
 * Calls a person whose eyes are on another program: sound, and the title of the window.
 *
 * `calls`: ids of what waits; a new one rings at once. `title`: shown in turn with the page's own while
 * anything waits.
 */
export function useAlarm(calls: readonly string[], title: string): AlarmControls {
  const [alarm] = useState(() => new Alarm());
  const [on, setOn] = useState(true);
  const [unlocked, setUnlocked] = useState(false);
  const newest = calls.join(" ");

  useEffect(() => {
    const unlock = () => void alarm.unlock().then(() => setUnlocked(alarm.unlocked));
    // Somebody who has pressed something before (signed in, ended a call) need not do so again.
    if (navigator.userActivation?.hasBeenActive) unlock();
    window.addEventListener("pointerdown", unlock);
    window.addEventListener("keydown", unlock);
    return () => {
      window.removeEventListener("pointerdown", unlock);
      window.removeEventListener("keydown", unlock);
      alarm.close();
    };
  }, [alarm]);

  useEffect(() => {
    if (!on || newest === "") return;
    alarm.ring();
    const timer = setInterval(() => alarm.ring(), RING_EVERY_MS);
    return () => clearInterval(timer);
  }, [alarm, on, newest]);

  useTitleAlert(newest === "" ? null : title);
  return { on, unlocked, setOn, tryNow: () => void alarm.unlock().then(() => alarm.ring()) };
}

/** Shows `alert` and the page's own title in turn; null gives the own one back. */
function useTitleAlert(alert: string | null): void {
  useEffect(() => {
    if (!alert) return;
    const own = document.title;
    document.title = alert;
    const timer = setInterval(() => {
      document.title = document.title === alert ? own : alert;
    }, TITLE_EVERY_MS);
    return () => {
      clearInterval(timer);
      document.title = own;
    };
  }, [alert]);
}
