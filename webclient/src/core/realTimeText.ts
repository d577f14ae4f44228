import { Outgoing } from "./outgoing";

import { type Readable, Store } from "./store";
import { applied, MISSING } from "./t140";
import { TokenBucket } from "./tokens";

const BUFFER_MS = 300; // RFC 4103 section 5.1: the longest that typed text may be held back
const MAX_BLOCK_CHARS = 256; // at most 1,024 bytes of UTF-8, which the server takes
const AVERAGE_SECONDS = 10; // over which they are counted (RFC 4103 section 6)
/**
 * After a new connection in the place of one that was lost: nothing is kept for who is away, and the others may
 * be on their way back as well. A media process that died has everybody back within this time.
 */
const RETURN_MS = 5_000;
const STAYS_MS = 15_000; // a finished line stays on the picture: it is read more slowly than it is heard
const MAX_LINES = 500; // of all writers; beyond it the one with the most lines loses the oldest

/** A line that somebody has finished; kept by this screen alone. */
export interface WrittenLine {
  readonly id: number;
  readonly participant: string;
  readonly text: string;
  /** The number of the newest stored message at the time. */
  readonly after: number;
}

/** A line on somebody's picture. */
export interface GrowingLine {
  readonly text: string;
  readonly finished: boolean;
}

export interface TextState {
  /** What is typed goes to the others at once. */
  readonly live: boolean;
  readonly draft: string;
  readonly lines: readonly WrittenLine[];
  /** So many of the own newest lines have not been sent. */
  readonly unsent: number;
  /** Something is not sent because there is no way to the others now. */
  readonly waiting: boolean;
  /** By participant; of the others only. */
  readonly growing: ReadonlyMap<string, GrowingLine>;
}

/** The part of RTCDataChannel that this needs. */
export interface TextChannel {
  readonly label: string;
  readonly readyState: RTCDataChannelState;
  readonly bufferedAmount: number;
  send(text: string): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** The channels for text of one connection: the own one, and one for each other who writes. */
export interface TextChannels {
  readonly own: TextChannel;
  onwriter: ((channel: TextChannel) => void) | null;
}

const NOTHING: TextState = {
  live: false,
  draft: "",
  lines: [],
  unsent: 0,
  waiting: false,
  growing: new Map(),
};

export interface TextContext {
  /** The own participant's id. */
  readonly me: () => string;
  /** The number of the newest stored message. */
  readonly newest: () => number;
}

/** Real-time text, character by character (F-63): relayed, never stored (RFC 8865). */
export class RealTimeText {
  readonly #store = new Store<TextState>(NOTHING);
  readonly state: Readable<TextState> = this.#store;
  readonly #outgoing = new Outgoing();
  #perSecond = 0; // nothing goes until a snapshot has told how much may
  #pace = paceOf(0);
  readonly #stays = new Map<string, ReturnType<typeof setTimeout>>();
  #channels: TextChannels | null = null;
  #held = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Until then the others may be on their way back. */
  #returnAt = Number.NEGATIVE_INFINITY;
  #connected = false;
  #lastId = 0;

  constructor(private readonly context: TextContext) {}

  /** Speaks over these channels from now on; null: there are none for the moment. */
  bind(channels: TextChannels | null): void {
    if (this.#channels) {
      this.#channels.own.onopen = this.#channels.onwriter = null;
      this.#outgoing.takeBack(this.#channels.own.bufferedAmount);
      this.#interrupt();
    }
    this.#channels = channels;
    if (channels) {
      if (this.#connected) this.#returnAt = performance.now() + RETURN_MS;
      this.#connected = true;
      channels.own.onopen = () => this.#send();
      channels.onwriter = (channel) => this.#listen(channel);
    }
    this.#send();
  }

  /** Keeps what is typed while the path is away: what a channel has taken cannot be told from what has arrived. */
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    this.#send();
  }

