import { type Api, ApiError, toApiError } from "./api";
import { newId } from "./ids";
import type {
  ConsultationSnapshot,
  Operation,
  Operations,
  PageText,
  PaperAddedReply,
  PaperEntry,
  RedactionBar,
} from "./protocol";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";

/** Tries to get a page that the server still renders; it lets each one wait for 5 s before it says so. */
const MAX_TRIES = 6;
const MAX_NAME_CHARS = 120; // the protocol's limit of a paper's name

/** A page of a paper; pages are counted from 0. */
export interface Shown {
  readonly paper: string;
  readonly page: number;
}

/** The picture on the screen. It may be one page behind `shown` while the new one is on its way. */
export interface PageImage extends Shown {
  readonly url: string;
  /** The words of the page, for those who do not see it; empty until they come, and for a scan. */
  readonly text: string;
}

/** A file that was not taken, and why. */
export interface FailedFile {
  readonly name: string;
  readonly error: ApiError;
  /** It was sent alone: what comes next onto the table makes it a thing of the past. */
  readonly alone: boolean;
}

export interface PapersState {
  readonly papers: readonly PaperEntry[];
  readonly shown: Shown | null;
  readonly image: PageImage | null;
  /** Why the shown page could not be had; `showAgain()` tries once more. */
  readonly imageError: ApiError | null;
  /** The name of the file that is being sent. */
  readonly uploading: string | null;
  /** Files that wait to be sent after it. */
  readonly waiting: number;
  /** What was not taken of the files that were sent together. */
  readonly failed: readonly FailedFile[];
  /** The number of the operation that last covered parts of the shown page; 0: none has. */
  readonly redacted: number;
  /** The number of the newest operation that this screen knows. */
  readonly lastOperation: number;
}

const EMPTY: PapersState = {
  papers: [],
  shown: null,
  image: null,
  imageError: null,
  uploading: null,
  waiting: 0,
  failed: [],
  redacted: 0,
  lastOperation: 0,
};

/** The part of the state that operations change. */
export type Table = Pick<PapersState, "shown" | "lastOperation">;

/** The table after an operation; "gap" when one before it is missing; the same table when it is known. */
export function apply(table: Table, operation: Operation): Table | "gap" {
  if (operation.sequence <= table.lastOperation) return table;
  if (operation.sequence !== table.lastOperation + 1) return "gap";
  const lastOperation = operation.sequence;
  switch (operation.kind) {
    case "paper_added":
    case "page_turned":
      return { shown: { paper: operation.paper, page: operation.page }, lastOperation };
    case "paper_removed":
      return { shown: table.shown?.paper === operation.paper ? null : table.shown, lastOperation };
    default:
      return { shown: table.shown, lastOperation };
  }
}

export interface PapersContext {
  readonly api: Api;
  readonly link: Link;
  readonly consultation: string;
  /** Object URLs, which only browsers have. */
  readonly urls?: Pick<typeof URL, "createObjectURL" | "revokeObjectURL">;
}

/** The shared papers: who shows which page, and its picture (F-36, F-38). */
export class Papers {
  readonly #store = new Store<PapersState>(EMPTY);
  readonly state: Readable<PapersState> = this.#store;
  readonly #path: string;
  readonly #urls: Pick<typeof URL, "createObjectURL" | "revokeObjectURL">;
  #loading: AbortController | null = null;
  #filling = false;
  #closed = false;
  /** Hears each operation as it comes, known ones too; null: others may be missing. Marks are folded elsewhere. */
  heard: (operation: Operation | null) => void = () => undefined;

  constructor(readonly context: PapersContext) {
    this.#path = `/api/consultations/${context.consultation}`;
    this.#urls = context.urls ?? URL;
  }

  /** Starts from the consultation's snapshot. */
  restart(
    snapshot: Pick<ConsultationSnapshot, "papers" | "shownPaper" | "shownPage" | "lastOperation">,
  ): void {
    const shown = snapshot.shownPaper ? { paper: snapshot.shownPaper, page: snapshot.shownPage } : null;
    const missed = snapshot.lastOperation !== this.#store.get().lastOperation;
    this.#store.patch({ papers: snapshot.papers });
    // It may be that the shown page was redacted meanwhile.
    this.#show({ shown, lastOperation: snapshot.lastOperation }, missed);
    if (missed) this.heard(null);
  }

  /** A paper lies on the table. */
  added(paper: PaperEntry): void {
    const papers = this.#store.get().papers.filter((known) => known.paper !== paper.paper);
    this.#store.patch({ papers: [...papers, paper] });
  }

  /** A paper is gone, and its pages with it. */
  removed(paper: string): void {
    const { papers, shown, lastOperation } = this.#store.get();
    this.#store.patch({ papers: papers.filter((known) => known.paper !== paper) });
    if (shown?.paper === paper) this.#show({ shown: null, lastOperation });
  }

