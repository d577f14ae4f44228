import { beforeEach, describe, expect, it, vi } from "vitest";
import { Devices } from "./devices";
import { levelOf } from "./level";
import { settle, TestMedia } from "./testing/browser";

let media: TestMedia;
let devices: Devices;

beforeEach(() => {
  media = new TestMedia();
  devices = new Devices(media.devices);
});

describe("camera and microphone", () => {
  it("open with one question to the person", async () => {
    await devices.open();
    await devices.open();
    const { phase, microphone, camera } = devices.state.get();
    expect(media.asked).toHaveLength(1);
    expect(phase).toBe("ready");
    expect(microphone).toMatchObject({ problem: null, on: true, chosen: "audio-device" });
    expect(microphone.choices).toEqual([{ id: "audio-device", label: "Pöytämikrofoni" }]);
    expect(camera.track?.contentHint).toBe("motion");
  });

  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["NotReadableError", "busy"],
    ["TypeError", "failed"],
  ] as const)("go on with sound alone when the camera gives %s", async (name, problem) => {
    media.refuse = { video: name };
    await devices.open();
    const { phase, microphone, camera } = devices.state.get();
    expect(phase).toBe("ready");
    expect(microphone).toMatchObject({ problem: null });
    expect(microphone.track?.readyState).toBe("live");
    expect(camera).toMatchObject({ track: null, problem });
  });

  it("go on with nothing when both are refused", async () => {
    media.refuse = { audio: "NotAllowedError", video: "NotAllowedError" };
    await devices.open();
    const { phase, microphone, camera } = devices.state.get();
    expect(phase).toBe("ready");
    expect([microphone.problem, camera.problem]).toEqual(["denied", "denied"]);
  });

  it("ask for both with one question when the person tries again", async () => {
    media.refuse = { audio: "NotAllowedError", video: "NotAllowedError" };
    await devices.open();
    media.refuse = {};
    media.asked.length = 0;
    await devices.retry();
    const { microphone, camera } = devices.state.get();
    expect(media.asked).toHaveLength(1);
    expect([microphone.problem, camera.problem]).toEqual([null, null]);
    expect([microphone.track?.readyState, camera.track?.readyState]).toEqual(["live", "live"]);
  });

  it("use a device that was missing as soon as it is connected, and no other", async () => {
    media.refuse = { audio: "NotFoundError", video: "NotAllowedError" };
    await devices.open();
    media.refuse = {};
    media.plug();
    await settle();
    const { microphone, camera } = devices.state.get();
    expect(microphone).toMatchObject({ problem: null, track: { readyState: "live" } });
    expect(camera).toMatchObject({ problem: "denied", track: null });
  });

  it("say that the page is not secure where the browser has no devices at all", async () => {
    devices = new Devices(undefined);
    await devices.open();
    expect(devices.state.get().camera.problem).toBe("insecure");
  });

  it("say that this browser gives no page any device where the page is secure", async () => {
    vi.stubGlobal("isSecureContext", true);
    devices = new Devices(undefined);
    await devices.open();
    expect(devices.state.get().microphone.problem).toBe("unsupported");
    vi.unstubAllGlobals();
  });

  it("mute without letting the microphone go", async () => {
    await devices.open();
    await devices.setMicrophone(false);
    const { microphone } = devices.state.get();
    expect(microphone.on).toBe(false);
    expect(microphone.track).toMatchObject({ enabled: false, readyState: "live" });
    await devices.setMicrophone(true);
    expect(devices.state.get().microphone.track?.enabled).toBe(true);
    expect(media.asked).toHaveLength(1);
  });

  it("turn the camera's light off, and the camera on again", async () => {
    await devices.open();
    const first = devices.state.get().camera.track;
    await devices.setCamera(false);
    expect(first?.readyState).toBe("ended");
    expect(devices.state.get().camera).toMatchObject({ track: null, on: false });
    await devices.setCamera(true);
    expect(devices.state.get().camera.track?.readyState).toBe("live");
  });

  it("take no camera that comes after it was turned off", async () => {
    const opening = devices.open();
    await devices.setCamera(false);
    await opening;
    expect(devices.state.get().camera.track).toBeNull();
    expect(media.given.find(({ kind }) => kind === "video")?.readyState).toBe("ended");
  });

  it("take another device when the person chooses it", async () => {
    await devices.open();
    const old = devices.state.get().microphone.track;
    await devices.choose("microphone", "audio-device");
    expect(old?.readyState).toBe("ended");
    expect(media.asked.at(-1)).toMatchObject({ audio: { deviceId: { exact: "audio-device" } } });
    expect(devices.state.get().microphone.track?.readyState).toBe("live");
  });

  it("say when a device is pulled out or held by the operating system", async () => {
    await devices.open();
    const [microphone, camera] = media.given;
    camera?.onmute?.();
    expect(devices.state.get().camera.interrupted).toBe(true);
    camera?.onunmute?.();
    expect(devices.state.get().camera.interrupted).toBe(false);
    microphone?.onended?.();
    expect(devices.state.get().microphone).toMatchObject({ track: null, problem: "missing" });
  });

  it("let everything go, also what the browser gives afterwards", async () => {
    const opening = devices.open();
    devices.close();
    await opening;
    await settle();
    expect(media.given.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    expect(devices.state.get()).toMatchObject({ phase: "off", camera: { track: null } });
    expect(media.listeners.size).toBe(0);
  });
});

