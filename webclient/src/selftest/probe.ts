// Devices and line of a service point, without a person. Nothing of what is seen or heard is kept or leaves here.
import { FetchApi } from "../core/api";
import type { CameraFinding, SelfTestFindings } from "../core/protocol";
import type { Seen } from "../core/watchers/camera";
import { Eye } from "../core/watchers/eye";
import { NetTest } from "../nettest/model";
import {
  cameraFinding,
  LOOKS,
  loudspeakerFinding,
  microphoneFinding,
  networkFinding,
  openWays,
} from "./findings";
import { openUnasked } from "./permission";
import { canSound, listen } from "./sound";

const LOOK_MS = 1_000;

/** Makes one test; broken off by the signal it ends within a second, and what it gives then means nothing. */
export type Probe = (signal: AbortSignal) => Promise<SelfTestFindings>;

/** Tests what this browser has. Opens no question to a person: what is not granted is `denied`. */
export const probe: Probe = async (signal) => {
  const audible = await canSound();
  const devices = await testDevices(signal);
  const network = new NetTest([new FetchApi("point")]);
  if (!signal.aborted) await network.start(signal);
  const line = network.state.get();
  const able = "RTCPeerConnection" in window;
  return { ...devices, network: networkFinding(line, able, audible), ways: openWays(line) };
};

async function testDevices(signal: AbortSignal): Promise<Omit<SelfTestFindings, "network" | "ways">> {
  const [camera, microphone] = [await openUnasked("camera"), await openUnasked("microphone")];
  try {
    const [seen, heard] = await Promise.all([
      typeof camera === "string" ? camera : look(camera, signal),
      typeof microphone === "string" ? microphone : listen(microphone, signal),
    ]);
    if (typeof heard === "string") return { camera: seen, microphone: heard, loudspeaker: "unknown" };
    const own = microphoneFinding(heard.levels);
    return { camera: seen, microphone: own, loudspeaker: loudspeakerFinding(own, heard.tones) };
  } finally {
    for (const device of [camera, microphone]) if (typeof device !== "string") device.stop();
  }
}

async function look(camera: MediaStreamTrack, signal: AbortSignal): Promise<CameraFinding> {
  const eye = new Eye(camera);
  const looks: (Seen | null)[] = [];
  try {
    // The first second goes to the camera: it opens its shutter to the light.
    for (let second = 0; second <= LOOKS && !signal.aborted; second++) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const seen = eye.look();
      if (second > 0) looks.push(seen);
    }
    return cameraFinding(looks);
  } finally {
    eye.close();
  }
}
