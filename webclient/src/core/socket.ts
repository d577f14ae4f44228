import { io } from "socket.io-client";
import { ApiError, toApiError } from "./api";
import { watchNetwork } from "./network";
import { AnswerTime, attemptMs, LONGEST_ATTEMPT_MS, longestPauseMs, type Pace } from "./patience";
import type { ClientEvents, ServerEvents } from "./protocol";
import type { Ask } from "./reach";
import { watchSleep } from "./sleep";
import { type Readable, Store } from "./store";
import type { Seat } from "./types";
import { isFirefox } from "./userAgent";

/** An acknowledgement that is later than this on a living connection is asked for again, same id. */
const ACKNOWLEDGEMENT_MS = 8_000;
/** A request that nobody has acknowledged by then has failed: the 30 s of F-04 and the time to connect. */
const GIVE_UP_MS = 35_000;
/** Between attempts where the server refused the connection for a while (too many, draining). */
const REFUSED_RETRY_MS = 3_000;
/** The status of an address that has too many connections, or has asked too often (RFC 6585 section 4). */
const TOO_MANY = 429;
/** The library's word for an attempt that nobody has answered. */
const TIMED_OUT = "timeout";
/** The third try after a find has patience; whom that does not help has lost its network again. */
const MOST_VAIN = 3;
/** Found so often in vain: the way of the line is another or slower one, and is tried as ever. */
const MOST_FINDS = 3;
/** More requests than this waiting at once is a fault of ours, not of the line. */
const MAX_PENDING = 64;

/**
 * down: the line is lost and being tried again. full: too many are open, of this session or from this network; it is
 * tried again too. refused: this session may not connect; sign in again.
 */
export type LinkState = "connecting" | "up" | "down" | "full" | "refused" | "closed";

export interface EmitOptions {
  /** Fails at once when the line is lost, instead of sending the same request again on the next one. */
  readonly once?: boolean;
}

/** The line between a seat and the server. */
export interface Link {
  readonly state: Readable<LinkState>;
  /** Sends a request and returns its reply; ApiError when it is refused or nobody answers. */
  emit<E extends keyof ClientEvents>(
    event: E,
    request: ClientEvents[E]["request"],
    options?: EmitOptions,
  ): Promise<ClientEvents[E]["reply"]>;
  /** Listens to what the server tells; returns the way to stop. */
  on<E extends keyof ServerEvents>(event: E, listener: (message: ServerEvents[E]) => void): () => void;
  /**
   * Asks whether the line still lives, for something speaks against it: true as soon as the server is
   * heard, false when it is not; then the line is being made anew.
   */
  check(): Promise<boolean>;
  /** What spoke against the line has turned out to be nothing: a check that is under way tells that it lives. */
  trust(): void;
  /** Where trying in vain does harm, a lost line is tried when this has found the server; returns the way to stop. */
  askBy(ask: Ask): () => void;
  /** Ends the line for good; waiting requests fail. */
  close(): void;
}

/** The part of socket.io-client's Socket that a link needs. */
export interface Wire {
  readonly connected: boolean;
  /** False after a refusal by the server: then nobody but us tries again. */
  readonly active: boolean;
  connect(): unknown;
  disconnect(): unknown;
  emit(event: string, request: unknown, acknowledge: (reply: unknown) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: socket.io-client's own signature of a listener
  on(event: string, listener: (...values: any[]) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  off(event: string, listener: (...values: any[]) => void): unknown;
}

interface Pending {
  readonly event: string;
  readonly request: unknown;
  readonly once: boolean;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: ApiError) => void;
  readonly deadline: ReturnType<typeof setTimeout>;
  sentAt: number;
  /** More than once: nobody knows which one an acknowledgement is for (RFC 6298 section 3). */
  sentAgain: boolean;
  again: ReturnType<typeof setTimeout> | undefined;
}

/** A link over Socket.IO. Requests survive a lost line: the same one, with the same id, is sent again. */
export class SocketLink implements Link {
  readonly #state = new Store<LinkState>("connecting");
  readonly state: Readable<LinkState> = this.#state;
  readonly #pending = new Set<Pending>();
  readonly #answers = new AnswerTime();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #doubt: { readonly told: Promise<boolean>; readonly settle: (lives: boolean) => void } | null = null;
  readonly #unwatch: () => void;
  #ask: Ask | null = null;
  #asking: AbortController | null = null;
  /** Since the line was up: how often the server was found, and tries that nobody answered after the last find. */
  #finds = 0;
  #vain = 0;

