import { toApiError } from "./api";
import { addMedia, preferRate, type Senders } from "./connection";
import type { DevicesState } from "./devices";
import { arrived, type Kind, mapped, type Slots } from "./slots";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";
import type { Channel } from "./volatile";

/** A path that is lost this long does not come back by itself soon enough; a new connection does. */
const DISCONNECTED_MS = 3_000;
/** From the answer to the first packet both ways; a third of F-04's 30 s, so that three tries fit in. */
const CONNECT_MS = 10_000;
/** Waits between attempts; the server's media process is back within 5 s, so no wait is longer than 1 s. */
const RETRY_MS = [200, 500, 1_000] as const;

/**
 * connecting: the first connection. reconnecting: it was there, and is being made again.
 * refused: the server does not let this participant send media (any more).
 */
export type CallPhase = "idle" | "connecting" | "connected" | "reconnecting" | "refused" | "closed";

export interface CallState {
  readonly phase: CallPhase;
  readonly slots: Slots<MediaStreamTrack>;
}

/** What a call needs of its surroundings. */
export interface CallContext {
  readonly link: Link;
  readonly consultation: string;
  readonly devices: Readable<DevicesState>;
  /** Told of each new data channel, and null when it is gone. */
  readonly channel: (channel: Channel | null) => void;
  /** A new peer connection; ICE servers are not needed: the server is an ICE-lite agent. */
  readonly createConnection?: () => RTCPeerConnection;
}

/** The media of a consultation: one peer connection, made anew whenever it is lost. */
export class Call {
  readonly #store = new Store<CallState>({ phase: "idle", slots: new Map() });
  readonly state: Readable<CallState> = this.#store;
  readonly #stops: (() => void)[] = [];
  #connection: RTCPeerConnection | null = null;
  #senders: Senders | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;

  constructor(private readonly context: CallContext) {}

  /** Connects, and keeps connected until it is closed. Starting twice is starting once. */
  start(): void {
    if (this.#store.get().phase !== "idle") return;
    const { link, consultation, devices } = this.context;
    this.#store.patch({ phase: "connecting" });
    this.#stops.push(
      link.on("media:map", (map) => {
        if (map.consultation === consultation) {
          this.#store.patch({ slots: mapped(this.#store.get().slots, map) });
        }
      }),
      link.on("media:restart", (restart) => {
        if (restart.consultation === consultation) this.#again(0);
      }),
      link.state.subscribe(() => this.#lineChanged()),
      devices.subscribe(() => this.#sendDevices()),
    );
    void this.#connect();
  }

  /** Hangs up and forgets every track, for good. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#drop();
    this.#store.set({ phase: "closed", slots: new Map() });
  }

  async #connect(): Promise<void> {
    this.#drop();
    const connection = this.#create();
    this.#connection = connection;
    try {
      await connection.setLocalDescription();
      const sdp = connection.localDescription?.sdp ?? "";
      const { consultation, link } = this.context;
      // Once only: an offer that is older than its connection is of no use to anybody.
      const answer = await link.emit("media:offer", { consultation, sdp }, { once: true });
      if (this.#connection !== connection) return;
      await connection.setRemoteDescription({ type: "answer", sdp: answer.sdp });
      if (this.#connection !== connection) return;
      if (connection.connectionState !== "connected") this.#wait(CONNECT_MS);
      void preferRate(this.#senders?.video);
    } catch (error) {
      if (this.#connection !== connection) return;
      const { code } = toApiError(error);
      if (code === "refused" || code === "invalid") this.#refused();
      else this.#again(RETRY_MS[Math.min(this.#attempts++, RETRY_MS.length - 1)] ?? 0);
    }
  }

  #create(): RTCPeerConnection {
    const create =
      this.context.createConnection ?? (() => new RTCPeerConnection({ bundlePolicy: "max-bundle" }));
    const connection = create();
    connection.ontrack = ({ track, transceiver }) => {
      if (this.#connection !== connection || transceiver.mid === null) return;
      this.#store.patch({
        slots: arrived(this.#store.get().slots, transceiver.mid, track.kind as Kind, track),
      });
    };
    connection.onconnectionstatechange = () => this.#pathChanged(connection);
    const { senders, channel } = addMedia(connection, this.context.devices.get());
    this.#senders = senders;
    this.context.channel(channel);
    return connection;
  }

  #pathChanged(connection: RTCPeerConnection): void {
    if (this.#connection !== connection) return;
    switch (connection.connectionState) {
      case "connected":
        clearTimeout(this.#timer);
        this.#attempts = 0;
        this.#store.patch({ phase: "connected" });
        break;
      case "disconnected":
        this.#store.patch({ phase: "reconnecting" });
        this.#wait(DISCONNECTED_MS);
        break;
      case "failed":
      case "closed":
        this.#again(0);
        break;
      case "new":
      case "connecting":
        break;
    }
  }

  #lineChanged(): void {
    const { phase } = this.#store.get();
    if (this.context.link.state.get() === "up" && phase !== "connected" && phase !== "refused")
      this.#again(0);
  }

  #sendDevices(): void {
    const { microphone, camera } = this.context.devices.get();
    if (!this.#senders) return;
    for (const [sender, { track }] of [
      [this.#senders.audio, microphone],
      [this.#senders.video, camera],
    ] as const) {
      // Fails only when the connection was closed meanwhile; the next one takes the new track itself.
      if (sender.track !== track) void sender.replaceTrack(track).catch(() => undefined);
    }
  }

  #again(delayMs: number): void {
    const { phase } = this.#store.get();
    this.#drop();
    if (phase !== "connecting") this.#store.patch({ phase: "reconnecting" });
    this.#wait(delayMs);
  }

  #wait(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Without a line to the server there is nobody to offer to: #lineChanged goes on from here.
      if (this.context.link.state.get() === "up") void this.#connect();
    }, delayMs);
  }

  #refused(): void {
    this.#drop();
    this.#store.patch({ phase: "refused" });
  }

  /** Ends the connection and hides every slot: nothing of the others stays on the screen. */
  #drop(): void {
    clearTimeout(this.#timer);
    const connection = this.#connection;
    this.#connection = null;
    this.#senders = null;
    this.context.channel(null);
    if (connection) {
      connection.ontrack = null;
      connection.onconnectionstatechange = null;
      connection.close();
    }
    this.#store.patch({ slots: new Map() });
  }
}
