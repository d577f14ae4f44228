// One peer connection to the server's echo over one way alone.

import type { Sources } from "./sources";
import { type Sample, sampleOf } from "./stats";
import { MAX_BPS } from "./verdict";
import { keepCandidates, targetsOf, transportOf, type Way, type Why } from "./ways";

/** A way that has not come to life in this time is closed; a lost third packet of TCP or DTLS is mended by then. */
const CONNECT_MS = 8_000;
/** TURN's answer to credentials that it does not take (RFC 8656 section 7.3). */
const UNAUTHORIZED = 401;

export interface Tried {
  readonly way: Way;
  /** Null: the way is open. */
  readonly why: Why | null;
  /** Of an open way; close it. */
  readonly line: Line | null;
}

/** An open connection whose own sound and pictures come back. */
export interface Line {
  /** Sends pictures besides the sound from now on. */
  sendPictures(): Promise<void>;
  sample(): Promise<Sample>;
  close(): void;
}

/** The answer of an echo to this offer; fails with an ApiError. */
export type Ask = (offer: string) => Promise<string>;

/** Whether a connection comes to life over this way alone. Fails with an ApiError where the server cannot be asked. */
export async function tryWay(way: Way, ask: Ask, sources: Sources): Promise<Tried> {
  const connection = new RTCPeerConnection({
    bundlePolicy: "max-bundle",
    iceServers: way.server ? [way.server] : [],
    iceTransportPolicy: way.server ? "relay" : "all",
  });
  const seen = watch(connection);
  try {
    const picture = addMedia(connection, sources);
    await connection.setLocalDescription();
    const answer = await ask(connection.localDescription?.sdp ?? "");
    const transport = transportOf(way.kind);
    const targets = way.server ? way.targets : targetsOf(answer, transport);
    await connection.setRemoteDescription({ type: "answer", sdp: keepCandidates(answer, transport) });
    if (await connected(connection)) {
      return { way: { ...way, targets }, why: null, line: lineOf(connection, picture) };
    }
    connection.close();
    return { way: { ...way, targets }, why: reason(way, seen), line: null };
  } catch (error) {
    connection.close();
    throw error;
  }
}

interface Seen {
  relayed: boolean;
  unauthorized: boolean;
}

function watch(connection: RTCPeerConnection): Seen {
  const seen: Seen = { relayed: false, unauthorized: false };
  connection.onicecandidate = ({ candidate }) => {
    if (candidate?.type === "relay") seen.relayed = true;
  };
  connection.onicecandidateerror = ({ errorCode }) => {
    if (errorCode === UNAUTHORIZED) seen.unauthorized = true;
  };
  return seen;
}

function reason(way: Way, seen: Seen): Why {
  if (way.server && seen.relayed) return "relay";
  return way.server && seen.unauthorized ? "credential" : "silent";
}

/** One sound and one picture each way; the picture waits. */
function addMedia(connection: RTCPeerConnection, sources: Sources): RTCRtpSender {
  connection.addTransceiver(sources.sound, { direction: "sendonly" });
  const picture = connection.addTransceiver(sources.picture, {
    direction: "sendonly",
    sendEncodings: [{ active: false, maxBitrate: MAX_BPS }],
  });
  connection.addTransceiver("audio", { direction: "recvonly" });
  for (const one of [picture, connection.addTransceiver("video", { direction: "recvonly" })]) onlyVp8(one);
  return picture.sender;
}

/** VP8 is what the server takes; naming it alone keeps the offer short. */
function onlyVp8(transceiver: RTCRtpTransceiver): void {
  const known = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  const wanted = known.filter(({ mimeType }) => ["video/vp8", "video/rtx"].includes(mimeType.toLowerCase()));
  if (wanted.length > 0) transceiver.setCodecPreferences(wanted);
}

function connected(connection: RTCPeerConnection): Promise<boolean> {
  return new Promise((resolve) => {
    if (connection.connectionState === "connected") return resolve(true);
    const timer = setTimeout(() => resolve(false), CONNECT_MS);
    connection.onconnectionstatechange = () => {
      const { connectionState } = connection;
      if (connectionState !== "connected" && connectionState !== "failed") return;
      clearTimeout(timer);
      resolve(connectionState === "connected");
    };
  });
}

function lineOf(connection: RTCPeerConnection, picture: RTCRtpSender): Line {
  return {
    async sendPictures() {
      const parameters = picture.getParameters();
      for (const encoding of parameters.encodings) encoding.active = true;
      await picture.setParameters(parameters);
    },
    async sample() {
      return sampleOf((await connection.getStats()).entries(), performance.now());
    },
    close: () => connection.close(),
  };
}
