import { type ReactNode, useEffect } from "react";
import type { Me } from "../core/protocol";
import type { SeatState } from "../core/seats/seat";
import type { LinkState } from "../core/socket";
import { type Readable, useStore } from "../core/store";
import { Loading } from "../design/Loading";
import { usePrepared } from "../design/part";
import { CallScreen, CONSULTATION } from "../signin/CallScreen";
import { SeatBanners } from "../signin/SeatBanners";
import type { SignedIn } from "../signin/StaffSeat";
import { useSeatModel } from "../signin/useSeatModel";

interface WorkModel<State extends SeatState> {
  readonly state: Readable<State>;
  readonly link: Readable<LinkState>;
  start(): void;
  close(): void;
}

/** What is the same on the page of every one who works here. */
export interface WorkFrame {
  readonly me: Me;
  readonly banners: ReactNode;
  readonly onSignOut: () => void;
}

type View<State extends SeatState, Model> = (model: Model, state: State, frame: WorkFrame) => ReactNode;

interface WorkSeatProps<State extends SeatState, Model extends WorkModel<State>> extends SignedIn {
  /** The same function each time. */
  readonly create: () => Model & WorkModel<State>;
  /** The page outside a consultation. */
  readonly view: View<State, Model>;
}

/** The seat of an expert or an interpreter: the consultation's screen during one, else the seat's own page. */
export function WorkSeat<State extends SeatState, Model extends WorkModel<State>>({
  create,
  ...props
}: WorkSeatProps<State, Model>) {
  const model = useSeatModel(create);
  return model ? <Running model={model} {...props} /> : <Loading />;
}

type RunningProps<State extends SeatState, Model extends WorkModel<State>> = Omit<
  WorkSeatProps<State, Model>,
  "create"
> & { readonly model: Model & WorkModel<State> };

function Running<State extends SeatState, Model extends WorkModel<State>>({
  model,
  view,
  me,
  signOut,
  onOver,
}: RunningProps<State, Model>) {
  const state = useStore(model.state);
  const link = useStore(model.link);
  const { over, consultation, drainingSeconds } = state;
  usePrepared(CONSULTATION, state.phase === "ready");
  useEffect(() => {
    if (over) onOver(over);
  }, [over, onOver]);
  if (consultation) return <CallScreen consultation={consultation} drainingSeconds={drainingSeconds} />;
  const banners = <SeatBanners link={link} drainingSeconds={drainingSeconds} demo={me.demo} />;
  return view(model, state, { me, banners, onSignOut: signOut });
}
