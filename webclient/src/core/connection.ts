// What a peer connection offers: own sources, the channels for pointers and text, and the receive slots.
import type { DevicesState } from "./devices";
import type { TextChannels } from "./realTimeText";

const ORIGIN = /^o=\S+ (\d+) (\d+) /m;

/** Receive slots for so many others. Few steps, for each is one more offer; the SDP never grows beyond them. */
const STEPS = [
  { others: 3, audio: 3, video: 4 },
  { others: 7, audio: 7, video: 8 },
  { others: 24, audio: 24, video: 25 },
] as const;
const MAX_VIDEO_BITRATE = 1_700_000; // bit/s: 720p of the ladder in Q-15
const MAX_SCREEN_BITRATE = 2_500_000; // bit/s: text of a whole screen stays sharp, and few frames change

const TEXT = { protocol: "t140" } as const;

/** Where the own sources are sent. */
export interface Senders {
  readonly audio: RTCRtpSender;
  readonly video: RTCRtpSender;
}

/** What the offer must have room for. */
export interface Need {
  /** Other participants who are in. */
  readonly others: number;
  /** The second video source: a screen or a document camera. */
  readonly screen: MediaStreamTrack | null;
}

/** The m-lines of one connection, in the order that the server numbers them by. They stay as long as it does. */
export class Offered {
  readonly senders: Senders;
  readonly channel: RTCDataChannel;
  readonly text: TextChannels;
  readonly #slots = { audio: 0, video: 0 };
  #screen: RTCRtpTransceiver | null = null;

  constructor(
    private readonly connection: RTCPeerConnection,
    { microphone, camera }: DevicesState,
    need: Need,
  ) {
    const streams = [new MediaStream()];
    const audio = connection.addTransceiver(microphone.track ?? "audio", { direction: "sendonly", streams });
    const video = connection.addTransceiver(camera.track ?? "video", {
      direction: "sendonly",
      streams,
      sendEncodings: [{ maxBitrate: MAX_VIDEO_BITRATE }],
    });
    onlyVp8(video);
    this.senders = { audio: audio.sender, video: video.sender };
    this.channel = connection.createDataChannel("volatile", { ordered: false, maxRetransmits: 0 });
    // RFC 8865: reliable and in order, which is what a channel is where nothing is said.
    const text: TextChannels = { own: connection.createDataChannel("text", TEXT), onwriter: null };
    this.text = text;
    connection.ondatachannel = ({ channel }) => {
      if (channel.protocol === TEXT.protocol) text.onwriter?.(channel);
    };
    this.meet(need);
  }

  /** Makes room for what is needed now. True: there is something to offer. */
  meet({ others, screen }: Need): boolean {
    const { audio, video } =
      STEPS.find((step) => step.others >= others) ?? STEPS[STEPS.length - 1] ?? STEPS[0];
    const added = [this.#addSlots("audio", audio), this.#addSlots("video", video)];
    return this.#show(screen) || added.includes(true);
  }

  #addSlots(kind: "audio" | "video", wanted: number): boolean {
    const before = this.#slots[kind];
    for (; this.#slots[kind] < wanted; this.#slots[kind]++) {
      const slot = this.connection.addTransceiver(kind, { direction: "recvonly" });
      if (kind === "video") onlyVp8(slot);
    }
    return wanted > before;
  }

  /** The second video has an m-line of its own from its first use on; it is the third that sends. */
  #show(track: MediaStreamTrack | null): boolean {
    if (!this.#screen) {
      if (!track) return false;
      this.#screen = this.connection.addTransceiver(track, {
        direction: "sendonly",
        streams: [new MediaStream()],
        sendEncodings: [{ maxBitrate: MAX_SCREEN_BITRATE }],
      });
      onlyVp8(this.#screen);
      return true;
    }
    const { sender, direction } = this.#screen;
    // Fails only when the connection was closed meanwhile; the next one takes the track itself.
    if (sender.track !== track) void sender.replaceTrack(track).catch(() => undefined);
    this.#screen.direction = track ? "sendonly" : "inactive";
    return this.#screen.direction !== direction;
  }
}

/** VP8 is what every browser shares; naming it alone makes the offer a third as long. */
function onlyVp8(transceiver: RTCRtpTransceiver): void {
  const known = globalThis.RTCRtpReceiver?.getCapabilities("video")?.codecs ?? [];
  const wanted = known.filter(({ mimeType }) => ["video/vp8", "video/rtx"].includes(mimeType.toLowerCase()));
  if (wanted.length > 0 && "setCodecPreferences" in transceiver) transceiver.setCodecPreferences(wanted);
}

/** Asks the sender to keep the rate of a moving picture rather than its size. */
export async function preferRate(sender: RTCRtpSender | undefined): Promise<void> {
  if (!sender) return;
  const parameters: RTCRtpSendParameters & { degradationPreference?: string } = sender.getParameters();
  parameters.degradationPreference = "maintain-framerate";
  // A wish: browsers without it (MediaStreamTrack Content Hints, section 3) may refuse, and contentHint says the same.
  await sender.setParameters(parameters).catch(() => undefined);
}

/**
 * Whether an answer comes from the same peer as the one before: the session's id stays and its version
 * grows (RFC 9429 section 5.3.1). A server that has lost the connection meanwhile begins anew.
 */
export function continues(before: string, answer: string): boolean {
  const [, id, version] = ORIGIN.exec(before) ?? [];
  const [, newId, newVersion] = ORIGIN.exec(answer) ?? [];
  return id !== undefined && id === newId && Number(newVersion) > Number(version);
}
