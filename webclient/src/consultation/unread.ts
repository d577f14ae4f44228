import { useEffect, useState } from "react";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { type Mark, markOf, unreadSince } from "./conversation";

/** Up to where the text has been read, and how to move it there. */
export type ReadMark = readonly [Mark, (mark: Mark) => void];

/** The mark of one who has read what is there now. */
export function useReadMark(model: ConsultationModel): ReadMark {
  const { chat } = useStore(model.state);
  const { lines } = useStore(model.text.state);
  return useState(() => markOf(chat, lines));
}

/** How many lines of others are new; none while the text is open. */
export function useUnread(model: ConsultationModel, [read, setRead]: ReadMark, open: boolean): number {
  const { chat, me } = useStore(model.state);
  const { lines } = useStore(model.text.state);
  useEffect(() => {
    if (open) setRead(markOf(chat, lines));
  }, [open, chat, lines, setRead]);
  return open ? 0 : unreadSince(read, me, chat, lines);
}
