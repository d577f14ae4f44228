import type { ReactElement, ReactNode } from "react";
import { AdminView } from "../admin/AdminView";
import { ApiError } from "../core/api";
import type { Device, DevicesState } from "../core/devices";
import type { DeskState } from "../core/seats/desk";
import type { InterpreterState } from "../core/seats/interpreter";
import type { PointState } from "../core/seats/point";
import { DemoView } from "../demo/DemoView";
import { DevicePanel } from "../design/DevicePanel";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { DeskView } from "../desk/DeskView";
import { FrontView } from "../front/FrontView";
import { NotFound } from "../front/NotFound";
import { InterpreterView } from "../interpreter/InterpreterView";
import { EndedPage } from "../join/EndedPage";
import { JoinPage } from "../join/JoinPage";
import type { TestState, WayState } from "../nettest/model";
import { NetTestView } from "../nettest/NetTestView";
import { EnrolPage } from "../point/EnrolPage";
import { PointView } from "../point/PointView";
import { SeatBanners } from "../signin/SeatBanners";
import { SignInView } from "../signin/StaffSeat";
import {
  COORDINATOR,
  DIRECTORY,
  EXPERT,
  INTERPRETER,
  RINGING,
  ROLES,
  SOINI,
  TICKET,
  WAITING,
} from "./people";
import { RoomStory } from "./room";

const SEAT = {
  phase: "ready",
  error: null,
  over: null,
  consultation: null,
  ended: null,
  drainingSeconds: null,
} as const;
const nothing = () => {};
const done = async () => {};

function point(state: Partial<PointState>, banners?: ReactNode): ReactElement {
  const all: PointState = {
    ...SEAT,
    name: SOINI,
    directory: DIRECTORY,
    ticket: null,
    ticketClosed: null,
    ...state,
  };
  return (
    <PointView
      state={all}
      label={SOINI}
      banners={banners}
      onCall={done}
      onCancel={done}
      onRestart={nothing}
      onRead={nothing}
    />
  );
}

function desk(state: Partial<DeskState>, banners?: ReactNode): ReactElement {
  const services = DIRECTORY.authorities[0]?.services ?? [];
  const all: DeskState = {
    ...SEAT,
    name: EXPERT.label,
    authorityName: EXPERT.authority,
    availability: "available",
    services: services.map(({ service, name }) => ({ service, name, feed: service, version: 0 })),
    waiting: [],
    accepting: null,
    ...state,
  };
  return (
    <DeskView
      state={all}
      me={EXPERT}
      banners={banners}
      onSignOut={nothing}
      onAvailability={done}
      onAccept={done}
    />
  );
}

function interpreter(state: Partial<InterpreterState>): ReactElement {
  const all: InterpreterState = {
    ...SEAT,
    name: "Tulkki-ar-01",
    languages: ["ar", "fi"],
    languagesOn: ["ar"],
    availability: "available",
    ringing: [],
    answering: null,
    ...state,
  };
  return (
    <InterpreterView
      state={all}
      me={INTERPRETER}
      onSignOut={nothing}
      onAvailability={done}
      onLanguage={done}
      onAnswer={done}
      onDecline={done}
    />
  );
}

function signIn(over: "expired" | null): ReactElement {
  return (
    <SignInView seat="desk" asking={false} over={over} failure={null} onRetry={nothing} onSignIn={done} />
  );
}

function devices(camera: Partial<Device>, microphone: Partial<Device>): ReactElement {
  const device: Device = {
    track: null,
    on: true,
    problem: null,
    interrupted: false,
    choices: [],
    chosen: null,
  };
  const state: DevicesState = {
    phase: "ready",
    camera: { ...device, ...camera },
    microphone: { ...device, ...microphone },
  };
  return (
    <PageFrame title="" large tinted>
      <PageHeading>Kamera ja ääni</PageHeading>
      <div className="card">
        <DevicePanel devices={state} level={0.4} onRetry={nothing} />
      </div>
    </PageFrame>
  );
}

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

