import type { Api } from "./api";
import type { ConsultationEnded } from "./protocol";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";

export type EndReason = ConsultationEnded["reason"];

export interface ConsultationState {
  readonly phase: "opening" | "lobby" | "in" | "ended";
  readonly ended: EndReason | null;
}

/** One consultation as its screen shows it: people, media, papers, chat (J1, J4). */
export class ConsultationModel {
  readonly #state = new Store<ConsultationState>({ phase: "opening", ended: null });
  readonly state: Readable<ConsultationState> = this.#state;

  constructor(
    readonly context: { readonly api: Api; readonly link: Link },
    readonly id: string,
  ) {}

  start(): void {}

  /** Stops and forgets everything of the consultation; twice is once. */
  close(): void {}
}
