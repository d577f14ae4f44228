import { ApiError, isElsewhere, toApiError } from "./api";
import { continues, type Need, Offered, preferRate } from "./connection";
import type { DevicesState } from "./devices";
import { watchNetwork } from "./network";
import { Pictures } from "./pictures";
import { Reach } from "./reach";
import type { TextChannels } from "./realTimeText";
import { LISTEN_MS, newestPacket, Silence } from "./silence";
import { arrived, type Kind, mapped, type Slots } from "./slots";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";
import { isFirefox } from "./userAgent";
import type { Channel } from "./volatile";

/**
 * From the answer to the first packet both ways, by attempt. A connection is made in 0.1-0.4 s; the first
 * tries are short, for what they meet is often a media process that is just coming back.
 */
const CONNECT_MS = [3_000, 5_000, 10_000] as const;
/** From the answer to an ICE restart to its path: 0.1-0.3 s were measured; a slow network gets a few seconds. */
const MEND_MS = 4_000;
const LOOK_MS = 1_000;
/** Waits between attempts; the server's media process is back within 5 s, so no wait is longer than 1 s. */
const RETRY_MS = [200, 500, 1_000] as const;

/**
 * connecting: the first connection. reconnecting: it was there, and is being made again.
 * refused: the server does not let this participant send media (any more). elsewhere: nor this window.
 */
export type CallPhase =
  | "idle"
  | "connecting"
  | "connected"
  | "reconnecting"
  | "refused"
  | "elsewhere"
  | "closed";

export interface CallState {
  readonly phase: CallPhase;
  readonly slots: Slots<MediaStreamTrack>;
}

/** What a call needs of its surroundings. */
export interface CallContext {
  readonly link: Link;
  readonly consultation: string;
  readonly window?: string;
  readonly devices: Readable<DevicesState>;
  /** The second video source. */
  readonly sharing?: Readable<{ readonly track: MediaStreamTrack | null }>;
  /** Told of the data channels of each new connection, and null when they are gone. */
  readonly channel: (channel: Channel | null, text: TextChannels | null) => void;
  /** Relays that are good now, for networks that let nothing through to the server itself. */
  readonly iceServers?: () => Promise<RTCIceServer[]>;
  readonly createConnection?: (configuration: RTCConfiguration) => RTCPeerConnection;
  /** Another than the browser's own, for tests. */
  readonly watchNetwork?: typeof watchNetwork;
}

/**
 * The media of a consultation: one peer connection. A path that is lost is mended by an ICE restart, which
 * keeps keys, slots and the channel; what that does not bring back is made anew.
 */
export class Call {
  readonly #store = new Store<CallState>({ phase: "idle", slots: new Map() });
  readonly state: Readable<CallState> = this.#store;
  /** Whether the line carries pictures. */
  readonly pictures = new Pictures();
  readonly #stops: (() => void)[] = [];
  readonly #silence = new Silence();
  readonly #reach = new Reach();
  #others = 0;
  #attempt: symbol | null = null;
  #connection: RTCPeerConnection | null = null;
  #offered: Offered | null = null;
  /** Media have gone through `#connection`: its keys are worth keeping. */
  #made = false;
  /** An offer of `#connection` waits for its answer; there is never a second one. */
  #offering = false;
  /** The last answer of `#connection`. */
  #answer = "";
  /** Something new is in the connection that no answer has taken yet. */
  #more = false;
  /** The path is to be mended once more when the answer has come. */
  #mendAgain = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;

  constructor(private readonly context: CallContext) {}