function nettest(state: Partial<TestState>): ReactElement {
  const all: TestState = { phase: "idle", ways: [], measuring: null, result: null, error: null, ...state };
  return (
    <NetTestView state={all} server="https://etaluukku.example.fi" able onStart={nothing} onPrint={nothing} />
  );
}

const TROUBLE = <SeatBanners link="down" drainingSeconds={590} demo />;
const FULL = <SeatBanners link="full" drainingSeconds={null} demo={false} />;
const DEMO = <SeatBanners link="up" drainingSeconds={null} demo />;
const ADMIN = {
  me: COORDINATOR,
  readAt: 1_790_000_000,
  failure: null,
  banners: DEMO,
  onSignOut: nothing,
  onRefresh: nothing,
} as const;

/** Every screen in its main states. */
export const STORIES: Record<string, ReactElement> = {
  front: <FrontView demo={false} />,
  "front/demo": <FrontView demo />,
  "front/not-found": <NotFound />,
  "point/enrol": <EnrolPage onEnrol={done} />,
  "point/revoked": <EnrolPage onEnrol={done} revoked />,
  "point/directory": point({}, DEMO),
  "point/empty": point({ directory: { authorities: [] } }),
  "point/opening": point({ phase: "opening", directory: null }),
  "point/failed": point({ phase: "failed", directory: null, error: new ApiError("unavailable", "network") }),
  "point/full": point({ phase: "opening" }, FULL),
  "point/cancelled": point({ ticketClosed: "cancelled" }),
  "point/trouble": point({ ticketClosed: "closed" }, TROUBLE),
  "point/ticket": point({ ticket: TICKET }),
  "point/ticket-later": point({ ticket: { ...TICKET, place: 3 } }),
  "point/end": point({ ended: "ended" }),
  "point/dropped": point({ ended: "timeout" }),
  "desk/sign-in": signIn(null),
  "desk/expired": signIn("expired"),
  "desk/away": desk({ availability: "away" }),
  "desk/empty": desk({}, DEMO),
  "desk/waiting": desk({ waiting: WAITING }, DEMO),
  "desk/accepting": desk({ waiting: WAITING, accepting: WAITING[0]?.ticket ?? null }, TROUBLE),
  "desk/ended": desk({ ended: "ended" }),
  "room/alone": <RoomStory others={0} />,
  "room/2": <RoomStory others={1} />,
  "room/5": <RoomStory others={4} />,
  "room/8": <RoomStory others={7} />,
  "room/8-desk": <RoomStory others={7} desk />,
  "room/8-screen-paper": <RoomStory others={7} desk shared paper />,
  "room/3-screen": <RoomStory others={2} shared />,
  "room/25": <RoomStory others={24} desk />,
  "interpreter/empty": interpreter({}),
  "interpreter/away": interpreter({ availability: "away" }),
  "interpreter/ringing": interpreter({ ringing: [RINGING] }),
  "interpreter/ended": interpreter({ ended: "left" }),
  join: <JoinPage code="" onJoin={done} />,
  "join/code": <JoinPage code="K7QM-2F9D" onJoin={done} />,
  "join/ended": <EndedPage reason="ended" />,
  "join/other-left": <EndedPage reason="other_left" />,
  "join/over": <EndedPage reason="over" onJoin={nothing} />,
  "join/removed": <EndedPage reason="removed" />,
  admin: <AdminView {...ADMIN} directory={DIRECTORY} />,
  "admin/authority": (
    <AdminView
      {...ADMIN}
      me={{ ...COORDINATOR, role: "authority_admin", authority: EXPERT.authority }}
      directory={DIRECTORY}
    />
  ),
  "admin/technical": (
    <AdminView {...ADMIN} me={{ ...COORDINATOR, role: "system_admin" }} directory={DIRECTORY} />
  ),
  "admin/failed": <AdminView {...ADMIN} directory={null} failure={new ApiError("refused")} />,
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
};
