// What a new peer connection offers: own sources, the volatile channel, and the receive slots.
import type { DevicesState } from "./devices";

const AUDIO_SLOTS = 3; // the receive slots that the server maps participants to
const VIDEO_SLOTS = 4;
const MAX_VIDEO_BITRATE = 1_700_000; // bit/s: 720p of the ladder in Q-15

/** Where the own sources are sent. */
export interface Senders {
  readonly audio: RTCRtpSender;
  readonly video: RTCRtpSender;
}

/** Adds everything that the first offer has, in the order that the server numbers it by. */
export function addMedia(
  connection: RTCPeerConnection,
  { microphone, camera }: DevicesState,
): { readonly senders: Senders; readonly channel: RTCDataChannel } {
  const own = new MediaStream();
  const audio = connection.addTransceiver(microphone.track ?? "audio", {
    direction: "sendonly",
    streams: [own],
  });
  const video = connection.addTransceiver(camera.track ?? "video", {
    direction: "sendonly",
    streams: [own],
    sendEncodings: [{ maxBitrate: MAX_VIDEO_BITRATE }],
  });
  const channel = connection.createDataChannel("volatile", { ordered: false, maxRetransmits: 0 });
  for (let slot = 0; slot < AUDIO_SLOTS; slot++)
    connection.addTransceiver("audio", { direction: "recvonly" });
  const pictures = [video];
  for (let slot = 0; slot < VIDEO_SLOTS; slot++) {
    pictures.push(connection.addTransceiver("video", { direction: "recvonly" }));
  }
  for (const picture of pictures) onlyVp8(picture);
  return { senders: { audio: audio.sender, video: video.sender }, channel };
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
