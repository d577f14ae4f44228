// Whether anything still comes from the others. Pure: what was heard and the time are arguments.

/** Between two packets of a voice are 20 ms; who hears nothing for so long has reason to doubt the line. */
const DOUBT_MS = 600;
/** By then a server that has restarted has told so; what is silent still is the path. */
const NEW_PATH_MS = 1_500;

/** heard: something came just now. doubt: ask whether the line lives. mend: the path leads nowhere. */
export type Hearing = "heard" | "doubt" | "mend" | "nothing";

/** Tells once in each silence that there is a doubt, and once that the path is to be mended. */
export class Silence {
  #latest = 0;
  #heardAt: number | null = null;
  #told: Hearing = "heard";

  /**
   * What the newest time of a packet means at `nowMs`; both in ms, of clocks that need not agree.
   * While nobody has been heard yet there is nothing to miss.
   */
  listen(latest: number, nowMs: number): Hearing {
    if (latest !== this.#latest) {
      this.#latest = latest;
      this.#heardAt = nowMs;
      this.#told = "heard";
      return "heard";
    }
    if (this.#heardAt === null) return "nothing";
    const silentMs = nowMs - this.#heardAt;
    if (silentMs >= NEW_PATH_MS && this.#told === "doubt") return this.#tell("mend");
    if (silentMs >= DOUBT_MS && this.#told === "heard") return this.#tell("doubt");
    return "nothing";
  }

  /** Begins anew, for another connection. */
  reset(): void {
    this.#latest = 0;
    this.#heardAt = null;
    this.#told = "heard";
  }

  #tell(hearing: Hearing): Hearing {
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
