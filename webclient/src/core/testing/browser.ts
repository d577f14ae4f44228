// What node does not have of a browser, as little as the view models touch.
import type { Api } from "../api";
import { ApiError } from "../api";
import type { Seat } from "../types";

/** A track of a camera, a microphone or a receive slot. */
export class TestTrack {
  enabled = true;
  muted = false;
  readyState: "live" | "ended" = "live";
  contentHint = "";
  onended: (() => void) | null = null;
  onmute: (() => void) | null = null;
  onunmute: (() => void) | null = null;

  constructor(
    readonly kind: "audio" | "video",
    readonly id = kind as string,
  ) {}

  stop(): void {
    this.readyState = "ended";
  }

  /** How the sound is treated; a browser that `obeys` changes that while the track runs. */
  settings: { noiseSuppression?: boolean; echoCancellation?: boolean } = {};
  obeys = true;

  getSettings(): { deviceId: string; noiseSuppression?: boolean; echoCancellation?: boolean } {
    return { deviceId: `${this.kind}-device`, ...this.settings };
  }

  async applyConstraints(wish: MediaTrackConstraints): Promise<void> {
    if (this.obeys) this.settings = settingsOf(wish);
  }
}

function settingsOf(wish: MediaTrackConstraints): TestTrack["settings"] {
  const { noiseSuppression, echoCancellation } = wish as Record<string, { ideal: boolean } | undefined>;
  return {
    ...(noiseSuppression ? { noiseSuppression: noiseSuppression.ideal } : {}),
    ...(echoCancellation ? { echoCancellation: echoCancellation.ideal } : {}),
  };
}

export class TestStream {
  constructor(readonly tracks: TestTrack[] = []) {}
  getTracks = (): TestTrack[] => this.tracks;
}

/** A camera and a microphone; `refuse` names the errors of what cannot be had. */
export class TestMedia {
  refuse: { audio?: string; video?: string } = {};
  /** Whether tracks change while they run; see `TestTrack`. */
  obeys = true;
  /** So many microphones that are opened from now on are still treated as the one before. */
  lingers = 0;
  readonly given: TestTrack[] = [];
  readonly asked: MediaStreamConstraints[] = [];
  /** The name of the error with which the person or the system turns the question for a screen down. */
  refuseScreen: string | null = null;
  readonly listeners = new Set<() => void>();

  async getUserMedia(wish: MediaStreamConstraints): Promise<TestStream> {
    this.asked.push(wish);
    const tracks: TestTrack[] = [];
    for (const kind of ["audio", "video"] as const) {
      if (!wish[kind]) continue;
      const refusal = this.refuse[kind];
      if (refusal) throw new DOMException(refusal, refusal);
      const track = new TestTrack(kind);
      track.obeys = this.obeys;
      const before = this.given.findLast((one) => one.kind === "audio");
      if (kind === "audio" && before && this.lingers > 0) {
        this.lingers -= 1;
        track.settings = before.settings;
      } else if (kind === "audio") track.settings = settingsOf(wish[kind] as MediaTrackConstraints);
      tracks.push(track);
    }
    this.given.push(...tracks);
    return new TestStream(tracks);
  }

  async getDisplayMedia(): Promise<TestStream> {
    if (this.refuseScreen) throw new DOMException(this.refuseScreen, this.refuseScreen);
    const track = new TestTrack("video", "screen");
    this.given.push(track);
    return new TestStream([track]);
  }

  async enumerateDevices(): Promise<{ kind: string; deviceId: string; label: string }[]> {
    return [
      { kind: "audioinput", deviceId: "audio-device", label: "Pöytämikrofoni" },
      { kind: "videoinput", deviceId: "video-device", label: "Kamera" },
      { kind: "audiooutput", deviceId: "speaker", label: "Kaiutin" },
    ];
  }

  addEventListener(_: string, listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_: string, listener: () => void): void {
    this.listeners.delete(listener);
  }

  /** The browser tells that devices have come or gone. */
  plug(): void {
    for (const listener of this.listeners) listener();
  }

  get devices(): MediaDevices {
    return this as unknown as MediaDevices;
  }
}

interface TestTransceiver {
  readonly mid: string;
  direction: string;
  readonly kind: string;
  readonly sender: TestSender;
}

class TestReceiver {
  readonly track: { readonly kind: string };

  constructor(
    readonly connection: TestConnection,
    kind: string,
    readonly mid: string,
  ) {
    this.track = { kind };
  }

  getSynchronizationSources(): { timestamp: number }[] {
    const { packetAt } = this.connection;
    return packetAt > 0 ? [{ timestamp: packetAt }] : [];
  }

  async getStats(): Promise<Map<string, object>> {
    const framesDecoded = this.connection.frames.get(this.mid) ?? 0;
    return new Map([["in", { type: "inbound-rtp", framesDecoded }]]);
  }
}

