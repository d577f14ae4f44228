import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "./api";
import { Devices, type DevicesState } from "./devices";
import { DevicesTold } from "./devicesTold";
import { Pictures } from "./pictures";
import { Store } from "./store";
import { settle, TestMedia } from "./testing/browser";
import { TestLink } from "./testing/link";
import { HERE } from "./testing/messages";

let link: TestLink;
let devices: Devices;

afterEach(() => void vi.useRealTimers());

beforeEach(async () => {
  link = new TestLink().answer("consultation:device", () => ({}));
  const media = new TestMedia();
  media.obeys = false;
  devices = new Devices(media.devices);
  const told = new DevicesTold(link, HERE, devices.state, new Pictures().state);
  devices.state.subscribe(() => told.tell());
  await devices.open();
});

it("tells nobody of the moment in which a microphone is opened anew", async () => {
  await devices.setSound({ noiseSuppression: false });
  await devices.choose("microphone", "audio-device");
  expect(link.requests("consultation:device")).toEqual([]);
});

it("tells that it is closed while the other one is opened anew", async () => {
  const opening = devices.choose("camera", "video-device");
  await devices.setMicrophone(false);
  await opening;
  expect(link.requests("consultation:device")).toMatchObject([{ microphone: false, camera: true }]);
});

it("tells once more what could not be told, but nothing that is refused", async () => {
  vi.useFakeTimers();
  const answers = [new ApiError("conflict", "busy"), new ApiError("refused")];
  link.answer("consultation:device", () => {
    const error = answers.shift();
    if (error) throw error;
    return {};
  });
  const on = { ...devices.state.get().camera, problem: null };
  const off = { ...on, track: null, problem: "missing" } as const;
  const state = new Store<DevicesState>({ ...devices.state.get(), camera: off });
  const told = new DevicesTold(link, HERE, state, new Pictures().state);
  told.tell();
  await settle();
  expect(link.requests("consultation:device")).toHaveLength(1);
  state.patch({ camera: on });
  await vi.advanceTimersByTimeAsync(3_000);
  const asked = link.requests("consultation:device").map(({ microphone, camera }) => [microphone, camera]);
  expect(asked).toEqual([
    [true, false],
    [true, true],
  ]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(link.requests("consultation:device")).toHaveLength(2);
});