  /** No faster than so many characters a second: the server drops what is more. */
  keepTo(perSecond: number): void {
    if (perSecond === this.#perSecond) return;
    this.#perSecond = perSecond;
    this.#pace = paceOf(perSecond);
  }

  /** Whether typed text goes to the others at once, or as a message when it is ready. */
  setLive(live: boolean): void {
    const { draft } = this.#store.get();
    if (!live && draft !== "") this.write(`${draft}\n`);
    this.#store.patch({ live });
  }

  /** The own line is this now; a line break in it finishes it. */
  write(typed: string): void {
    const finished = this.#outgoing.write(typed);
    for (const line of finished) this.#finish(this.context.me(), line);
    this.#store.patch({ draft: this.#outgoing.draft });
    this.#send();
  }

  /** Somebody has left: what they wrote stays, and grows no more. */
  left(participant: string): void {
    const line = this.#store.get().growing.get(participant);
    if (line && !line.finished && line.text !== "") this.#finish(participant, line.text);
    this.#show(participant, null);
  }

  /** Forgets everything for good. */
  close(): void {
    this.bind(null);
    clearTimeout(this.#timer);
    for (const timer of this.#stays.values()) clearTimeout(timer);
    this.#stays.clear();
    this.#store.set(NOTHING);
  }

  /** Sends what waits: at once, or when the last block is BUFFER_MS old. */
  #send = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const own = this.#channels?.own;
    const now = performance.now();
    const open = own?.readyState === "open" && !this.#held && now >= this.#returnAt;
    if (now < this.#returnAt) this.#timer = setTimeout(this.#send, this.#returnAt - now);
    if (open) {
      const wait = this.#sentAt + BUFFER_MS - now;
      if (wait > 0) {
        this.#timer = setTimeout(this.#send, wait);
      } else {
        this.#outgoing.left(own.bufferedAmount);
        const block = this.#outgoing.take(Math.min(MAX_BLOCK_CHARS, this.#pace.room(now)));
        if (block !== "") {
          own.send(block);
          this.#sentAt = now;
          this.#pace.spend(Array.from(block).length);
        }
        if (this.#outgoing.waits) this.#timer = setTimeout(this.#send, BUFFER_MS);
      }
    }
    const unsent = this.#outgoing.waitingLines;
    const waiting = !open && this.#outgoing.waits;
    const state = this.#store.get();
    if (unsent !== state.unsent || waiting !== state.waiting) this.#store.patch({ unsent, waiting });
  };

  #listen(channel: TextChannel): void {
    if (!/^[0-9a-f]{32}$/.test(channel.label)) return;
    const channels = this.#channels;
    channel.onmessage = ({ data }) => {
      if (typeof data === "string" && this.#channels === channels) this.#receive(channel.label, data);
    };
  }

  #receive(participant: string, block: string): void {
    const before = this.#store.get().growing.get(participant);
    const { finished, line } = applied(before && !before.finished ? before.text : "", block);
    for (const text of finished) if (text !== "") this.#finish(participant, text);
    const last = finished.at(-1);
    // An erased or empty line shows nothing; the one before it stays for a while.
    if (line !== "") this.#show(participant, { text: line, finished: false });
    else if (last) this.#show(participant, { text: last, finished: true });
    else if (!before?.finished) this.#show(participant, null);
  }

  #finish(participant: string, text: string): void {
    const line = { id: ++this.#lastId, participant, text, after: this.context.newest() };
    this.#store.patch({ lines: bounded([...this.#store.get().lines, line]) });
  }

  #show(participant: string, line: GrowingLine | null): void {
    clearTimeout(this.#stays.get(participant));
    this.#stays.delete(participant);
    const growing = new Map(this.#store.get().growing);
    if (line) growing.set(participant, line);
    else growing.delete(participant);
    this.#store.patch({ growing });
    if (line?.finished) {
      this.#stays.set(
        participant,
        setTimeout(() => this.#show(participant, null), STAYS_MS),
      );
    }
  }

  /** The connection has gone in the middle of lines: nobody knows what of them has been missed. */
  #interrupt(): void {
    for (const [participant, { text, finished }] of this.#store.get().growing) {
      if (!finished && !text.endsWith(MISSING)) {
        this.#show(participant, { text: text + MISSING, finished: false });
      }
    }
  }
}

/** The lines without one where they are too many: nobody's flood takes away what others have written. */
function bounded(lines: WrittenLine[]): WrittenLine[] {
  if (lines.length <= MAX_LINES) return lines;
  const counts = new Map<string, number>();
  for (const { participant } of lines) counts.set(participant, (counts.get(participant) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const dropped = lines.findIndex(({ participant }) => counts.get(participant) === most);
  return lines.toSpliced(dropped, 1);
}

function paceOf(perSecond: number): TokenBucket {
  return new TokenBucket(perSecond, AVERAGE_SECONDS * perSecond, performance.now());
}
