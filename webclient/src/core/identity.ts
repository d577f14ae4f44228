import { newId } from "./ids";
import type { ConsultationSnapshot, Identity, IdentityChanged, IdentityMethod } from "./protocol";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";

const NOT_YET: Identity = { method: null, recordedAt: null, shownUntil: null };

/** May a picture be kept now, from whatever it comes? Not while an identity document is before a camera. */
export function mayCapture({ shownUntil }: Identity): boolean {
  return shownUntil === null;
}

/**
 * How it was established who the client is: recorded by the expert, seen by all (F-95).
 *
 * Whatever takes a still, a photograph or a file asks `mayCapture` first; the server refuses it in any case.
 */
export class Identification {
  readonly #store = new Store<Identity>(NOT_YET);
  readonly state: Readable<Identity> = this.#store;

  constructor(private readonly context: { readonly link: Link; readonly consultation: string }) {}

  /** Begins with what a snapshot tells. */
  restart({ identity }: Pick<ConsultationSnapshot, "identity">): void {
    this.#store.set(identity ?? NOT_YET);
  }

  /** Takes what the server tells in its turn. */
  changed({ identity }: Pick<IdentityChanged, "identity">): void {
    this.#store.set(identity);
  }

  /** The client begins to show an identity document. ApiError when it is refused, as with all of these. */
  async show(): Promise<void> {
    const { link, consultation } = this.context;
    await link.emit("identity:show", { id: newId(), consultation });
  }

  /** The document is put away, and nothing is recorded. */
  async cancel(): Promise<void> {
    const { link, consultation } = this.context;
    await link.emit("identity:cancel", { id: newId(), consultation });
  }

  /** Records the method, or with null takes it back; a document that is being shown is put away with it. */
  async record(method: IdentityMethod | null): Promise<void> {
    const { link, consultation } = this.context;
    await link.emit("identity:record", { id: newId(), consultation, method });
  }

  /** Forgets it. */
  close(): void {
    this.#store.set(NOT_YET);
  }
}