  /** Connects, and keeps connected until it is closed. Starting twice is starting once. */
  start(): void {
    if (this.#store.get().phase !== "idle") return;
    const { link, consultation, devices, sharing } = this.context;
    this.#store.patch({ phase: "connecting" });
    this.#stops.push(
      link.askBy(this.#reach.ask),
      link.on("media:map", (map) => {
        if (map.consultation === consultation) {
          this.#store.patch({ slots: mapped(this.#store.get().slots, map) });
        }
      }),
      link.on("media:restart", (restart) => {
        if (restart.consultation === consultation) this.#anew(0);
      }),
      (this.context.watchNetwork ?? watchNetwork)(() => this.#networkChanged()),
      link.state.subscribe(() => this.#lineChanged()),
      devices.subscribe(() => this.#sendDevices()),
      sharing?.subscribe(() => this.#offerMore()) ?? (() => undefined),
    );
    const listening = setInterval(() => this.#listen(), LISTEN_MS);
    const looking = setInterval(() => this.#look(), LOOK_MS);
    this.#stops.push(
      () => clearInterval(listening),
      () => clearInterval(looking),
    );
    void this.#connect();
  }

  /** Has a place for each of so many others. */
  expect(others: number): void {
    this.#others = others;
    this.#offerMore();
  }

  /** Hangs up and forgets every track, for good. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#drop();
    this.#store.set({ phase: "closed", slots: new Map() });
  }

  async #connect(): Promise<void> {
    this.#drop();
    const attempt = Symbol("attempt");
    this.#attempt = attempt;
    const configuration = await this.#configuration();
    if (this.#attempt !== attempt) return;
    const connection = this.#create(configuration);
    this.#connection = connection;
    await this.#negotiate(connection);
  }

  async #configuration(): Promise<RTCConfiguration> {
    return { bundlePolicy: "max-bundle", iceServers: (await this.context.iceServers?.()) ?? [] };
  }

  /** An ICE restart: another path for the same connection. */
  async #mend(): Promise<void> {
    const connection = this.#connection;
    if (!connection || this.context.link.state.get() !== "up") return;
    if (this.#offering) {
      this.#mendAgain = true;
      return;
    }
    this.#mendAgain = false;
    this.#offering = true;
    this.#silence.mending(performance.now());
    const configuration = await this.#configuration();
    if (this.#connection !== connection) return;
    try {
      connection.setConfiguration(configuration);
      connection.restartIce();
    } catch {
      // It was closed by the browser, or takes no relay that was told just now.
      return this.#anew(0);
    }
    await this.#negotiate(connection);
    if (this.#connection === connection && this.#mendAgain) await this.#mend();
  }

  /** One offer and its answer. */
  async #negotiate(connection: RTCPeerConnection): Promise<void> {
    this.#stopWaiting();
    this.#offering = true;
    try {
      await connection.setLocalDescription();
      const sdp = connection.localDescription?.sdp ?? "";
      const { consultation, link, window = null } = this.context;
      // Once only: an offer that is older than its connection or its line is of no use to anybody.
      const answer = await link.emit("media:offer", { consultation, window, sdp }, { once: true });
      if (this.#connection !== connection) return;
      if (this.#answer !== "" && !continues(this.#answer, answer.sdp)) return this.#anew(0);
      this.#answer = answer.sdp;
      this.#reach.learn(answer.sdp, connection.getConfiguration().iceServers);
      await connection.setRemoteDescription({ type: "answer", sdp: answer.sdp });
      if (this.#connection !== connection) return;
      this.#offering = this.#more = false;
      // Where the browser has not noticed that its path was lost, it will not tell that it is back either.
      if (connection.connectionState === "connected") this.#store.patch({ phase: "connected" });
      else this.#wait(this.#patience(), this.#giveUp);
      void preferRate(this.#offered?.senders.video);
      this.#offerMore();
    } catch (error) {
      if (this.#connection !== connection) return;
      this.#offering = false;
      this.#unanswered(error);
    }
  }

  /** One further offer when more room is needed than the last answer gave, as soon as none is under way. */
  #offerMore(): void {
    const connection = this.#connection;
    const free = this.#made && !this.#offering && this.context.link.state.get() === "up";
    if (!connection || !free) return;
    this.#more = this.#offered?.meet(this.#need()) || this.#more;
    if (this.#more) void this.#negotiate(connection);
  }

  #need(): Need {
    return { others: this.#others, screen: this.context.sharing?.get().track ?? null };
  }

  #patience(): number {
    if (this.#made) return MEND_MS;
    return CONNECT_MS[Math.min(this.#attempts, CONNECT_MS.length - 1)] ?? MEND_MS;
  }

  /** An answer has led nowhere. */
  #giveUp = (): void => {
    if (!this.#made) this.#attempts += 1;
    void this.#connect();
  };

  #unanswered(error: unknown): void {
    const { code } = toApiError(error);
    const elsewhere = isElsewhere(error);
    if (elsewhere || code === "refused" || code === "invalid") {
      this.#drop();
      this.#store.patch({ phase: elsewhere ? "elsewhere" : "refused" });
      return;
    }
    const delayMs = RETRY_MS[Math.min(this.#attempts, RETRY_MS.length - 1)] ?? 0;
    this.#attempts += 1;
    // Keys and slots are kept while nobody answers; an answer that this connection cannot take ends it.
    if (this.#made && error instanceof ApiError) this.#wait(delayMs, () => void this.#mend());
    else this.#anew(delayMs);
  }

  #create(configuration: RTCConfiguration): RTCPeerConnection {
    const create = this.context.createConnection ?? ((wish) => new RTCPeerConnection(wish));
    const connection = create(configuration);
    connection.ontrack = ({ track, transceiver }) => {
      if (this.#connection !== connection || transceiver.mid === null) return;
      this.#store.patch({
        slots: arrived(this.#store.get().slots, transceiver.mid, track.kind as Kind, track),
      });
    };
    connection.onconnectionstatechange = () => this.#pathChanged(connection);
    this.#offered = new Offered(connection, this.context.devices.get(), this.#need());
    this.context.channel(this.#offered.channel, this.#offered.text);
    return connection;
  }

  #pathChanged(connection: RTCPeerConnection): void {
    if (this.#connection !== connection) return;
    switch (connection.connectionState) {
      case "connected":
        this.#stopWaiting();
        this.#attempts = 0;
        this.#made = true;
        this.#store.patch({ phase: "connected" });
        this.#offerMore();
        break;
      case "failed":
        // Firefox 153 ESR sends no packet any more on a connection that has failed, after 30 s without consent
        // (RFC 7675): an ICE restart brings the path back, its counters go on, but nothing leaves.
        if (this.#made && isFirefox()) this.#anew(0);
        else this.#pathLost(connection);
        break;
      case "disconnected":
        this.#pathLost(connection);
        break;
      case "new":
      case "connecting":
      case "closed":
        break;
    }
  }

  /** Mends the path as soon as it is known that the line lives; #lineChanged does it when that had to come back. */
  #pathLost(connection: RTCPeerConnection): void {
    if (!this.#made) {
      if (connection.connectionState === "failed") this.#anew(0);
      return;
    }
    this.#store.patch({ phase: "reconnecting" });
    if (this.#timer !== undefined) return; // it is being mended already, and its time runs
    void this.context.link.check().then((lives) => {
      const lost = this.#connection === connection && connection.connectionState !== "connected";
      if (lives && lost && !this.#offering && this.#timer === undefined) void this.#mend();
    });
  }

  /** The old path may lead nowhere, whatever the connection says of it. */
  #networkChanged(): void {
    const connection = this.#connection;
    if (!connection || !this.#made) return;
    void this.context.link.check().then((lives) => {
      if (this.#connection !== connection) return;
      if (lives) void this.#mend();
      else this.#store.patch({ phase: "reconnecting" });
    });
  }

  /** Nobody is heard: either they have all gone silent, or this end has lost its network. */
  #listen(): void {
    const connection = this.#connection;
    if (!connection || !this.#made) return;
    switch (this.#silence.listen(newestPacket(connection), performance.now())) {
      case "doubt":
        void this.context.link.check().then((lives) => {
          if (!lives && this.#connection === connection) this.#store.patch({ phase: "reconnecting" });
        });
        break;
      case "again":
        this.context.link.trust();
        break;
      case "mend":
        if (!this.#offering && this.#timer === undefined) void this.#mend();
        break;
      case "heard":
      case "nothing":
        break;
    }
  }

  #look(): void {
    const { phase, slots } = this.#store.get();
    if (phase !== "connected" || !this.#connection || !this.#offered) return;
    void this.pictures.look(this.#connection, this.#offered.senders.video, slots);
  }

  #lineChanged(): void {
    const { phase } = this.#store.get();
    const over = phase === "refused" || phase === "elsewhere";
    if (this.context.link.state.get() !== "up" || over) return;
    if (phase === "connected") this.#offerMore();
    else if (this.#made) void this.#mend();
    else this.#anew(0);
  }

  #sendDevices(): void {
    const { microphone, camera } = this.context.devices.get();
    if (!this.#offered) return;
    const { senders } = this.#offered;
    for (const [sender, { track }] of [
      [senders.audio, microphone],
      [senders.video, camera],
    ] as const) {
      // Fails only when the connection was closed meanwhile; the next one takes the new track itself.
      if (sender.track !== track) void sender.replaceTrack(track).catch(() => undefined);
    }
  }

  #anew(delayMs: number): void {
    const { phase } = this.#store.get();
    this.#drop();
    if (phase !== "connecting") this.#store.patch({ phase: "reconnecting" });
    this.#wait(delayMs, () => void this.#connect());
  }

  /** Does `next` when nothing else has happened by then. */
  #wait(delayMs: number, next: () => void): void {
    this.#stopWaiting();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // Without a line to the server there is nobody to offer to: #lineChanged goes on from here.
      if (this.context.link.state.get() === "up") next();
    }, delayMs);
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Ends the connection and hides every slot: nothing of the others stays on the screen. */
  #drop(): void {
    this.#stopWaiting();
    const connection = this.#connection;
    this.#connection = this.#attempt = null;
    this.#silence.reset();
    this.pictures.reset();
    this.#made = this.#offering = this.#more = this.#mendAgain = false;
    this.#answer = "";
    this.#offered = null;
    this.context.channel(null, null);
    if (connection) {
      connection.ontrack = null;
      connection.onconnectionstatechange = null;
      connection.close();
    }
    this.#store.patch({ slots: new Map() });
  }
}
