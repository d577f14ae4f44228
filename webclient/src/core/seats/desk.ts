import { newId } from "../ids";
import type { DeskSnapshot, WaitingTicket } from "../protocol";
import { Store } from "../store";
import type { Availability } from "../types";
import { OPENING, type SeatContext, SeatModel, type SeatState } from "./seat";

export interface DeskState extends SeatState {
  readonly name: DeskSnapshot["name"] | null;
  readonly authorityName: DeskSnapshot["authorityName"] | null;
  readonly availability: Availability;
  /** Why the house has put the expert away; null: by the own choice, or not away. */
  readonly awayBecause: DeskSnapshot["awayBecause"];
  readonly services: DeskSnapshot["services"];
  /** Next first: those that came back, then the others, oldest first. */
  readonly waiting: readonly WaitingTicket[];
  /** The ticket that is being accepted now. */
  readonly accepting: string | null;
}

/** An expert's desk outside a consultation: availability and the waiting tickets (J1, F-13). */
export class DeskModel extends SeatModel<DeskState, DeskSnapshot> {
  constructor(context: SeatContext) {
    super(
      context,
      new Store<DeskState>({
        ...OPENING,
        name: null,
        authorityName: null,
        availability: "away",
        awayBecause: null,
        services: [],
        waiting: [],
        accepting: null,
      }),
    );
  }

  /** Tells whether tickets may be offered to this desk. */
  async setAvailability(availability: Availability): Promise<void> {
    this.dismissEnd();
    await this.context.link.emit("desk:availability", { id: newId(), availability });
    this.store.patch({ availability, awayBecause: null });
  }

  /** Takes the client; ApiError "conflict" when another desk was first. One at a time. */
  async accept(ticket: string): Promise<void> {
    if (this.store.get().accepting) return;
    this.store.patch({ accepting: ticket, ended: null }); // its outcome is the newer word
    try {
      const { consultation } = await this.context.link.emit("ticket:accept", { id: newId(), ticket });
      this.#withdraw(ticket);
      this.enter(consultation);
    } finally {
      this.store.patch({ accepting: null });
    }
  }

  /** Writes to whoever waits; ApiError "conflict" when the ticket is gone. */
  async write(ticket: string, text: string): Promise<void> {
    await this.context.link.emit("ticket:write", { id: newId(), ticket, text });
  }

  protected ask(): Promise<DeskSnapshot> {
    return this.context.link.emit("desk:open", {});
  }

  protected feeds(snapshot: DeskSnapshot): { feed: string; version: number }[] {
    return [snapshot, ...snapshot.services];
  }

  protected show({ name, authorityName, availability, awayBecause, services, waiting }: DeskSnapshot): void {
    this.store.patch({ name, authorityName, availability, awayBecause, services, waiting });
  }

  protected listen(): void {
    const { link } = this.context;
    this.keep(
      link.on("ticket:offered", (delta) =>
        this.screen.deliver(delta, () => {
          this.#withdraw(delta.waiting.ticket);
          const waiting = [...this.store.get().waiting, delta.waiting];
          // How the last call ended is of the past when somebody new waits; a client who came back is how it ended.
          const ended = delta.waiting.returned ? this.store.get().ended : null;
          this.store.patch({ waiting: waiting.sort(inOrder), ended });
        }),
      ),
    );
    this.keep(
      link.on("ticket:withdrawn", (delta) => this.screen.deliver(delta, () => this.#withdraw(delta.ticket))),
    );
    this.keep(
      link.on("ticket:written", (delta) =>
        this.screen.deliver(delta, () => {
          const { ticket, message } = delta;
          const waiting = this.store
            .get()
            .waiting.map((one) => (one.ticket === ticket ? { ...one, message } : one));
          this.store.patch({ waiting });
        }),
      ),
    );
    this.keep(
      link.on("availability:changed", (delta) =>
        this.screen.deliver(delta, () =>
          this.store.patch({ availability: delta.availability, awayBecause: delta.because }),
        ),
      ),
    );
  }

  #withdraw(ticket: string): void {
    const waiting = this.store.get().waiting.filter((one) => one.ticket !== ticket);
    this.store.patch({ waiting });
  }
}

/** As the server orders a queue: who came back stands before those who have only waited. */
function inOrder(a: WaitingTicket, b: WaitingTicket): number {
  return Number(b.returned) - Number(a.returned) || a.openedAt - b.openedAt;
}