describe("the own sound (F-52)", () => {
  it.each([true, false])("is treated otherwise during a call; by the running track: %s", async (obeys) => {
    media.obeys = obeys;
    await devices.open();
    const first = devices.state.get().microphone.track;
    await devices.setSound({ noiseSuppression: false });
    const { track } = devices.state.get().microphone;
    expect(track === first).toBe(obeys);
    expect(track?.readyState).toBe("live");
    expect(track?.getSettings()).toMatchObject({ noiseSuppression: false, echoCancellation: true });
    expect(devices.sound.get().noiseSuppression).toBe(false);
  });

  it("opens the microphone once more where the old track still had a hold of it", async () => {
    media.obeys = false;
    await devices.open();
    media.lingers = 2;
    await devices.setSound({ noiseSuppression: false });
    expect(devices.state.get().microphone.track?.getSettings()).toMatchObject({ noiseSuppression: false });
    expect(
      media.given.filter(({ kind, readyState }) => kind === "audio" && readyState === "live"),
    ).toHaveLength(1);
  });

  it("stays muted when the microphone is opened anew for it", async () => {
    media.obeys = false;
    await devices.open();
    await devices.setMicrophone(false);
    await devices.setSound({ echoCancellation: false });
    expect(devices.state.get().microphone).toMatchObject({ on: false, track: { enabled: false } });
  });

  it("is asked for as it was set before the microphone was opened", async () => {
    await devices.setSound({ noiseSuppression: false });
    await devices.open();
    expect(media.asked[0]?.audio).toMatchObject({ noiseSuppression: { ideal: false } });
  });

  it("leaves the microphone alone where the browser treats no sound", async () => {
    media.obeys = false;
    await devices.open();
    const [microphone] = media.given;
    if (microphone) microphone.settings = {};
    await devices.setSound({ noiseSuppression: false });
    expect(media.asked).toHaveLength(1);
  });

  it("is not sent while the microphone is held, and is as the person has set it afterwards", async () => {
    await devices.open();
    const { track } = devices.state.get().microphone;
    devices.hold(true);
    expect([track?.enabled, devices.state.get().microphone.on]).toEqual([false, true]);
    await devices.setMicrophone(false);
    await devices.setMicrophone(true);
    expect(track?.enabled).toBe(false);
    devices.hold(false);
    expect(track?.enabled).toBe(true);
    await devices.setMicrophone(false);
    devices.hold(true);
    devices.hold(false);
    expect(track?.enabled).toBe(false);
  });
});

describe("the level of a sound", () => {
  it("is 0 for silence and 1 for loud speech", () => {
    expect(levelOf(new Float32Array(1024))).toBe(0);
    expect(levelOf(new Float32Array(1024).fill(0.125))).toBeCloseTo(0.5);
    expect(levelOf(new Float32Array(1024).fill(1))).toBe(1);
  });
});