  constructor(
    private readonly wire: Wire,
    private readonly pace: Pace,
    watch: (changed: () => void) => () => void = watchMachine,
  ) {
    this.#unwatch = watch(() => this.#networkChanged());
    wire.on("connect", this.#connected);
    wire.on("disconnect", this.#lost);
    wire.on("connect_error", this.#failed);
    if (wire.connected) this.#connected();
  }

  emit<E extends keyof ClientEvents>(
    event: E,
    request: ClientEvents[E]["request"],
    options: EmitOptions = {},
  ): Promise<ClientEvents[E]["reply"]> {
    return new Promise((resolve, reject) => {
      const state = this.#state.get();
      if (state === "closed" || state === "refused") return reject(new ApiError("unauthenticated"));
      if (this.#pending.size >= MAX_PENDING) return reject(new ApiError("limit"));
      const once = options.once ?? false;
      if (once && !this.wire.connected) return reject(new ApiError("unavailable", "network"));
      const pending: Pending = {
        event,
        request,
        once,
        resolve: resolve as (reply: unknown) => void,
        reject,
        deadline: setTimeout(() => this.#fail(pending, "network"), GIVE_UP_MS),
        sentAt: 0,
        sentAgain: false,
        again: undefined,
      };
      this.#pending.add(pending);
      if (this.wire.connected) this.#send(pending);
    });
  }

  on<E extends keyof ServerEvents>(event: E, listener: (message: ServerEvents[E]) => void): () => void {
    this.wire.on(event, listener);
    return () => void this.wire.off(event, listener);
  }

  check(): Promise<boolean> {
    if (!this.wire.connected) return Promise.resolve(false);
    if (this.#doubt) return this.#doubt.told;
    let settle: (lives: boolean) => void = () => undefined;
    const answered = new Promise<boolean>((resolve) => (settle = resolve));
    const timer = setTimeout(() => this.#anew(), this.#answers.patienceMs);
    const told = answered.finally(() => clearTimeout(timer));
    this.#doubt = { told, settle };
    // Whatever the server answers, it answers.
    const askedAt = performance.now();
    this.wire.emit("session:check", {}, () => {
      this.#answers.took(performance.now() - askedAt);
      this.#settle(true);
    });
    return told;
  }

  trust(): void {
    this.#settle(true);
  }

  askBy(ask: Ask): () => void {
    if (this.pace === "eager") this.#ask = ask;
    return () => {
      if (this.#ask !== ask) return;
      this.#ask = null;
      if (!this.#asking) return;
      this.#stopAsking();
      this.#anew();
    };
  }

  close(): void {
    this.#unwatch();
    this.#state.set("closed");
    this.#settle(false);
    this.#stopAsking();
    clearTimeout(this.#retry);
    for (const pending of [...this.#pending]) this.#fail(pending, "closed");
    this.wire.disconnect();
  }

  #send(pending: Pending): void {
    clearTimeout(pending.again);
    if (!pending.once) {
      pending.again = setTimeout(() => {
        if (this.wire.connected) this.#send(pending);
      }, ACKNOWLEDGEMENT_MS);
    }
    pending.sentAgain = pending.sentAt > 0;
    pending.sentAt = performance.now();
    this.wire.emit(pending.event, pending.request, (reply) => this.#acknowledged(pending, reply));
  }

  #acknowledged(pending: Pending, reply: unknown): void {
    // The first acknowledgement counts; the one of the same request sent again tells the same.
    if (!this.#forget(pending)) return;
    if (!pending.sentAgain) this.#answers.took(performance.now() - pending.sentAt);
    if (typeof reply === "object" && reply !== null && "ok" in reply) pending.resolve(reply.ok);
    else if (typeof reply === "object" && reply !== null && "error" in reply)
      pending.reject(toApiError(reply.error));
    else pending.reject(new ApiError("unavailable"));
  }

  #fail(pending: Pending, detail: string): void {
    if (this.#forget(pending)) pending.reject(new ApiError("unavailable", detail));
  }

  #forget(pending: Pending): boolean {
    clearTimeout(pending.deadline);
    clearTimeout(pending.again);
    return this.#pending.delete(pending);
  }

  /** A line that is lost is tried at once in the new network, and one that is not is asked. */
  #networkChanged(): void {
    const state = this.#state.get();
    if (state === "down" || state === "full") this.#anew();
    else void this.check();
  }

  #settle(lives: boolean): void {
    const doubt = this.#doubt;
    this.#doubt = null;
    doubt?.settle(lives);
  }

  /** Leaves the connection as it is and makes another, without the library's wait between attempts. */
  #anew(): void {
    this.#settle(false);
    clearTimeout(this.#retry);
    this.wire.disconnect();
    if (this.#ask && this.#finds < MOST_FINDS) void this.#seek(this.#ask);
    else this.wire.connect();
  }

  /** Tries no line before the server is found. */
  async #seek(ask: Ask): Promise<void> {
    this.#stopAsking();
    if (this.#state.get() === "full") this.#state.set("down");
    const asking = new AbortController();
    this.#asking = asking;
    // Who cannot even ask tries the line, as ever.
    const found = await ask(asking.signal).catch(() => true);
    if (!found || this.#asking !== asking) return;
    this.#asking = null;
    this.#finds += 1;
    this.#vain = 0;
    this.wire.connect();
  }

  #stopAsking(): void {
    this.#asking?.abort();
    this.#asking = null;
  }

  #connected = (): void => {
    if (this.#state.get() === "closed") return;
    this.#answers.reset();
    this.#stopAsking();
    this.#finds = this.#vain = 0;
    this.#state.set("up");
    for (const pending of [...this.#pending]) this.#send(pending);
  };

  #lost = (reason: unknown): void => {
    if (this.#state.get() === "closed") return;
    this.#settle(false);
    this.#state.set("down");
    for (const pending of [...this.#pending]) {
      clearTimeout(pending.again);
      if (pending.once) this.#fail(pending, "network");
    }
    // socket.io-client comes back by itself except when one of both ends hung up on purpose.
    if (reason === "io server disconnect") this.#connectLater();
    else if (reason !== "io client disconnect" && this.#ask) this.#anew();
  };

  /** `description` is the HTTP status where the library's own transport was refused, `data` what our server told. */
  #failed = (error: { message?: unknown; data?: unknown; description?: unknown }): void => {
    if (this.#state.get() === "closed") return;
    const told = toApiError(error.data).code;
    const refusals = ["unauthenticated", "refused"];
    if (refusals.includes(told) || refusals.includes(String(error.message))) {
      this.#state.set("refused");
      for (const pending of [...this.#pending]) {
        if (this.#forget(pending)) pending.reject(new ApiError("unauthenticated"));
      }
      return;
    }
    if (told === "limit" || error.description === TOO_MANY) this.#state.set("full");
    else if (this.#state.get() !== "connecting") this.#state.set("down");
    if (!this.wire.active) this.#connectLater();
    else if (
      error.message === TIMED_OUT &&
      this.#finds < MOST_FINDS &&
      ++this.#vain >= MOST_VAIN &&
      this.#ask
    )
      this.#anew();
  };

  #connectLater(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.wire.connect(), REFUSED_RETRY_MS);
  }
}

/** A network that has changed and a machine that has slept are alike to a line: it may be dead. */
function watchMachine(changed: () => void): () => void {
  const stops = [watchNetwork(changed), watchSleep(changed)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** The link of a seat on the page's own server. */
export function connect(seat: Seat): Link {
  const socket = io({
    path: "/socket.io",
    auth: { seat },
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    forceNew: true,
    reconnectionDelay: 100,
    timeout: LONGEST_ATTEMPT_MS,
  });
  let beganAt = performance.now();
  let latest = 0;
  let tookMs: number | null = null;
  const pace: Pace = isFirefox() ? "eager" : "sparing";
  const begin = (attempt: number) => {
    beganAt = performance.now();
    latest = attempt;
    socket.io.timeout(attemptMs(attempt, tookMs, pace));
  };
  socket.io.on("reconnect_attempt", begin);
  // Told before the library chooses its pause.
  socket.io.on("error", ({ message }) => {
    socket.io.reconnectionDelayMax(longestPauseMs(latest, message === TIMED_OUT, pace));
  });
  socket.on("connect", () => {
    // A later one has waited for its network too: that is not what the line takes.
    if (latest === 0) tookMs = performance.now() - beganAt;
    begin(0);
  });
  // A line that is made anew is begun at once, and the library does not tell of it as an attempt.
  socket.on("disconnect", () => begin(0));
  return new SocketLink(socket, pace);
}
