// Whether the server can be reached again, asked by other sockets than those of the line.

/** So long one asks before one asks anew: checks that went into nothing come again ever more seldom. */
const ASK_MS = 1_500;
/** After F-04's 30 s and as much again there is no hurry: the fetch goes on, and a changed network begins anew. */
const PATIENT_AFTER = 40;
const PATIENT_MS = 30_000;
/** A fetch that nobody has answered by then is lost. */
const FETCH_MS = 8_000;
/** After a fetch that failed at once: there is no network at all, or no server. */
const FAILED_MS = 500;
/** Behind a fragment of the server's: it answers, and opens no path (media/transport/ice.py). */
const REACH = "/reach";

/** True when the server has answered; false when the signal ended it first. */
export type Ask = (signal: AbortSignal) => Promise<boolean>;

/** What the last answer of the media process told, by which it can be asked again. */
interface Known {
  readonly sdp: string;
  readonly iceServers: RTCIceServer[];
}

/**
 * Looks for the server while the line is lost.
 *
 * Firefox 153 ESR lets a WebSocket wait for the socket of an earlier one that the page has given up and that asks ever
 * more seldom: tried all the while, the line came back seconds after the network. So nothing of the line is tried:
 * an ICE agent of its own asks the media port, and a fetch without credentials, which has sockets of its own, asks
 * where there is no such port or its process has lost the call.
 */
export class Reach {
  #known: Known | null = null;

  constructor(
    private readonly create = (configuration: RTCConfiguration) => new RTCPeerConnection(configuration),
  ) {}

  /** The media process has answered so. */
  learn(sdp: string, iceServers: RTCIceServer[] = []): void {
    this.#known = { sdp, iceServers };
  }

  /** True as soon as the server has answered in one way. */
  readonly ask: Ask = async (signal) => {
    const over = new AbortController();
    const end = () => over.abort();
    signal.addEventListener("abort", end);
    try {
      return await Promise.race([this.#byIce(over.signal), byFetch(over.signal)]);
    } finally {
      signal.removeEventListener("abort", end);
      over.abort();
    }
  };

  async #byIce(signal: AbortSignal): Promise<boolean> {
    for (let count = 0; !signal.aborted; count++) {
      const ms = count < PATIENT_AFTER ? ASK_MS : PATIENT_MS;
      const waited = pause(ms, signal);
      if (this.#known && (await this.#check(this.#known, waited))) return true;
      await waited;
    }
    return false;
  }

  /** One agent: true as soon as it has found the server, false when the time is over. */
  async #check({ sdp, iceServers }: Known, over: Promise<void>): Promise<boolean> {
    let connection: RTCPeerConnection | null = null;
    try {
      const asking = this.create({ iceServers });
      connection = asking;
      const found = new Promise<true>((resolve) => {
        asking.oniceconnectionstatechange = () => {
          if (["connected", "completed"].includes(asking.iceConnectionState)) resolve(true);
        };
      });
      asking.createDataChannel("reach");
      const described = asking
        .setLocalDescription()
        .then(() => asking.setRemoteDescription({ type: "answer", sdp: asked(sdp) }))
        .then(() => found)
        .catch(() => over.then(() => false));
      return await Promise.race([described, over.then(() => false)]);
    } catch {
      // No such agent can be made here, as while the page is being left: the fetch goes on.
      return false;
    } finally {
      connection?.close();
    }
  }
}

/** The answer's transport with one data channel, under the name that opens nothing. Pure. */
export function asked(answer: string): string {
  const lines = answer.split(/\r?\n/);
  const first = (name: string) => lines.find((line) => line.startsWith(`a=${name}:`)) ?? "";
  const kept = lines.filter(
    (line) => line.startsWith("a=candidate:") || line.startsWith("a=end-of-candidates"),
  );
  return [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    "a=ice-lite",
    "a=group:BUNDLE 0",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    first("ice-ufrag") + REACH,
    first("ice-pwd"),
    first("fingerprint"),
    "a=setup:passive",
    "a=sctp-port:5000",
    ...new Set(kept),
    "",
  ].join("\r\n");
}

async function byFetch(signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    try {
      const late = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
      await fetch("/healthz", { credentials: "omit", cache: "no-store", signal: late });
      return true;
    } catch {
      await pause(FAILED_MS, signal);
    }
  }
  return false;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
