import { toApiError } from "./api";
import { newId } from "./ids";
import type { Link } from "./socket";

/** So long a screen waits for the server's word while the line seems to live; then it goes on without. */
const SOON_MS = 2_000;
/** Between tries where the server, though there, could not answer. */
const RETRY_MS = 3_000;
/** Later the server has noticed by itself that nobody is there (`consultation.grace_seconds`). */
const TRIES = 5;

type DepartureEvent = "consultation:leave" | "consultation:end";

interface Departure {
  readonly event: DepartureEvent;
  readonly request: { readonly id: string; readonly consultation: string };
  tries: number;
}

/**
 * Who leaves or ends a consultation is out of it here at once, also without a connection; the server is told as soon as
 * there is one. It is kept in memory alone: a page that is closed tells nothing more, as a line that never comes back.
 */
export class Departures {
  /** By consultation: what the server has not answered yet. */
  readonly #waiting = new Map<string, Departure>();
  /** The newest one: a snapshot that was asked for before the server knew may still come. */
  #last: string | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly link: Link) {
    link.state.subscribe(() => this.#tellAll());
  }

  /** This one is over here, whether the server knows or not: no snapshot is to open it again. */
  has(consultation: string): boolean {
    return this.#last === consultation || this.#waiting.has(consultation);
  }

  /** The person comes to this one anew, as an interpreter does who is called once more. */
  comeTo(consultation: string): void {
    this.#waiting.delete(consultation);
    if (this.#last === consultation) this.#last = null;
  }

  /** Resolves when the screen may go on: told, or nobody is there to be told. Fails with what the server refuses. */
  async depart(event: DepartureEvent, consultation: string): Promise<void> {
    const departure = { event, request: { id: newId(), consultation }, tries: 0 };
    this.#waiting.set(consultation, departure);
    this.#last = consultation;
    if (this.link.state.get() !== "up") return;
    await this.#patiently(this.#tell(departure));
  }

  #tellAll(): void {
    clearTimeout(this.#retry);
    if (this.link.state.get() !== "up") return;
    // Nobody waits for the answer any more: what is refused now is over without us.
    for (const departure of this.#waiting.values()) this.#tell(departure).catch(() => undefined);
  }

  /** Fails with what the server refuses: then nothing was left. */
  async #tell(departure: Departure): Promise<void> {
    const { event, request } = departure;
    if (departure.tries >= TRIES) return;
    departure.tries += 1;
    try {
      await this.link.emit(event, request, { once: true });
      this.#waiting.delete(request.consultation);
    } catch (error) {
      const told = toApiError(error);
      if (told.code !== "unavailable") {
        this.comeTo(request.consultation);
        throw told;
      }
      if (this.link.state.get() === "up") this.#retry = setTimeout(() => this.#tellAll(), RETRY_MS);
    }
  }

  /** As `told`, but no longer than the line lives, or seems to. */
  #patiently(told: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, SOON_MS);
      const stop = this.link.state.subscribe(() => this.link.state.get() !== "up" && resolve());
      told.then(resolve, reject).finally(() => {
        clearTimeout(timer);
        stop();
      });
    });
  }
}
