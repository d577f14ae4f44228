import { Receiving, Sending, type Sent } from "./quality";
import { newestPacket } from "./silence";
import type { Slots } from "./slots";
import { type Readable, Store } from "./store";

export interface PicturesState {
  /** The own picture is held back, so that the sound goes on. */
  readonly held: boolean;
  /** The line carries no own picture: it is held back, or being tried again. */
  readonly poor: boolean;
  /** The participants whose picture has stopped, or is held back by the server, though their sound comes. */
  readonly stopped: ReadonlySet<string>;
}

const WELL: PicturesState = { held: false, poor: false, stopped: new Set() };

/** Watches whether the line carries pictures, and holds the own one back where it does not (F-05). */
export class Pictures {
  readonly #store = new Store<PicturesState>(WELL);
  readonly state: Readable<PicturesState> = this.#store;
  #sending = new Sending();
  #receiving = new Receiving();
  #heard = 0;
  #counting = false;
  #signing = false;

  /** Whether the person signs: the picture is the language then, and is never held back for the sound (F-61). */
  speaksBy(signing: boolean): void {
    this.#signing = signing;
  }

  /** Looks at what a connection has carried; call about once a second. One look at a time. */
  async look(
    connection: RTCPeerConnection,
    sender: RTCRtpSender,
    slots: Slots<MediaStreamTrack>,
  ): Promise<void> {
    if (this.#counting) return;
    this.#counting = true;
    try {
      const [sent, frames] = await Promise.all([countSent(sender), countFrames(connection, slots)]);
      if (connection.connectionState !== "connected") return;
      const newest = newestPacket(connection, "audio");
      const now = performance.now();
      this.#sending.step(sent, now);
      const stopped = new Set([
        ...this.#receiving.step(frames, newest !== this.#heard, now),
        ...[...slots.values()].flatMap(({ held, source }) => (held && source !== null ? [source] : [])),
      ]);
      this.#heard = newest;
      const held = this.#sending.held && !this.#signing;
      const poor = this.#sending.poor && !this.#signing;
      if (held !== this.#store.get().held) await hold(sender, held);
      this.#tell({ held, poor, stopped });
    } finally {
      this.#counting = false;
    }
  }

  /** Begins anew, for another connection. */
  reset(): void {
    this.#sending = new Sending();
    this.#receiving = new Receiving();
    this.#tell(WELL);
  }

  #tell(state: PicturesState): void {
    const { held, poor, stopped } = this.#store.get();
    const same = stopped.size === state.stopped.size && [...stopped].every((one) => state.stopped.has(one));
    if (held !== state.held || poor !== state.poor || !same) this.#store.set(state);
  }
}

/** Sends nothing, or again; the track and the m-line stay. */
async function hold(sender: RTCRtpSender, held: boolean): Promise<void> {
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) encoding.active = !held;
  // Fails only when the connection was closed meanwhile; the next one begins with a picture.
  await sender.setParameters(parameters).catch(() => undefined);
}

/** Fields of W3C Identifiers for WebRTC's Statistics API, sections 8.4 to 8.7, as far as they are read here. */
interface Counted {
  readonly type: string;
  readonly bytesSent?: number;
  readonly framesEncoded?: number;
  readonly framesDecoded?: number;
  readonly fractionLost?: number;
  readonly qualityLimitationReason?: string;
}

function counted(report: RTCStatsReport, type: string): readonly Counted[] {
  return [...report.values()].filter((one: Counted) => one.type === type);
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((all, one) => all + (one ?? 0), 0);
}

async function countSent(sender: RTCRtpSender): Promise<Sent | null> {
  if (!sender.track?.enabled) return null;
  const report = await sender.getStats();
  const streams = counted(report, "outbound-rtp");
  if (streams.length === 0) return null;
  const reasons = streams.flatMap(({ qualityLimitationReason }) => qualityLimitationReason ?? []);
  return {
    bytes: sum(streams.map(({ bytesSent }) => bytesSent)),
    frames: sum(streams.map(({ framesEncoded }) => framesEncoded)),
    lost: Math.max(0, ...counted(report, "remote-inbound-rtp").map(({ fractionLost }) => fractionLost ?? 0)),
    limited: reasons.length > 0 ? reasons.includes("bandwidth") : null,
  };
}

/** Frames decoded of each camera that is shown. A shared screen may rest, so it is not counted. */
async function countFrames(
  connection: RTCPeerConnection,
  slots: Slots<MediaStreamTrack>,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const { mid, receiver } of connection.getTransceivers()) {
    const slot = mid === null ? undefined : slots.get(mid);
    if (slot?.kind !== "video" || slot.source === null || !slot.switched || slot.held) continue;
    const streams = counted(await receiver.getStats(), "inbound-rtp");
    found.set(slot.source, sum(streams.map(({ framesDecoded }) => framesDecoded)));
  }
  return found;
}
