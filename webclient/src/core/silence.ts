// Whether anything still comes from the others. Pure: what was heard and the time are arguments.

/** How often one listens: a browser by itself takes 5 s to notice a dead path, and the grain is lost time. */
export const LISTEN_MS = 100;
/** Before the rhythm is known, and at most: Opus with DTX sends one packet each 400 ms, and one may be lost. */
const DOUBT_MS = 900;
/** Pictures and speech come with each listening; three in a row without any is no chance, at 20 % loss neither. */
const LEAST_DOUBT_MS = 300;
/** A pause that was no longer belongs to the rhythm, though it was doubted; a longer one was a silence. */
const LONGEST_PAUSE_MS = 1_000;
/** The rhythm is of the last 5 to 10 s: a pause between two sentences is remembered until the next one. */
const RHYTHM_MS = 5_000;
/** By then a server that has restarted has told so; what is silent still is the path. */
const NEW_PATH_MS = 1_500;
/** After a path that was mended for another reason; Chromium may take 2 s until it knows of a new address. */
const NEXT_PATH_MS = 3_000;

/**
 * heard: something came just now. again: the same, after a doubt. doubt: ask whether the line lives. mend: the path
 * leads nowhere.
 */
export type Hearing = "heard" | "again" | "doubt" | "mend" | "nothing";

/** Tells once in each silence that there is a doubt, and once that the path is to be mended. */
export class Silence {
  #latest = 0;
  #heardAt: number | null = null;
  #mendAt = 0;
  #told: "heard" | "doubt" | "mend" = "heard";
  /** The longest pause between two packets in this stretch and in the one before; null: not known yet. */
  #pauses: { readonly since: number; readonly now: number; readonly before: number | null } | null = null;

  /**
   * What the newest time of a packet means at `nowMs`; both in ms, of clocks that need not agree.
   * While nobody has been heard yet there is nothing to miss.
   */
  listen(latest: number, nowMs: number): Hearing {
    if (latest !== this.#latest) {
      this.#latest = latest;
      return this.#hear(nowMs);
    }
    if (this.#heardAt === null) return "nothing";
    if (nowMs >= this.#mendAt && this.#told === "doubt") return this.#tell("mend");
    if (nowMs - this.#heardAt >= this.#doubtMs() && this.#told === "heard") return this.#tell("doubt");
    return "nothing";
  }

  /** The path is being mended at `nowMs`, whoever found out: that gets its time before it is mended again. */
  mending(nowMs: number): void {
    this.#mendAt = Math.max(this.#mendAt, nowMs + NEXT_PATH_MS);
  }

  /** Begins anew, for another connection. */
  reset(): void {
    this.#latest = this.#mendAt = 0;
    this.#heardAt = this.#pauses = null;
    this.#told = "heard";
  }

  #hear(nowMs: number): Hearing {
    this.#remember(nowMs);
    const doubted = this.#told !== "heard";
    this.#heardAt = nowMs;
    this.#mendAt = nowMs + NEW_PATH_MS;
    this.#told = "heard";
    return doubted ? "again" : "heard";
  }

  /** A pause, or, after a silence, the rhythm of before that. */
  #remember(nowMs: number): void {
    const pauseMs = nowMs - (this.#heardAt ?? nowMs);
    const { since, now, before } = this.#pauses ?? { since: nowMs, now: 0, before: null };
    const counted = pauseMs > LONGEST_PAUSE_MS ? 0 : pauseMs;
    this.#pauses =
      nowMs - since < RHYTHM_MS
        ? { since, now: Math.max(now, counted), before }
        : { since: nowMs, now: counted, before: now };
  }

  #doubtMs(): number {
    if (this.#pauses === null || this.#pauses.before === null) return DOUBT_MS;
    const longestMs = Math.max(this.#pauses.now, this.#pauses.before);
    return Math.min(DOUBT_MS, Math.max(LEAST_DOUBT_MS, 3 * longestMs));
  }

  #tell(hearing: "doubt" | "mend"): Hearing {
    this.#told = hearing;
    return hearing;
  }
}

/** The newest time (ms) of a packet that the connection has received, of this kind or any; 0 when none has. */
export function newestPacket(connection: RTCPeerConnection, kind?: "audio" | "video"): number {
  const times = connection
    .getReceivers()
    .filter(({ track }) => kind === undefined || track.kind === kind)
    .flatMap((receiver) => receiver.getSynchronizationSources().map(({ timestamp }) => timestamp));
  return Math.max(0, ...times);
}
