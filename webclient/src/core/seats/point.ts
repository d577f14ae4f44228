import { newId } from "../ids";
import type { Directory, DirectoryChanged, PointSnapshot, TicketClosed, TicketView } from "../protocol";
import { Store } from "../store";
import { OPENING, type SeatContext, SeatModel, type SeatState } from "./seat";

export interface PointState extends SeatState {
  readonly name: PointSnapshot["name"] | null;
  /** null until it has been read; `openNow`, `waiting` and `expertsAvailable` follow the server. */
  readonly directory: Directory | null;
  /** The place in a queue, if one is held. */
  readonly ticket: TicketView | null;
  /** Why the last ticket ended without a consultation; until the next one. */
  readonly ticketClosed: TicketClosed["reason"] | null;
}

/** A service point outside a consultation: the directory and a place in a queue (J1, F-10, F-13). */
export class PointModel extends SeatModel<PointState, PointSnapshot> {
  #opening: Promise<void> | null = null;

  constructor(context: SeatContext) {
    super(
      context,
      new Store<PointState>({ ...OPENING, name: null, directory: null, ticket: null, ticketClosed: null }),
    );
  }

  /** Takes a place in the queue of a service. Pressed twice, one place. ApiError when it is refused. */
  openTicket(service: string, language = "fi"): Promise<void> {
    this.#opening ??= this.#open(service, language).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** Opens the call of an appointment by its code; ApiError: conflict `early` or `late`, or refused. */
  async arrive(code: string): Promise<void> {
    const request = { id: newId(), code, ticket: newId() };
    const ticket = await this.context.link.emit("booking:arrive", request);
    if (!this.store.get().consultation) this.store.patch({ ticket, ticketClosed: null, ended: null });
  }

  /** Gives the place up. */
  async cancelTicket(): Promise<void> {
    const { ticket } = this.store.get();
    if (!ticket) return;
    await this.context.link.emit("ticket:cancel", { id: newId(), ticket: ticket.ticket });
    this.#withoutTicket(ticket.ticket, "cancelled");
  }

  /** Takes away why the last ticket ended. */
  dismissClosed(): void {
    this.store.patch({ ticketClosed: null });
  }

  /** Reads the directory again; ApiError when it cannot be had. */
  async readDirectory(): Promise<void> {
    this.store.patch({ directory: await this.context.api.get<Directory>("/api/directory") });
  }

  protected async ask(): Promise<PointSnapshot> {
    // The directory has no feed of its own: it is read again whenever the line comes back.
    const [snapshot] = await Promise.all([this.context.link.emit("point:open", {}), this.readDirectory()]);
    return snapshot;
  }

  protected feeds(snapshot: PointSnapshot): [PointSnapshot] {
    return [snapshot];
  }

  protected show({ name, ticket }: PointSnapshot): void {
    this.store.patch({ name, ticket });
  }

  protected listen(): void {
    const { link } = this.context;
    this.keep(
      link.on("ticket:place", (delta) =>
        this.screen.deliver(delta, () => {
          const { ticket } = this.store.get();
          if (ticket?.ticket === delta.ticket)
            this.store.patch({ ticket: { ...ticket, place: delta.place, closesAt: delta.closesAt } });
        }),
      ),
    );
    this.keep(
      link.on("ticket:accepted", (delta) =>
        this.screen.deliver(delta, () => {
          this.store.patch({ ticket: null });
          this.enter(delta.consultation);
        }),
      ),
    );
    this.keep(
      link.on("ticket:returned", (delta) =>
        // The end of the consultation has been told before: what is true now is the place.
        this.screen.deliver(delta, () => this.store.patch({ ticket: delta.ticket, ended: null })),
      ),
    );
    this.keep(
      link.on("ticket:written", (delta) =>
        this.screen.deliver(delta, () => {
          const { ticket } = this.store.get();
          if (ticket?.ticket === delta.ticket)
            this.store.patch({ ticket: { ...ticket, message: delta.message } });
        }),
      ),
    );
    this.keep(
      link.on("ticket:closing", (delta) =>
        this.screen.deliver(delta, () => {
          const { ticket } = this.store.get();
          if (ticket?.ticket === delta.ticket)
            this.store.patch({ ticket: { ...ticket, closesAt: delta.closesAt } });
        }),
      ),
    );
    this.keep(
      link.on("ticket:closed", (delta) =>
        this.screen.deliver(delta, () => this.#withoutTicket(delta.ticket, delta.reason)),
      ),
    );
    this.keep(
      link.on("directory:changed", ({ service, ...now }) => {
        const { directory } = this.store.get();
        if (directory) this.store.patch({ directory: changed(directory, service, now) });
      }),
    );
  }

  async #open(service: string, language: string): Promise<void> {
    const request = { id: newId(), ticket: newId(), service, language };
    const ticket = await this.context.link.emit("ticket:open", request);
    // An expert may have been quicker than the acknowledgement.
    if (!this.store.get().consultation) this.store.patch({ ticket, ticketClosed: null, ended: null });
  }

  #withoutTicket(id: string, reason: TicketClosed["reason"]): void {
    if (this.store.get().ticket?.ticket !== id) return;
    this.store.patch({ ticket: null, ticketClosed: reason, ended: null });
  }
}

function changed(directory: Directory, service: string, now: Omit<DirectoryChanged, "service">): Directory {
  return {
    authorities: directory.authorities.map((authority) => ({
      ...authority,
      services: authority.services.map((entry) => (entry.service === service ? { ...entry, ...now } : entry)),
    })),
  };
}
