import type { Me } from "../protocol";
import { Store } from "../store";
import { OPENING, type SeatContext, SeatModel, type SeatSnapshot, type SeatState } from "./seat";

interface GuestSnapshot extends SeatSnapshot {
  readonly consultation: string | null;
}

/** A guest or an outside interpreter: all there is, is the consultation of the invitation (F-19). */
export class GuestModel extends SeatModel<SeatState, GuestSnapshot> {
  constructor(context: SeatContext) {
    super(context, new Store<SeatState>(OPENING));
  }

  protected async ask(): Promise<GuestSnapshot> {
    // The guest's seat has no screen of its own, so no feed either: who I am tells where I sit.
    const me = await this.context.api.get<Me>("/api/me");
    return { feed: "me", version: 0, consultation: me.consultation };
  }

  protected feeds(): [] {
    return [];
  }

  protected show(): void {}

  protected listen(): void {}
}
