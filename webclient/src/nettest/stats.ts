// From what a browser's statistics say at several moments to loss, jitter, delay and bandwidth.
import type { Figures } from "./verdict";

/** The counters that matter, at one moment (W3C webrtc-stats). */
export interface Sample {
  /** ms. */
  readonly at: number;
  readonly soundSent: number;
  /** Of the sound that was sent, as the server reports it. */
  readonly soundLostUp: number;
  readonly soundReceived: number;
  readonly soundLost: number;
  /** s; null: not told. */
  readonly jitter: number | null;
  readonly roundTrip: number | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** A sample out of the report of one peer connection. */
export function sampleOf(report: Iterable<[string, object]>, at: number): Sample {
  const all = [...report].map(([, entry]) => new Map<string, unknown>(Object.entries(entry)));
  const of = (type: string, kind?: string) =>
    all.filter((entry) => entry.get("type") === type && (!kind || entry.get("kind") === kind));
  const roundTrips = [
    ...of("remote-inbound-rtp", "audio").map((entry) => entry.get("roundTripTime")),
    ...of("candidate-pair").map((entry) => entry.get("currentRoundTripTime")),
  ].filter(isNumber);
  const jitters = of("inbound-rtp", "audio").map((entry) => entry.get("jitter"));
  return {
    at,
    soundSent: sum(of("outbound-rtp", "audio"), "packetsSent"),
    soundLostUp: sum(of("remote-inbound-rtp", "audio"), "packetsLost"),
    soundReceived: sum(of("inbound-rtp", "audio"), "packetsReceived"),
    soundLost: sum(of("inbound-rtp", "audio"), "packetsLost"),
    jitter: jitters.find(isNumber) ?? null,
    roundTrip: roundTrips.find((seconds) => seconds > 0) ?? null,
    bytesSent: sum(of("outbound-rtp"), "bytesSent"),
    bytesReceived: sum(of("inbound-rtp"), "bytesReceived"),
  };
}

/**
 * What the line carries: loss, jitter and delay of the sound alone (`quiet`), bandwidth with pictures (`loud`).
 * Null when no sound came back. What is lost on the way there is missing on the way back too.
 */
export function figuresOf(quiet: readonly Sample[], loud: readonly Sample[]): Figures | null {
  const [first] = quiet;
  const last = quiet.at(-1);
  if (!first || !last) return null;
  const came = last.soundReceived - first.soundReceived;
  if (came <= 0) return null;
  const up = share(last.soundLostUp - first.soundLostUp, last.soundSent - first.soundSent);
  const both = share(last.soundLost - first.soundLost, came + Math.max(0, last.soundLost - first.soundLost));
  const roundTrips = quiet
    .map(({ roundTrip }) => roundTrip)
    .filter(isNumber)
    .sort((a, b) => a - b);
  const roundTrip = roundTrips[Math.floor(roundTrips.length / 2)];
  return {
    lossUp: up,
    lossDown: up >= 1 ? 0 : Math.max(0, 1 - (1 - both) / (1 - up)),
    jitterMs: last.jitter === null ? null : 1000 * last.jitter,
    roundTripMs: roundTrip === undefined ? null : 1000 * roundTrip,
    upBps: best(loud, "bytesSent"),
    downBps: best(loud, "bytesReceived"),
  };
}

/** The highest rate between two samples, bit/s. */
function best(samples: readonly Sample[], field: "bytesSent" | "bytesReceived"): number {
  const rates = samples.slice(1).map((sample, index) => {
    const before = samples[index];
    if (!before || sample.at <= before.at) return 0;
    return (8000 * (sample[field] - before[field])) / (sample.at - before.at);
  });
  return Math.max(0, ...rates);
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}

function sum(entries: readonly Map<string, unknown>[], field: string): number {
  return entries
    .map((entry) => entry.get(field))
    .filter(isNumber)
    .reduce((total, one) => total + one, 0);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
