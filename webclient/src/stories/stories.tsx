import type { ReactElement } from "react";
import { ApiError } from "../core/api";
import { DemoView } from "../demo/DemoView";
import { FrontView } from "../front/FrontView";
import { NotFound } from "../front/NotFound";
import { EndedPage } from "../join/EndedPage";
import { JoinPage } from "../join/JoinPage";
import type { WayState } from "../nettest/model";
import { ROLES } from "./people";
import { POINT_STEPS, POINT_STORIES } from "./points";
import { ROOM_STEPS, ROOM_STORIES } from "./rooms";
import { devices, done, nettest, nothing } from "./seats";
import { STAFF_STEPS, STAFF_STORIES } from "./staff";
import type { Step } from "./steps";

const WAYS: readonly WayState[] = [
  {
    kind: "udp",
    targets: ["192.0.2.10:7000/udp", "[2001:db8::10]:7000/udp"],
    state: "closed",
    why: "silent",
  },
  { kind: "tcp", targets: ["192.0.2.10:7000/tcp", "[2001:db8::10]:7000/tcp"], state: "open", why: null },
  { kind: "turn-udp", targets: ["turn.example.fi:3478/udp"], state: "closed", why: "credential" },
  { kind: "turn-tcp", targets: ["turn.example.fi:3478/tcp"], state: "closed", why: "relay" },
  { kind: "turn-tls", targets: ["turn.example.fi:443/tcp"], state: "closed", why: "broken" },
];
const FIGURES = { lossUp: 0.001, lossDown: 0.042, jitterMs: 4, roundTripMs: 38, upBps: 2e6, downBps: 9e5 };

/** Every screen in its main states. */
export const STORIES: Record<string, ReactElement> = {
  front: <FrontView demo={false} />,
  "front/demo": <FrontView demo />,
  "front/not-found": <NotFound />,
  ...POINT_STORIES,
  ...STAFF_STORIES,
  ...ROOM_STORIES,
  join: <JoinPage code="" onJoin={done} />,
  "join/code": <JoinPage code="K7QM-2F9D" onJoin={done} />,
  "join/wrong": <JoinPage code="K7QM-2F9D" onJoin={() => Promise.reject(new ApiError("refused"))} />,
  "join/ended": <EndedPage reason="ended" />,
  "join/other-left": <EndedPage reason="other_left" />,
  "join/over": <EndedPage reason="over" onJoin={nothing} />,
  "join/advisor-away": <EndedPage reason="advisor_away" />,
  "join/given-back": <EndedPage reason="returned" />,
  "join/removed": <EndedPage reason="removed" />,
  nettest: nettest({}),
  "nettest/trying": nettest({
    phase: "trying",
    ways: WAYS.map((way, index) => (index < 2 ? way : { ...way, state: "trying", why: null })),
  }),
  "nettest/measuring": nettest({ phase: "measuring", ways: WAYS, measuring: "tcp" }),
  "nettest/done": nettest({
    phase: "done",
    ways: WAYS,
    result: {
      judgement: { verdict: "sound", limits: ["loss"] },
      measured: { kind: "tcp", figures: FIGURES },
      at: new Date(2026, 10, 22, 10, 0),
    },
  }),
  "nettest/closed": nettest({
    phase: "done",
    ways: WAYS.slice(0, 1),
    result: {
      judgement: { verdict: "nothing", limits: ["closed"] },
      measured: null,
      at: new Date(2026, 10, 22, 10, 0),
    },
  }),
  "nettest/unmeasured": nettest({
    phase: "done",
    ways: WAYS,
    result: {
      judgement: { verdict: "nothing", limits: ["unmeasured"] },
      measured: { kind: "tcp", figures: null },
      at: new Date(2026, 10, 22, 10, 0),
    },
  }),
  "nettest/refused": nettest({ phase: "failed", error: new ApiError("unauthenticated") }),
  demo: <DemoView roles={ROLES} failure={null} onEnter={done} />,
  "demo/none": <DemoView roles={null} failure={new ApiError("refused")} onEnter={done} />,
  "devices/denied": devices({ problem: "denied" }, { problem: "missing" }),
  "devices/unsupported": devices({ problem: "unsupported" }, { problem: "unsupported" }),
};

/** What happens before a screen is as its name says; nothing for most. */
export const STEPS: Record<string, readonly Step[]> = {
  ...POINT_STEPS,
  ...STAFF_STEPS,
  ...ROOM_STEPS,
  "join/wrong": [{ press: "form button[type=submit]" }, { see: "[role=alert]" }],
};
