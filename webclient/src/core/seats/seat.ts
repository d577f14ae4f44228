import { type Api, type ApiError, toApiError } from "../api";
import { ConsultationModel, type EndReason } from "../consultation";
import { Departures } from "../departures";
import type { Delta, SessionEnded } from "../protocol";
import { forgetEverything } from "../reset";
import { Screen } from "../screen";
import type { Link } from "../socket";
import type { Readable, Store } from "../store";

/** What a seat's model works with. */
export interface SeatContext {
  readonly api: Api;
  readonly link: Link;
}

/** What every seat shows, whatever it does. */
export interface SeatState {
  /** opening: the first snapshot is on its way. failed: see `error`. over: the session has ended. */
  readonly phase: "opening" | "ready" | "failed" | "over";
  readonly error: ApiError | null;
  readonly over: SessionEnded["reason"] | null;
  /** The consultation to show in place of everything else. */
  readonly consultation: ConsultationModel | null;
  /** Why the last consultation ended; until the next one or `dismissEnd()`. */
  readonly ended: EndReason | null;
  /** The server stops soon: seconds that running calls still have. */
  readonly drainingSeconds: number | null;
}

export const OPENING: SeatState = {
  phase: "opening",
  error: null,
  over: null,
  consultation: null,
  ended: null,
  drainingSeconds: null,
};

/** What every seat's snapshot tells. */
export interface SeatSnapshot extends Delta {
  readonly consultation: string | null;
}

/** The life of a seat: its snapshot after each connection, its consultation, the end of its session. */
export abstract class SeatModel<State extends SeatState, Snapshot extends SeatSnapshot> {
  readonly state: Readable<State>;
  /** For what a seat does besides, e.g. booking. */
  get line(): SeatContext {
    return this.context;
  }
  readonly link: Link["state"];
  protected readonly screen: Screen<Snapshot>;
  readonly #stops: (() => void)[] = [];
  readonly #departures: Departures;
  #leaving: (() => void) | null = null;

  constructor(
    protected readonly context: SeatContext,
    protected readonly store: Store<State>,
  ) {
    this.state = store;
    this.link = context.link.state;
    this.#departures = new Departures(context.link);
    this.screen = new Screen<Snapshot>({
      ask: () => this.ask(),
      feeds: (snapshot) => this.feeds(snapshot),
      show: (snapshot) => this.#show(snapshot),
    });
  }

  /** Opens the screen: listens, asks for the snapshot, comes back to a running consultation. */
  start(): void {
    const { link } = this.context;
    this.keep(link.state.subscribe(this.#lineChanged));
    this.keep(link.on("session:ended", ({ reason }) => this.#over(reason)));
    this.keep(link.on("server:draining", ({ secondsLeft }) => this.patch({ drainingSeconds: secondsLeft })));
    this.listen();
    this.#lineChanged();
  }

  /** Stops listening and ends the line; the consultation is forgotten here and goes on for the others. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.screen.close();
    this.#forgetConsultation(null);
    this.context.link.close();
  }

  /** Takes the notice of the last consultation away. */
  dismissEnd(): void {
    this.patch({ ended: null });
  }

  protected abstract ask(): Promise<Snapshot>;
  protected abstract feeds(snapshot: Snapshot): Iterable<Delta>;
  protected abstract show(snapshot: Snapshot): void;
  protected abstract listen(): void;

  protected keep(stop: () => void): void {
    this.#stops.push(stop);
  }

  protected patch(fields: Partial<SeatState>): void {
    this.store.set({ ...this.store.get(), ...fields });
  }

  /** Opens the consultation's screen; the same one again is no change. */
  protected enter(consultation: string): void {
    const now = this.store.get().consultation;
    if (now?.id === consultation) return;
    this.#departures.comeTo(consultation);
    this.#forgetConsultation(null);
    const model = new ConsultationModel({ ...this.context, departures: this.#departures }, consultation);
    this.#leaving = model.state.subscribe(() => {
      const { phase, ended } = model.state.get();
      if (phase === "ended") this.#forgetConsultation(ended ?? "ended");
    });
    this.patch({ consultation: model, ended: null });
    model.start();
  }

  #show(snapshot: Snapshot): void {
    this.show(snapshot);
    this.patch({ phase: "ready", error: null });
    const { consultation } = snapshot;
    // What this person has left is not opened again because the server had not heard of it yet.
    if (consultation && !this.#departures.has(consultation)) this.enter(consultation);
    else if (this.store.get().consultation) this.#forgetConsultation("ended");
  }

  #lineChanged = (): void => {
    const line = this.context.link.state.get();
    if (line === "refused") this.#over("expired");
    if (line !== "up") return;
    this.screen.refresh().catch((error: unknown) => {
      const told = toApiError(error);
      if (told.code === "unauthenticated") this.#over("expired");
      else this.patch({ phase: "failed", error: told });
    });
  };

  #over(reason: SessionEnded["reason"]): void {
    this.#forgetConsultation(null);
    this.patch({ phase: "over", over: reason });
  }

  #forgetConsultation(ended: EndReason | null): void {
    this.#leaving?.();
    this.#leaving = null;
    const model = this.store.get().consultation;
    if (!model) return;
    model.close();
    this.patch({ consultation: null, ended });
    forgetEverything();
  }
}
