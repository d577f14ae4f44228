import { newId } from "./ids";
import type { AdvisorChanged, ConsultationSnapshot } from "./protocol";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";

export interface AdvisorState {
  /** Whether the advisor is in the room of the client, as the service point has declared; null: not known. */
  readonly presence: ConsultationSnapshot["advisor"];
}

/** The advisor's presence: declared at the service point, seen by all, back when the expert agrees (F-27, F-99). */
export class Advisor {
  readonly #store = new Store<AdvisorState>({ presence: null });
  readonly state: Readable<AdvisorState> = this.#store;

  constructor(private readonly context: { readonly link: Link; readonly consultation: string }) {}

  /** Begins with what a snapshot tells. */
  restart({ advisor }: Pick<ConsultationSnapshot, "advisor">): void {
    this.#store.set({ presence: advisor });
  }

  /** Takes what the server tells in its turn. */
  changed({ presence }: Pick<AdvisorChanged, "presence">): void {
    this.#store.set({ presence });
  }

  /** The advisor leaves the room, or takes the question back. ApiError when it is refused. */
  async leave(): Promise<void> {
    const { link, consultation } = this.context;
    await link.emit("advisor:leave", { id: newId(), consultation });
  }

  /** The advisor asks the expert to come back. */
  async comeBack(): Promise<void> {
    const { link, consultation } = this.context;
    await link.emit("advisor:return", { id: newId(), consultation });
  }

  /** The expert's answer; ApiError "conflict" when the advisor does not ask any longer. */
  async answer(agreed: boolean): Promise<void> {
    const { link, consultation } = this.context;
    await link.emit("advisor:answer", { id: newId(), consultation, agreed });
  }
}
