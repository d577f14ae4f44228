// The pages of the seats, each with what a story does not tell.
import type { ReactElement, ReactNode } from "react";
import { AdminView } from "../admin/AdminView";
import type { Device, DevicesState } from "../core/devices";
import type { DeskState } from "../core/seats/desk";
import type { InterpreterState } from "../core/seats/interpreter";
import type { PointState } from "../core/seats/point";
import { DevicePanel } from "../design/DevicePanel";
import { PageFrame } from "../design/PageFrame";
import { PageHeading } from "../design/PageHeading";
import { DeskView } from "../desk/DeskView";
import { InterpreterView } from "../interpreter/InterpreterView";
import type { TestState } from "../nettest/model";
import { NetTestView } from "../nettest/NetTestView";
import { PointView } from "../point/PointView";
import { SeatBanners } from "../signin/SeatBanners";
import { SignInView } from "../signin/StaffSeat";
import { COORDINATOR, DIRECTORY, EXPERT, INTERPRETER, SOINI } from "./people";

const SEAT = {
  phase: "ready",
  error: null,
  over: null,
  consultation: null,
  ended: null,
  drainingSeconds: null,
} as const;
export const nothing = () => {};
export const done = async () => {};

export const DEMO = <SeatBanners link="up" drainingSeconds={null} demo />;
export const LOST = <SeatBanners link="down" drainingSeconds={null} demo={false} />;
export const FULL = <SeatBanners link="full" drainingSeconds={null} demo={false} />;
/** All at once. */
export const TROUBLE = <SeatBanners link="down" drainingSeconds={590} demo />;

export function point(
  state: Partial<PointState>,
  banners?: ReactNode,
  onCall: () => Promise<void> = done,
): ReactElement {
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
      onCall={onCall}
      onCancel={done}
      onRestart={nothing}
      onRead={nothing}
    />
  );
}

export function desk(state: Partial<DeskState>, banners?: ReactNode): ReactElement {
  const services = DIRECTORY.authorities[0]?.services ?? [];
  const all: DeskState = {
    ...SEAT,
    name: EXPERT.label,
    authorityName: EXPERT.authority,
    availability: "available",
    awayBecause: null,
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
      onWrite={done}
    />
  );
}

export function interpreter(state: Partial<InterpreterState>, banners?: ReactNode): ReactElement {
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
      banners={banners}
      onSignOut={nothing}
      onAvailability={done}
      onLanguage={done}
      onAnswer={done}
      onDecline={done}
    />
  );
}

export function signIn(
  over: "expired" | null,
  failure: unknown = null,
  seat: "desk" | "interpreter" | "admin" = "desk",
): ReactElement {
  return (
    <SignInView seat={seat} asking={false} over={over} failure={failure} onRetry={nothing} onSignIn={done} />
  );
}

export function devices(camera: Partial<Device>, microphone: Partial<Device>): ReactElement {
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
    held: false,
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

export function nettest(state: Partial<TestState>): ReactElement {
  const all: TestState = { phase: "idle", ways: [], measuring: null, result: null, error: null, ...state };
  return (
    <NetTestView state={all} server="https://etaluukku.example.fi" able onStart={nothing} onPrint={nothing} />
  );
}

export function admin(more: Partial<Parameters<typeof AdminView>[0]>): ReactElement {
  return (
    <AdminView
      me={COORDINATOR}
      directory={DIRECTORY}
      readAt={1_790_000_000}
      failure={null}
      banners={DEMO}
      onSignOut={nothing}
      onRefresh={nothing}
      {...more}
    />
  );
}
