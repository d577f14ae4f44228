import { newId } from "../ids";
import type { DeskSnapshot, WaitingTicket } from "../protocol";
import { Store } from "../store";
import type { Availability } from "../types";
import { OPENING, type SeatContext, SeatModel, type SeatState } from "./seat";

export interface DeskState extends SeatState {
  readonly name: DeskSnapshot["name"] | null;
  readonly authorityName: DeskSnapshot["authorityName"] | null;
  readonly availability: Availability;
  readonly services: DeskSnapshot["services"];
  /** Oldest first. */
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
    this.store.patch({ availability });
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

  protected ask(): Promise<DeskSnapshot> {
    return this.context.link.emit("desk:open", {});
  }

  protected feeds(snapshot: DeskSnapshot): { feed: string; version: number }[] {
    return [snapshot, ...snapshot.services];
  }

  protected show({ name, authorityName, availability, services, waiting }: DeskSnapshot): void {
    this.store.patch({ name, authorityName, availability, services, waiting });
  }

  protected listen(): void {
    const { link } = this.context;
    this.keep(
      link.on("ticket:offered", (delta) =>
        this.screen.deliver(delta, () => {
          this.#withdraw(delta.waiting.ticket);
          const waiting = [...this.store.get().waiting, delta.waiting];
          // How the last call ended is of the past when somebody new waits.
          this.store.patch({ waiting: waiting.sort((a, b) => a.openedAt - b.openedAt), ended: null });
        }),
      ),
    );
    this.keep(
      link.on("ticket:withdrawn", (delta) => this.screen.deliver(delta, () => this.#withdraw(delta.ticket))),
    );
    this.keep(
      link.on("availability:changed", (delta) =>
        this.screen.deliver(delta, () => this.store.patch({ availability: delta.availability })),
      ),
    );
  }

  #withdraw(ticket: string): void {
    const waiting = this.store.get().waiting.filter((one) => one.ticket !== ticket);
    this.store.patch({ waiting });
  }
}
