import { ApiError } from "../api";
import type { ClientEvents, ServerEvents } from "../protocol";
import type { Ask } from "../reach";
import type { EmitOptions, Link, LinkState } from "../socket";
import { Store } from "../store";

type Request<E extends keyof ClientEvents> = ClientEvents[E]["request"];
type Reply<E extends keyof ClientEvents> = ClientEvents[E]["reply"];
type Answer = (request: never) => unknown;

/** A line whose other end is the test: it answers requests and tells events. */
export class TestLink implements Link {
  readonly line = new Store<LinkState>("up");
  readonly state = this.line;
  readonly sent: { readonly event: string; readonly request: unknown }[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #listeners = new Map<string, Set<(message: never) => void>>();

  /** Answers this event from now on; an ApiError that is returned is a refusal. */
  answer<E extends keyof ClientEvents>(
    event: E,
    reply: (request: Request<E>) => Reply<E> | ApiError | Promise<Reply<E>>,
  ): this {
    this.#answers.set(event, reply as Answer);
    return this;
  }

  /** The requests that were sent of this event, oldest first. */
  requests<E extends keyof ClientEvents>(event: E): readonly Request<E>[] {
    return this.sent.flatMap((one) => (one.event === event ? [one.request as Request<E>] : []));
  }

  /** The server tells something. */
  tell<E extends keyof ServerEvents>(event: E, message: ServerEvents[E]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(message as never);
  }

  /** How many listeners are left. */
  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }

  async emit<E extends keyof ClientEvents>(
    event: E,
    request: Request<E>,
    _options?: EmitOptions,
  ): Promise<Reply<E>> {
    this.sent.push({ event, request });
    const answer = this.#answers.get(event);
    if (!answer) throw new ApiError("refused");
    const reply = await answer(request as never);
    if (reply instanceof ApiError) throw reply;
    return reply as Reply<E>;
  }

  on<E extends keyof ServerEvents>(event: E, listener: (message: ServerEvents[E]) => void): () => void {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set);
    set.add(listener as (message: never) => void);
    return () => set.delete(listener as (message: never) => void);
  }

  /** What the next checks of the line find. */
  lives = true;
  checks = 0;

  async check(): Promise<boolean> {
    this.checks += 1;
    return this.lives && this.line.get() === "up";
  }

  trusted = 0;

  trust(): void {
    this.trusted += 1;
  }

  askedBy: Ask | null = null;

  askBy(ask: Ask): () => void {
    this.askedBy = ask;
    return () => {
      this.askedBy = null;
    };
  }

  close(): void {
    this.line.set("closed");
  }
}