  /** Somebody did something durable; what came before it is asked for when it is missing. */
  operated(operation: Operation): void {
    const next = apply(this.#store.get(), operation);
    this.heard(operation);
    if (next === "gap") void this.#fill();
    else this.#take(operation, next);
  }

  /** Sends files one after another; one that is not taken stops no other, and stays in `failed`. */
  async uploadAll(files: readonly File[]): Promise<void> {
    if (this.#store.get().uploading !== null) return;
    this.#store.patch({ failed: [] });
    for (const [index, file] of files.entries()) {
      if (this.#closed) return;
      this.#store.patch({ waiting: files.length - index - 1 });
      try {
        await this.upload(file);
      } catch (error) {
        if (this.#closed) return;
        const name = file.name.slice(-MAX_NAME_CHARS);
        const one = { name, error: toApiError(error), alone: files.length === 1 };
        this.#store.patch({ failed: [...this.#store.get().failed, one] });
      }
    }
  }

  /** Takes the sentence about a file that was not taken away; without one, about all. */
  forgetFailed(file?: FailedFile): void {
    this.#store.patch({ failed: this.#store.get().failed.filter((one) => file && one !== file) });
  }

  /** Sends a file; resolves when its pages can be seen. One at a time. */
  async upload(file: File): Promise<void> {
    if (this.#store.get().uploading !== null) return;
    const name = file.name.slice(-MAX_NAME_CHARS); // the end tells the kind of file
    this.#store.patch({ uploading: name });
    try {
      const path = `${this.#path}/papers/${newId()}`;
      const headers = { "X-Etaluukku-Name": encodeURIComponent(name) };
      const { paper } = await this.context.api.put<PaperAddedReply>(path, file, headers);
      if (!this.#closed) this.added(paper);
    } finally {
      this.#store.patch({ uploading: null });
    }
  }

  /** Shows a page to everybody. The page changes here when the server has numbered the turn. */
  async turn(paper: string, page: number): Promise<void> {
    const { consultation, link } = this.context;
    const { sequence } = await link.emit("paper:turn", { id: newId(), consultation, paper, page });
    this.operated({ sequence, participant: "", at: 0, kind: "page_turned", paper, page });
  }

  /** Takes a paper from the table for everybody. */
  async remove(paper: string): Promise<void> {
    const { consultation, link } = this.context;
    await link.emit("paper:remove", { id: newId(), consultation, paper });
    this.removed(paper);
  }

  /** Takes what lies below the bars out of a page, for good and for everybody. */
  async redact(paper: string, page: number, bars: readonly RedactionBar[]): Promise<void> {
    const { consultation, link } = this.context;
    await link.emit("paper:redact", { id: newId(), consultation, paper, page, bars });
  }

  /** Tries once more to get the picture of the shown page. */
  showAgain(): void {
    const { shown } = this.#store.get();
    if (shown) void this.#load(shown);
  }

  /** Forgets every page, for good. */
  close(): void {
    this.#closed = true;
    this.#hide();
    this.#store.set(EMPTY);
  }

  /** `anew`: the picture of the page is another one now, and the old one is forgotten at once. */
  #show(table: Table, anew = false): void {
    const before = this.#store.get();
    this.#store.patch(table);
    const { shown } = table;
    if (!shown || anew) this.#hide();
    if (!shown) return;
    if (anew || before.shown?.paper !== shown.paper || before.shown.page !== shown.page)
      void this.#load(shown);
  }

  /** The table after an operation; of a page that was redacted nothing stays on this screen. */
  #take(operation: Operation, table: Table): void {
    const { shown, lastOperation } = this.#store.get();
    const redacted =
      operation.kind === "page_redacted" &&
      operation.sequence > lastOperation &&
      shown?.paper === operation.paper &&
      shown.page === operation.page;
    if (redacted) this.#store.patch({ redacted: operation.sequence });
    this.#show(table, redacted);
  }

  #hide(): void {
    this.#loading?.abort();
    this.#loading = null;
    this.#replace(null);
  }

  #replace(image: PageImage | null): void {
    const old = this.#store.get().image;
    this.#store.patch({ image, imageError: null });
    if (old) this.#urls.revokeObjectURL(old.url);
  }

  async #load(shown: Shown): Promise<void> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    // Another paper's page under this one's name would mislead; the same paper's may stay for a moment.
    if (this.#store.get().image?.paper !== shown.paper) this.#replace(null);
    try {
      const path = `${this.#path}/papers/${shown.paper}/pages/${shown.page}`;
      const picture = await this.#picture(path, loading.signal);
      if (this.#loading !== loading) return;
      const image = { ...shown, url: this.#urls.createObjectURL(picture), text: "" };
      this.#replace(image);
      void this.#read(path, image, loading.signal);
    } catch (error) {
      if (this.#loading !== loading) return;
      this.#replace(null);
      this.#store.patch({ imageError: toApiError(error) });
    }
  }

  async #picture(path: string, signal: AbortSignal): Promise<Blob> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.context.api.bytes(path, signal);
      } catch (error) {
        const rendering =
          error instanceof ApiError && error.code === "unavailable" && error.detail === "page";
        if (!rendering || tries >= MAX_TRIES) throw error;
      }
    }
  }

  async #read(path: string, image: PageImage, signal: AbortSignal): Promise<void> {
    try {
      const { text } = await this.context.api.get<PageText>(`${path}/text`, signal);
      if (this.#store.get().image === image) this.#store.patch({ image: { ...image, text } });
    } catch (error) {
      // Without its words the page is still a picture; one that is not shown any more needs none.
      const expected =
        error instanceof ApiError || (error instanceof DOMException && error.name === "AbortError");
      if (!expected) throw error;
    }
  }

  /** Gets the operations that are missing; the next delta or snapshot tries again where this fails. */
  async #fill(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      for (let more = true; more && !this.#closed; ) {
        const after = this.#store.get().lastOperation;
        const reply = await this.context.api.get<Operations>(`${this.#path}/operations?after=${after}`);
        for (const operation of reply.operations) {
          const next = apply(this.#store.get(), operation);
          if (next === "gap" || this.#closed) return;
          this.heard(operation);
          this.#take(operation, next);
        }
        more = reply.more && reply.operations.length > 0;
      }
    } catch (error) {
      // The line's own state tells the person; a fault of ours is not to be hidden.
      if (!(error instanceof ApiError)) throw error;
    } finally {
      this.#filling = false;
    }
  }
}
