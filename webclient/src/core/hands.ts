import { newId } from "./ids";
import type { Link } from "./socket";

/** Hands: the own one raised, for who leads also those of others (F-48), and whether one speaks with them (F-61). */
export class Hands {
  constructor(
    private readonly link: Link,
    private readonly consultation: string,
  ) {}

  /** Raises or lowers the own hand. ApiError when it is refused. */
  async raise(raised: boolean): Promise<void> {
    await this.link.emit("hand:raise", { id: newId(), consultation: this.consultation, raised });
  }

  /** Marks oneself as signing, or takes the mark back: who signs is never hidden. ApiError when it is refused. */
  async sign(signing: boolean): Promise<void> {
    await this.link.emit("consultation:signing", { id: newId(), consultation: this.consultation, signing });
  }

  /** Lowers the hand of another. */
  async lower(participant: string): Promise<void> {
    await this.link.emit("hand:lower", { id: newId(), consultation: this.consultation, participant });
  }
}
