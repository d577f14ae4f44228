import { newId } from "../ids";
import type { InterpreterSnapshot, RingingCall } from "../protocol";
import { Store } from "../store";
import type { Availability } from "../types";
import { OPENING, type SeatContext, SeatModel, type SeatState } from "./seat";

export interface InterpreterState extends SeatState {
  readonly name: string;
  /** ISO 639 codes. */
  readonly languages: readonly string[];
  /** Those of them that calls ring for. */
  readonly languagesOn: readonly string[];
  readonly availability: Availability;
  readonly ringing: readonly RingingCall[];
  /** The call that is being answered now. */
  readonly answering: string | null;
}

/** An interpreter outside a consultation: availability and the calls that ring (J4, F-45). */
export class InterpreterModel extends SeatModel<InterpreterState, InterpreterSnapshot> {
  constructor(context: SeatContext) {
    super(
      context,
      new Store<InterpreterState>({
        ...OPENING,
        name: "",
        languages: [],
        languagesOn: [],
        availability: "away",
        ringing: [],
        answering: null,
      }),
    );
  }

  /** Tells whether calls may ring here. */
  async setAvailability(availability: Availability): Promise<void> {
    await this.context.link.emit("interpreter:availability", { id: newId(), availability });
    this.store.patch({ availability });
  }

  /** Tells whether calls in one of my languages may ring here; the screen follows the server's word. */
  async setLanguage(language: string, on: boolean): Promise<void> {
    await this.context.link.emit("interpreter:language", { id: newId(), language, on });
  }

  /** Answers a call; ApiError "conflict" when another interpreter was first. One at a time. */
  async answer(call: string): Promise<void> {
    if (this.store.get().answering) return;
    this.store.patch({ answering: call });
    try {
      const { consultation } = await this.context.link.emit("interpreter:answer", { id: newId(), call });
      this.#silence(call);
      this.enter(consultation);
    } finally {
      this.store.patch({ answering: null });
    }
  }

  /** Leaves a call to the others. */
  async decline(call: string): Promise<void> {
    await this.context.link.emit("interpreter:decline", { id: newId(), call });
    this.#silence(call);
  }

  protected ask(): Promise<InterpreterSnapshot> {
    return this.context.link.emit("interpreter:open", {});
  }

  protected feeds(snapshot: InterpreterSnapshot): [InterpreterSnapshot] {
    return [snapshot];
  }

  protected show({ name, languages, languagesOn, availability, ringing }: InterpreterSnapshot): void {
    this.store.patch({ name, languages, languagesOn, availability, ringing });
  }

  protected listen(): void {
    const { link } = this.context;
    this.keep(
      link.on("interpreter:ringing", (delta) =>
        this.screen.deliver(delta, () => {
          this.#silence(delta.ringing.call);
          this.store.patch({ ringing: [...this.store.get().ringing, delta.ringing] });
        }),
      ),
    );
    this.keep(
      link.on("interpreter:rung-off", (delta) => this.screen.deliver(delta, () => this.#silence(delta.call))),
    );
    this.keep(
      link.on("interpreter:languages-on", (delta) =>
        this.screen.deliver(delta, () => this.store.patch({ languagesOn: delta.languagesOn })),
      ),
    );
    this.keep(
      link.on("availability:changed", (delta) =>
        this.screen.deliver(delta, () => this.store.patch({ availability: delta.availability })),
      ),
    );
  }

  #silence(call: string): void {
    this.store.patch({ ringing: this.store.get().ringing.filter((one) => one.call !== call) });
  }
}
