import type { Devices } from "./devices";
import { newId } from "./ids";
import type { ConsultationSnapshot, LockChanged, Participant } from "./protocol";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";

export interface ChairState {
  /** No code lets anybody in. */
  readonly locked: boolean;
}

/** What who leads does to the others: lets in, sends out or back to the lobby, mutes, locks (F-15, F-89). */
export class Chair {
  readonly #store = new Store<ChairState>({ locked: false });
  readonly state: Readable<ChairState> = this.#store;

  constructor(
    private readonly link: Link,
    private readonly consultation: string,
    private readonly devices: Pick<Devices, "state" | "setMicrophone">,
  ) {}

  /** Begins with what a snapshot tells. */
  restart({ locked }: Pick<ConsultationSnapshot, "locked">): void {
    this.#store.set({ locked });
  }

  /** Takes what the server tells in its turn. */
  changed({ locked }: Pick<LockChanged, "locked">): void {
    this.#store.set({ locked });
  }

  /** Closes the own microphone too where who leads has muted it; the person alone opens it again. */
  obey({ muted }: Pick<Participant, "muted">): void {
    if (muted && this.devices.state.get().microphone.on) void this.devices.setMicrophone(false);
  }

  /** Lets somebody in from the lobby. ApiError, as of all below, when it is refused. */
  async admit(participant: string): Promise<void> {
    await this.link.emit("consultation:admit", this.#about(participant));
  }

  /** Shows somebody out. */
  async remove(participant: string): Promise<void> {
    await this.link.emit("consultation:remove", this.#about(participant));
  }

  /** Lets the client wait again, first in the queue; the call is over for everybody. */
  async giveBack(): Promise<void> {
    await this.link.emit("ticket:return", { id: newId(), consultation: this.consultation });
  }

  /** Lets somebody wait in the lobby again. */
  async sendBack(participant: string): Promise<void> {
    await this.link.emit("chair:lobby", this.#about(participant));
  }

  /** Mutes somebody, or all others (null); they open their microphones themselves. */
  async mute(participant: string | null): Promise<void> {
    await this.link.emit("chair:mute", { id: newId(), consultation: this.consultation, participant });
  }

  /** Lets no code bring anybody, or lets it again. */
  async lock(locked: boolean): Promise<void> {
    await this.link.emit("chair:lock", { id: newId(), consultation: this.consultation, locked });
  }

  #about(participant: string) {
    return { id: newId(), consultation: this.consultation, participant };
  }
}
