import type { ReactElement } from "react";
import { RoomStory, type Scene } from "./room";
import type { Step } from "./steps";

interface Told extends Scene {
  /** What is pressed once the room is drawn. */
  readonly press?: readonly string[];
  /** What is there when it is drawn, where that is not the room. */
  readonly see?: string;
}

const PANELS = ["chat", "notes", "identity", "chair", "invite", "interpreter", "settings", "share"] as const;

const ROOMS: Record<string, Told> = {
  alone: { others: 0 },
  "2": { others: 1 },
  "3": { others: 2 },
  "4": { others: 3 },
  "5": { others: 4 },
  "8": { others: 7 },
  "2-paper": { others: 1, paper: true },
  "2-marked": { others: 1, paper: "marked" },
  "2-paper-permit": { others: 1, paper: true, out: "asked" },
  "2-paper-confidential": { others: 1, paper: true, out: "confidential" },
  "2-paper-broken": { others: 1, paper: "broken" },
  "advisor-away": { others: 1, advisor: "away" },
  "client-3": { others: 2, advisor: "away" },
  "client-screen": { others: 1, advisor: "away", shared: true },
  "client-paper": { others: 1, advisor: "away", paper: true },
  "client-paper-permit": { others: 1, advisor: "away", paper: true, out: "asked" },
  "client-text": {
    others: 2,
    advisor: "away",
    typing: true,
    paper: true,
    press: ["#tool-chat"],
    see: "#panel-chat",
  },
  "client-end": { others: 1, advisor: "away", press: ["#client-end"] },
  "advisor-waits": { others: 1, advisor: "asking", paper: true },
  "advisor-asks": { others: 1, advisor: "asking", as: "expert" },
  muted: { others: 2, muted: true },
  "identity-shown": { others: 1, identity: "shown" },
  "line-connecting-again": { others: 1, line: "lost" },
  "line-down": { others: 1, line: "down" },
  "line-full": { others: 1, line: "full" },
  "line-thin": { others: 2, line: "thin" },
  "end-asked": { others: 1, press: ["#tool-leave"] },
  opening: { others: 0, opens: "later", see: ".loading" },
  failed: { others: 0, opens: "never", see: "[role=alert]" },
  elsewhere: { others: 0, opens: "elsewhere", see: "[data-testid=continue-here]" },
  lobby: { others: 0, as: "guest", lobby: "own", see: ".lobby" },
  "lobby-interpreter": { others: 0, as: "interpreter", lobby: "own", see: ".lobby" },
  guest: { others: 2, as: "guest" },
  "guest-paper": { others: 2, as: "guest", paper: true },
  interpreter: { others: 2, as: "interpreter" },
  "interpreter-paper": { others: 3, as: "interpreter", paper: true },
  "2-desk": { others: 1, as: "expert" },
  "3-desk": { others: 2, as: "expert" },
  "4-desk": { others: 3, as: "expert" },
  "5-desk": { others: 4, as: "expert" },
  "8-desk": { others: 7, as: "expert" },
  "desk-knock": { others: 2, as: "expert", lobby: "knocking" },
  "desk-marked": { others: 2, as: "expert", paper: "marked" },
  "desk-paper-out": {
    others: 1,
    as: "expert",
    paper: true,
    out: "waiting",
    press: ["[data-testid=paper-menu]"],
    see: "[role=menu]",
  },
  "desk-paper-handed-over": { others: 1, as: "expert", paper: true, out: "delivered" },
  "desk-paper": { others: 1, as: "expert", paper: true },
  "desk-identity-shown": { others: 1, as: "expert", identity: "shown" },
  "desk-identified": { others: 1, as: "expert", identity: "recorded" },
  "desk-interpreter-ringing": { others: 1, as: "expert", interpreter: "ringing" },
  "desk-interpreter-nobody": { others: 1, as: "expert", interpreter: "nobody" },
  "desk-invited": {
    others: 1,
    as: "expert",
    press: ["#tool-invite", "[data-testid=make-guest-link]"],
    see: "#panel-invite",
  },
  "desk-end-asked": { others: 1, as: "expert", press: ["#tool-end"] },
  ...Object.fromEntries(
    PANELS.map((panel) => [
      `desk-${panel}`,
      { others: 1, as: "expert", chat: panel === "chat", press: [`#tool-${panel}`] } satisfies Told,
    ]),
  ),
  "8-screen-paper": { others: 7, as: "expert", shared: true, paper: true },
  "3-screen": { others: 2, shared: true },
  "3-text": { others: 2, typing: true, press: ["#tool-chat"] },
  "3-chat": { others: 2, chat: true, press: ["#tool-chat"] },
  "3-signing": { others: 2, signing: true, as: "expert" },
  "8-signing-paper": { others: 7, signing: true, paper: true },
  "25": { others: 24, as: "expert" },
};

/** The consultation, by the number of the others and by what goes on. */
export const ROOM_STORIES: Record<string, ReactElement> = Object.fromEntries(
  Object.entries(ROOMS).map(([name, scene]) => [`room/${name}`, <RoomStory key={name} scene={scene} />]),
);

/** What happens before a room is as its name says. */
export const ROOM_STEPS: Record<string, readonly Step[]> = Object.fromEntries(
  Object.entries(ROOMS).map(([name, { press = [], see = ".room" }]) => [
    `room/${name}`,
    [
      ...(press.length > 0 ? [{ see: ".room" }] : []),
      ...press.map((what) => ({ press: what, unless: `${what}[aria-expanded="true"]` })),
      { see },
    ],
  ]),
);
