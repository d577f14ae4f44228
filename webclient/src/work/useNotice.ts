import { useEffect, useRef, useState } from "react";
import { useStore } from "../core/store";
import { DesktopNotice, type NoticeState } from "./notice";

export interface NoticeControls {
  readonly state: NoticeState;
  readonly setOn: (on: boolean) => Promise<void>;
}

/** Somebody who waits, as a notification tells it: no more than the list on the screen shows. */
export interface Waits {
  readonly id: string;
  readonly words: string;
}

/** Tells a person who looks at another program of each new one that waits, until the page is looked at again. */
export function useNotice(waiting: readonly Waits[], title: string): NoticeControls {
  const [notice] = useState(() => new DesktopNotice());
  const known = useRef<ReadonlySet<string>>(new Set());
  /** Of whom the last one told. */
  const told = useRef("");
  const state = useStore(notice.state);

  useEffect(() => {
    const fresh = waiting.filter(({ id }) => !known.current.has(id));
    known.current = new Set(waiting.map(({ id }) => id));
    const newest = fresh.at(-1);
    if (!known.current.has(told.current)) notice.close();
    if (newest && (document.hidden || !document.hasFocus())) {
      told.current = newest.id;
      notice.show(title, newest.words);
    }
  }, [notice, waiting, title]);

  useEffect(() => {
    const close = () => notice.close();
    window.addEventListener("focus", close);
    return () => {
      window.removeEventListener("focus", close);
      close();
    };
  }, [notice]);

  return { state, setOn: (on) => notice.set(on) };
}
