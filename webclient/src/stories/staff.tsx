import type { ReactElement } from "react";
import { PointsCard } from "../admin/PointsCard";
import { ApiError } from "../core/api";
import { COORDINATOR, EXPERT, idOf, POINTS, RINGING, WAITING } from "./people";
import { admin, DEMO, desk, interpreter, LOST, nothing, signIn, TROUBLE } from "./seats";
import type { Step } from "./steps";

const FAILED = { phase: "failed", error: new ApiError("unavailable", "network") } as const;
const OPENING = { phase: "opening" } as const;
const SECOND = { ...RINGING, call: idOf(201), language: "so" };

/** The desk, the interpreter and the administration outside a consultation. */
export const STAFF_STORIES: Record<string, ReactElement> = {
  "desk/sign-in": signIn(null),
  "desk/sign-in-missing": signIn(null),
  "desk/sign-in-failed": signIn(null, new ApiError("unavailable", "network")),
  "desk/expired": signIn("expired"),
  "desk/opening": desk(OPENING),
  "desk/failed": desk(FAILED),
  "desk/line-down": desk({ waiting: WAITING }, LOST),
  "desk/away": desk({ availability: "away" }),
  "desk/away-waiting": desk({ availability: "away", waiting: WAITING }),
  "desk/missed": desk({
    availability: "away",
    awayBecause: "not_appeared",
    ended: "not_appeared",
    waiting: WAITING.map((one, index) => ({ ...one, returned: index === 0 })),
  }),
  "desk/empty": desk({}, DEMO),
  "desk/waiting": desk({ waiting: WAITING }, DEMO),
  "desk/writing": desk({ waiting: WAITING }),
  "desk/keys": desk({ waiting: WAITING }),
  "desk/accepting": desk({ waiting: WAITING, accepting: WAITING[0]?.ticket ?? null }, TROUBLE),
  "desk/ended": desk({ ended: "ended" }),
  "desk/given-back": desk({ ended: "returned", waiting: WAITING }),
  "interpreter/sign-in": signIn(null, null, "interpreter"),
  "interpreter/opening": interpreter(OPENING),
  "interpreter/failed": interpreter(FAILED),
  "interpreter/empty": interpreter({}),
  "interpreter/away": interpreter({ availability: "away" }),
  "interpreter/ringing": interpreter({ ringing: [RINGING] }),
  "interpreter/ringing-two": interpreter({ ringing: [RINGING, SECOND], languagesOn: ["ar", "so"] }),
  "interpreter/answering": interpreter({ ringing: [RINGING], answering: RINGING.call }),
  "interpreter/line-down": interpreter({}, LOST),
  "interpreter/ended": interpreter({ ended: "left" }),
  "admin/sign-in": signIn(null, null, "admin"),
  admin: admin({}),
  "admin/points": admin({ points: <PointsCard points={POINTS} failure={null} onRefresh={nothing} /> }),
  "admin/authority": admin({ me: { ...COORDINATOR, role: "authority_admin", authority: EXPERT.authority } }),
  "admin/technical": admin({ me: { ...COORDINATOR, role: "system_admin" } }),
  "admin/opening": admin({ directory: null }),
  "admin/empty": admin({ directory: { authorities: [] } }),
  "admin/failed": admin({ directory: null, failure: new ApiError("refused") }),
};

/** What happens before a page of staff is as its name says. */
export const STAFF_STEPS: Record<string, readonly Step[]> = {
  "desk/sign-in-missing": [{ press: "form button[type=submit]" }],
  "desk/writing": [{ press: ".call--first .write-to button" }, { see: ".write-to__form textarea" }],
  "desk/keys": [{ press: "[data-testid=show-keys]" }, { see: "dialog[open]" }],
};
