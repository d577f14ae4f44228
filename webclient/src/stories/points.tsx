import type { ReactElement } from "react";
import { ApiError } from "../core/api";
import { EnrolPage } from "../point/EnrolPage";
import { DIRECTORY, idOf, TICKET, text } from "./people";
import { DEMO, done, FULL, LOST, point, TROUBLE } from "./seats";
import type { Step } from "./steps";

/** Services of the directory: nobody answers in the one now, the other is closed. */
const NOBODY = idOf(12);
const CLOSED = idOf(13);
/** Without a history no wait can be estimated. */
const UNKNOWN = {
  authorities: DIRECTORY.authorities.map((authority) => ({
    ...authority,
    services: authority.services.map((service) => ({ ...service, waits: [] })),
  })),
};
const inMinutes = (minutes: number) => Date.now() / 1000 + minutes * 60;
const refused = () => Promise.reject(new ApiError("unavailable", "network"));

/** The service point outside a consultation. */
export const POINT_STORIES: Record<string, ReactElement> = {
  "point/enrol": <EnrolPage onEnrol={done} />,
  "point/enrol-missing": <EnrolPage onEnrol={done} />,
  "point/enrol-wrong": <EnrolPage onEnrol={() => Promise.reject(new ApiError("refused"))} />,
  "point/revoked": <EnrolPage onEnrol={done} revoked />,
  "point/directory": point({}, DEMO),
  "point/directory-nobody": point({}),
  "point/search": point({}),
  "point/search-nothing": point({}),
  "point/call-failed": point({}, undefined, refused),
  "point/device-test": point({}),
  "point/empty": point({ directory: { authorities: [] } }),
  "point/opening": point({ phase: "opening", directory: null }),
  "point/failed": point({ phase: "failed", directory: null, error: new ApiError("unavailable", "network") }),
  "point/full": point({ phase: "opening", directory: null }, FULL),
  "point/line-down": point({}, LOST),
  "point/cancelled": point({ ticketClosed: "cancelled" }),
  "point/trouble": point({ ticketClosed: "closed" }, TROUBLE),
  "point/ticket": point({ ticket: TICKET }),
  "point/ticket-line-down": point({ ticket: TICKET }, LOST),
  "point/ticket-later": point({ ticket: { ...TICKET, place: 3 } }),
  "point/ticket-unknown": point({ ticket: TICKET, directory: UNKNOWN }),
  "point/ticket-nobody": point({ ticket: { ...TICKET, service: NOBODY, place: 2 } }),
  "point/ticket-late": point({ ticket: { ...TICKET, place: 3, closesAt: inMinutes(25) } }),
  "point/ticket-closing": point({ ticket: { ...TICKET, place: 3, closesAt: inMinutes(10) } }),
  "point/ticket-shut": point({ ticket: { ...TICKET, service: CLOSED } }),
  "point/ticket-message": point({
    ticket: { ...TICKET, message: { text: "Olen luonasi noin viiden minuutin kuluttua.", at: 0 } },
  }),
  "point/ticket-returned": point({ ticket: { ...TICKET, returned: true } }),
  "point/end": point({ ended: "ended" }),
  "point/other-left": point({ ended: "other_left" }),
  "point/dropped": point({ ended: "timeout" }),
};

const SEARCH = ".directory__search input";
/** What was found is told to those who do not see it when the typing has paused. */
const TOLD: Step = { see: ".directory__services > [role=status]:not(:empty)" };
/** The place in a queue shows the own picture as soon as the camera is open. */
const PICTURE: readonly Step[] = [{ see: ".devices video" }];

/** What happens before a page of the service point is as its name says. */
export const POINT_STEPS: Record<string, readonly Step[]> = {
  ...Object.fromEntries(
    Object.keys(POINT_STORIES)
      .filter((name) => name.startsWith("point/ticket"))
      .map((name) => [name, PICTURE]),
  ),
  "point/enrol-missing": [{ press: "form button[type=submit]" }],
  "point/enrol-wrong": [
    { type: ".point__code input", words: text("K7QM", "K7QM", "K7QM") },
    { press: "form button[type=submit]" },
    { see: "[role=alert]" },
  ],
  "point/directory-nobody": [
    { press: "li:nth-child(3) > button.authority" },
    { see: "li:nth-child(3) > button[aria-current]" },
  ],
  "point/search": [{ type: SEARCH, words: text("vuokra", "hyra", "rent") }, TOLD],
  "point/search-nothing": [{ type: SEARCH, words: text("avaruus", "rymden", "spacecraft") }, TOLD],
  "point/call-failed": [{ press: ".service__call" }, { see: "[role=alert]" }],
  "point/device-test": [{ press: "[data-testid=device-test]" }, { see: ".device-test__parts video" }],
};
