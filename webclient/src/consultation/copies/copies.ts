import { ApiError } from "../../core/api";
import { newId } from "../../core/ids";
import type { Papers, PapersContext } from "../../core/papers";
import type { PaperEntry } from "../../core/protocol";
import type { ObjectUrls, PrintView } from "./printView";

/** A browser has taken up a saved file long before that. */
const SAVED_MS = 10_000;

export interface CopiesContext {
  readonly papers: Pick<Papers, "state">;
  readonly context: Pick<PapersContext, "api" | "link" | "consultation">;
  readonly view: Pick<PrintView, "print" | "close">;
  readonly document: Document;
  readonly urls?: ObjectUrls;
}

/** Copies of papers for the people of this screen: on paper, or as a file where the server lets it (F-37). */
export class Copies {
  readonly #context: CopiesContext;
  readonly #urls: ObjectUrls;
  readonly #stop: () => void;
  #copying: { readonly paper: string; readonly abort: AbortController } | null = null;
  #printed: string | null = null;
  #saved: string | null = null;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(context: CopiesContext) {
    this.#context = context;
    this.#urls = context.urls ?? URL;
    this.#stop = context.papers.state.subscribe(() => this.#tableChanged());
  }

  /** Prints the whole paper. Fails with `changed` where it was changed or taken away on the way. */
  print(paper: PaperEntry): Promise<void> {
    return this.#copy(paper, async (signal) => {
      const { api, link, consultation } = this.#context.context;
      const about = { consultation, paper: paper.paper };
      const { pages, revision } = await link.emit("paper:print", { id: newId(), ...about, revision: null });
      const pictures: Blob[] = [];
      for (let page = 0; page < pages; page++) {
        const path = `/api/consultations/${consultation}/papers/${paper.paper}/pages/${page}`;
        pictures.push(await api.bytes(path, signal));
      }
      // What was fetched is still what lies on the table, and that it is printed is logged.
      await link.emit("paper:print", { id: newId(), ...about, revision });
      if (signal.aborted) return;
      this.#printed = paper.paper;
      await this.#context.view.print(pictures);
    });
  }

  /** Saves the whole paper as PDF, under its name. */
  download(paper: PaperEntry): Promise<void> {
    return this.#copy(paper, async (signal) => {
      const { api, consultation } = this.#context.context;
      const file = await api.bytes(`/api/consultations/${consultation}/papers/${paper.paper}/copy`, signal);
      if (!signal.aborted) this.#save(file, paper.name);
    });
  }

  /** Hands the paper over to an authority's case system; for another one than the service's, asks the client. */
  async handOver(paper: string, authority: string): Promise<void> {
    const { link, consultation } = this.#context.context;
    await link.emit("paper:hand-over", { id: newId(), consultation, paper, authority });
  }

  /** The client's word on a hand-over to another authority. */
  async permit(handOver: string, agreed: boolean): Promise<void> {
    const { link, consultation } = this.#context.context;
    await link.emit("paper:permit", { id: newId(), consultation, handOver, agreed });
  }

  /** Stops what is being copied, and leaves nothing of it. */
  close(): void {
    this.#stop();
    this.#copying?.abort.abort();
    this.#context.view.close();
    this.#forgetSaved();
  }

  async #copy(paper: PaperEntry, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const copying = { paper: paper.paper, abort: new AbortController() };
    this.#copying = copying;
    try {
      await work(copying.abort.signal);
    } catch (error) {
      // A line that breaks in the middle of the bytes is how the server calls a copy off.
      throw error instanceof ApiError ? error : new ApiError("conflict", "changed");
    } finally {
      if (this.#copying === copying) this.#copying = null;
    }
    if (copying.abort.signal.aborted) throw new ApiError("conflict", "changed");
  }

  /** Who takes a paper away takes it away from the printer too. */
  #tableChanged(): void {
    const { papers } = this.#context.papers.state.get();
    const lies = (paper: string) => papers.some((one) => one.paper === paper);
    if (this.#copying && !lies(this.#copying.paper)) this.#copying.abort.abort();
    if (this.#printed && !lies(this.#printed)) {
      this.#printed = null;
      this.#context.view.close();
    }
  }

  #save(file: Blob, name: string): void {
    this.#forgetSaved();
    const link = this.#context.document.createElement("a");
    this.#saved = this.#urls.createObjectURL(file);
    link.href = this.#saved;
    link.download = name.toLowerCase().endsWith(".pdf") ? name : `${name}.pdf`;
    link.click();
    this.#saving = setTimeout(() => this.#forgetSaved(), SAVED_MS);
  }

  #forgetSaved(): void {
    clearTimeout(this.#saving);
    if (this.#saved) this.#urls.revokeObjectURL(this.#saved);
    this.#saved = null;
  }
}