class TestSender {
  /** What the browser counts. */
  counts = { bytesSent: 0, framesEncoded: 0, qualityLimitationReason: "none" };
  parameters = { encodings: [{ active: true }] };

  constructor(public track: TestTrack | null) {}

  async getStats(): Promise<Map<string, object>> {
    return new Map([["out", { type: "outbound-rtp", ...this.counts }]]);
  }
  async replaceTrack(track: TestTrack | null): Promise<void> {
    this.track = track;
  }
  getParameters(): { encodings: { active: boolean }[] } {
    return this.parameters;
  }
  async setParameters(parameters: { encodings: { active: boolean }[] }): Promise<void> {
    this.parameters = parameters;
  }
}

/** A data channel for text. */
export class TestTextChannel {
  readonly protocol = "t140";
  readyState: RTCDataChannelState = "open";
  bufferedAmount = 0;
  readonly sent: string[] = [];
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;

  constructor(readonly label: string) {}

  send(text: string): void {
    this.sent.push(text);
  }

  receive(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent);
  }
}

/** A peer connection without a network: the test moves its state. */
export class TestConnection {
  connectionState: RTCPeerConnectionState = "new";
  localDescription: { sdp: string } | null = null;
  ontrack: ((event: unknown) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  closed = false;
  restarts = 0;
  readonly transceivers: TestTransceiver[] = [];
  /** The mids whose tracks have come: each comes once. */
  readonly #told = new Set<string>();
  readonly channel = { readyState: "open", sent: [] as string[], onmessage: null, send(_: string): void {} };
  readonly text = new TestTextChannel("text");
  ondatachannel: ((event: { channel: TestTextChannel }) => void) | null = null;

  addTransceiver(what: string | TestTrack, { direction }: { direction: string }): TestTransceiver {
    const track = typeof what === "string" ? null : what;
    const kind = typeof what === "string" ? what : what.kind;
    const transceiver = {
      mid: String(this.transceivers.length),
      direction,
      kind,
      sender: new TestSender(track),
    };
    this.transceivers.push(transceiver);
    return transceiver;
  }

  createDataChannel(label: string): unknown {
    return label === "text" ? this.text : this.channel;
  }

  /** The server opens the channel of somebody who writes. */
  writer(participant: string): TestTextChannel {
    const channel = new TestTextChannel(participant);
    this.ondatachannel?.({ channel });
    return channel;
  }

  async setLocalDescription(): Promise<void> {
    this.localDescription = { sdp: `offer with ${this.transceivers.length} m-lines` };
  }

  /** When the last packet of the others came, in ms. */
  packetAt = 0;

  getReceivers(): TestReceiver[] {
    return this.transceivers.map(({ kind, mid }) => new TestReceiver(this, kind, mid));
  }

  getTransceivers(): { mid: string; receiver: TestReceiver }[] {
    return this.transceivers.map(({ kind, mid }) => ({ mid, receiver: new TestReceiver(this, kind, mid) }));
  }

  /** Frames decoded so far, by m-line. */
  readonly frames = new Map<string, number>();

  configuration: unknown;

  getConfiguration(): RTCConfiguration {
    return (this.configuration ?? {}) as RTCConfiguration;
  }

  setConfiguration(configuration: unknown): void {
    this.configuration = configuration;
  }

  restartIce(): void {
    this.restarts += 1;
  }

  async setRemoteDescription(): Promise<void> {
    for (const { mid, kind, direction } of this.transceivers) {
      if (direction !== "recvonly" || this.#told.has(mid)) continue;
      this.#told.add(mid);
      this.ontrack?.({
        track: new TestTrack(kind as "audio" | "video", `slot-${mid}`),
        transceiver: { mid },
      });
    }
  }

  moveTo(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  close(): void {
    this.closed = true;
  }
}

/** REST routes by path; what is not there is refused. */
export class TestApi implements Api {
  readonly seat: Seat = "point";
  readonly asked: { readonly path: string; readonly body?: unknown; readonly headers?: unknown }[] = [];

  constructor(readonly replies: Record<string, unknown> = {}) {}

  async get<Reply>(path: string): Promise<Reply> {
    return this.#reply<Reply>(path, {});
  }

  async post<Reply>(path: string, body?: object): Promise<Reply> {
    return this.#reply<Reply>(path, { body });
  }

  async put<Reply>(path: string, body: Blob, headers?: Record<string, string>): Promise<Reply> {
    return this.#reply<Reply>(path.replace(/[0-9a-f]{32}$/, "ID"), { body, headers });
  }

  async bytes(path: string): Promise<Blob> {
    return this.#reply<Blob>(path, {});
  }

  async #reply<Reply>(path: string, more: object): Promise<Reply> {
    this.asked.push({ path, ...more });
    const reply = this.replies[path];
    if (reply === undefined) throw new ApiError("refused");
    if (reply instanceof Error) throw reply;
    return (typeof reply === "function" ? await reply() : reply) as Reply;
  }
}

/** Lets every promise that is ready go on. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round++) await Promise.resolve();
}
