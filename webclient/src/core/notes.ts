import { ApiError } from "./api";
import { newId } from "./ids";
import type { ConsultationSnapshot } from "./protocol";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";

/** A pause in typing after which the notes are sent: what a page that is loaded again may lose at most. */
const PAUSE_MS = 500;

export interface NotesState {
  readonly text: string;
  /** The server has all of it. */
  readonly kept: boolean;
}

const EMPTY: NotesState = { text: "", kept: true };

/** The expert's own notes: the server keeps them, sealed, until the call ends. Nobody else gets them. */
export class Notes {
  readonly #store = new Store<NotesState>(EMPTY);
  readonly state: Readable<NotesState> = this.#store;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #sending = false;
  #closed = false;

  constructor(private readonly context: { readonly link: Link; readonly consultation: string }) {}

  /** Begins with what a snapshot tells; what the server has not got yet counts more, and is sent again. */
  restart({ notes }: Pick<ConsultationSnapshot, "notes">): void {
    if (this.#store.get().kept) this.#store.set({ text: notes ?? "", kept: true });
    else void this.flush();
  }

  /** Takes what was typed, and sends it when the person pauses. */
  write(text: string): void {
    this.#store.set({ text, kept: false });
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Sends now what is not kept yet. Where nobody answers it is sent again with the next snapshot. */
  async flush(): Promise<void> {
    clearTimeout(this.#pause);
    const { text, kept } = this.#store.get();
    if (kept || this.#sending || this.#closed) return;
    this.#sending = true;
    try {
      const { link, consultation } = this.context;
      await link.emit("notes:write", { id: newId(), consultation, text });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return;
    } finally {
      this.#sending = false;
    }
    if (this.#closed) return;
    if (this.#store.get().text === text) this.#store.patch({ kept: true });
    else void this.flush();
  }

  /** Forgets them, for good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#pause);
    this.#store.set(EMPTY);
  }
}
