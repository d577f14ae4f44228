import { type Readable, Store } from "./store";

const SEND_MS = 33; // at most 30 positions a second: more is not seen
const REPEAT_MS = 2_000; // a pointer that rests is told again, for a message may be lost
const FORGET_MS = 6_000; // three repeats missed: the "gone" was lost
const MAX_MESSAGE_CHARS = 1_024;
const MAX_SURFACE_CHARS = 128;

/** Where a participant points at; x and y are parts of the surface's width and height, 0..1. */
export interface Pointer {
  readonly participant: string;
  readonly surface: string;
  readonly x: number;
  readonly y: number;
}

/** The surface of a page: what pointers name. */
export function surfaceOf(paper: string, page: number): string {
  return `${paper}:${page}`;
}

/** The part of RTCDataChannel that this needs. */
export interface Channel {
  readonly readyState: RTCDataChannelState;
  send(text: string): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

interface Place {
  readonly surface: string;
  readonly x: number;
  readonly y: number;
}

/** What is relayed and never stored: where everybody points. Lost messages do no harm. */
export class Volatile {
  readonly #pointers = new Store<readonly Pointer[]>([]);
  readonly pointers: Readable<readonly Pointer[]> = this.#pointers;
  /** Hears what is no pointer, which is parsed elsewhere; null: the channel has gone. */
  heard: (data: unknown) => void = () => undefined;
  readonly #forgetAt = new Map<string, ReturnType<typeof setTimeout>>();
  #channel: Channel | null = null;
  #own: Place | null = null;
  #unsent = false;
  #throttle: ReturnType<typeof setTimeout> | undefined;
  #repeat: ReturnType<typeof setTimeout> | undefined;

  /** Speaks over this channel from now on; null: there is none for the moment. */
  bind(channel: Channel | null): void {
    if (this.#channel) this.#channel.onmessage = null;
    this.#channel = channel;
    if (channel) channel.onmessage = ({ data }) => this.#receive(data);
    else {
      for (const { participant } of this.#pointers.get()) this.forget(participant);
      this.heard(null);
    }
  }

  /** Shows the others where this person points, at most 30 times a second; the newest place wins. */
  point(surface: string, x: number, y: number): void {
    if (this.#own && this.#own.surface !== surface) this.unpoint();
    this.#own = { surface, x: clamp(x), y: clamp(y) };
    if (this.#throttle === undefined) this.#tell();
    else this.#unsent = true;
  }

  /** Takes the own pointer away. */
  unpoint(): void {
    clearTimeout(this.#repeat);
    this.#unsent = false;
    if (this.#own) this.tell({ type: "pointer-gone", surface: this.#own.surface });
    this.#own = null;
  }

  /** Takes the pointer of a participant away. */
  forget(participant: string): void {
    clearTimeout(this.#forgetAt.get(participant));
    this.#forgetAt.delete(participant);
    this.#pointers.set(this.#pointers.get().filter((pointer) => pointer.participant !== participant));
  }

  /** Forgets everything for good. */
  close(): void {
    this.unpoint();
    clearTimeout(this.#throttle);
    this.bind(null);
  }

  #tell = (): void => {
    if (!this.#own) return;
    this.#unsent = false;
    this.tell({ type: "pointer", ...this.#own });
    this.#throttle = setTimeout(() => {
      this.#throttle = undefined;
      if (this.#unsent) this.#tell();
    }, SEND_MS);
    clearTimeout(this.#repeat);
    this.#repeat = setTimeout(this.#tell, REPEAT_MS);
  };

  /** Sends a message of the channel, once. */
  tell(message: object): void {
    // Not open yet, or not any more: the next position comes soon enough.
    if (this.#channel?.readyState === "open") this.#channel.send(JSON.stringify(message));
  }

  #receive(data: unknown): void {
    const message = parseVolatile(data);
    if (!message) {
      this.heard(data);
      return;
    }
    this.forget(message.participant);
    if (message.gone) return;
    const { gone: _, ...pointer } = message;
    this.#pointers.set([...this.#pointers.get(), pointer]);
    this.#forgetAt.set(
      pointer.participant,
      setTimeout(() => this.forget(pointer.participant), FORGET_MS),
    );
  }
}

/** A pointer message as the server relays it, or null for anything else. */
export function parseVolatile(data: unknown): (Pointer & { readonly gone: boolean }) | null {
  if (typeof data !== "string" || data.length > MAX_MESSAGE_CHARS) return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { type, from, surface, x, y } = value as Record<string, unknown>;
  if (typeof from !== "string" || !/^[0-9a-f]{32}$/.test(from)) return null;
  if (typeof surface !== "string" || surface.length > MAX_SURFACE_CHARS) return null;
  if (type === "pointer-gone") return { participant: from, surface, x: 0, y: 0, gone: true };
  if (type !== "pointer" || !isPart(x) || !isPart(y)) return null;
  return { participant: from, surface, x, y, gone: false };
}

function isPart(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
