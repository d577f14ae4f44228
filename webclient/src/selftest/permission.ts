// Opens a device where that asks nobody anything (F-30).
import { type DeviceProblem, problemOf, withoutDevices } from "../core/devices";

export type DeviceName = "camera" | "microphone";

/** As it comes: what a browser does against echo would take the known sound away. */
const WISHES: Record<DeviceName, MediaStreamConstraints> = {
  camera: { video: true },
  microphone: { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } },
};
const KINDS: Record<DeviceName, MediaDeviceKind> = { camera: "videoinput", microphone: "audioinput" };

/** The track, or why there is none; `denied` where the browser would have to ask a person first. */
export async function openUnasked(
  name: DeviceName,
  browser: Pick<Navigator, "mediaDevices" | "permissions"> = navigator,
): Promise<MediaStreamTrack | DeviceProblem> {
  // Browsers give it to secure pages alone, whatever its type says.
  const media = browser.mediaDevices as MediaDevices | undefined;
  if (!media) return withoutDevices();
  if (!(await isGranted(name, browser))) return "denied";
  try {
    return (await media.getUserMedia(WISHES[name])).getTracks()[0] ?? "missing";
  } catch (error) {
    return problemOf(error);
  }
}

/** Whether the page may open it without a question to anybody (W3C Permissions, section 6.3). */
async function isGranted(
  name: DeviceName,
  { mediaDevices, permissions }: Pick<Navigator, "mediaDevices" | "permissions">,
): Promise<boolean> {
  try {
    return (await permissions.query({ name })).state === "granted";
  } catch {
    // Older browsers do not know these names, but name devices only to a page that may open them.
    const devices = await mediaDevices.enumerateDevices();
    return devices.some(({ kind, label }) => kind === KINDS[name] && label !== "");
  }
}
