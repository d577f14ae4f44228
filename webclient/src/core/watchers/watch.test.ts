import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CallPhase, CallState } from "../call";
import { Devices } from "../devices";
import { Store } from "../store";
import { settle, TestMedia, TestTrack } from "../testing/browser";
import type { Seen } from "./camera";
import type { Listening, Sounds } from "./ear";
import type { Looking } from "./eye";
import { DeviceWatch } from "./watch";

const ANNA = "a".repeat(32);
const MOVES: Seen = { mean: 120, deviation: 40, difference: 3, frames: null };
const DARK: Seen = { mean: 5, deviation: 1, difference: 0, frames: null };

let devices: Devices;
let call: Store<CallState>;
let watch: DeviceWatch;
let sounds: Sounds | null;
let seen: Seen | null;
let open: string[];
let heardOf: number;

function calling(phase: CallPhase, others: number): CallState {
  const track = new TestTrack("audio") as unknown as MediaStreamTrack;
  const slots = Array.from({ length: others }, (_, number) => {
    const mid = String(number);
    return [mid, { mid, kind: "audio" as const, track, source: ANNA, switched: true, held: false }] as const;
  });
  return { phase, slots: new Map(slots) };
}

/** An ear or an eye that says what the test lets it. */
function probe(name: string): Listening & { look(): never } {
  open.push(name);
  return {
    hear: (others) => {
      heardOf = others.length;
    },
    look: () => (name === "ear" ? sounds : seen) as never,
    close: () => void open.splice(open.indexOf(name), 1),
  };
}

beforeEach(async () => {
  vi.useFakeTimers();
  devices = new Devices(new TestMedia().devices);
  await devices.open();
  call = new Store(calling("connected", 1));
  sounds = { own: 0.1, others: 0, ownTone: null, othersTone: null };
  seen = MOVES;
  open = [];
  heardOf = 0;
  watch = new DeviceWatch({
    devices,
    call,
    listenTo: () => probe("ear"),
    lookAt: () => probe("eye") as Looking,
  });
  watch.start();
});

afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

/** So many seconds of a dead microphone, in which the other says a word each 10 s and waits. */
function silent(seconds: number): void {
  for (let step = 0; step < 10 * seconds; step++) {
    const others = Math.round(performance.now() / 100) % 100 < 10 ? 0.1 : 0;
    sounds = { own: 0, others, ownTone: null, othersTone: null };
    vi.advanceTimersByTime(100);
  }
}
const dark = (): void => {
  seen = DARK;
};

describe("the watch over devices", () => {
  it("tells nothing while all is well", () => {
    vi.advanceTimersByTime(60_000);
    expect(watch.state.get()).toBeNull();
    expect(heardOf).toBe(1);
  });

  it("tells a dead microphone, then a covered camera when that has been read, then nothing more", () => {
    dark();
    silent(7);
    expect(watch.state.get()).toBe("cameraCovered");
    watch.dismiss();
    expect(watch.state.get()).toBeNull();
    silent(20);
    expect(watch.state.get()).toBe("microphoneSilent");
    watch.dismiss();
    silent(60);
    expect(watch.state.get()).toBeNull();
  });

  it("expects nobody to speak alone, nor while the line is lost", () => {
    call.set(calling("connected", 0));
    silent(60);
    call.set(calling("reconnecting", 1));
    silent(60);
    expect(watch.state.get()).toBeNull();
  });

  it("hides its notice while the line is lost, for that is told then", () => {
    dark();
    vi.advanceTimersByTime(7_000);
    expect(watch.state.get()).toBe("cameraCovered");
    call.set(calling("reconnecting", 1));
    vi.advanceTimersByTime(100);
    expect(watch.state.get()).toBeNull();
  });

  it("tells who speaks into a closed microphone", async () => {
    await devices.setMicrophone(false);
    for (let step = 0; step < 60; step++) {
      sounds = { own: step % 4 === 0 ? 0.001 : 0.1, others: 0, ownTone: null, othersTone: null };
      vi.advanceTimersByTime(100);
    }
    expect(watch.state.get()).toBe("microphoneOff");
    await devices.setMicrophone(true);
    vi.advanceTimersByTime(5_000);
    expect(watch.state.get()).toBeNull();
  });

  it.each(["ownTone", "othersTone"] as const)("tells a howl that is heard in %s", (side) => {
    for (let step = 0; step < 30; step++) {
      const tone = { hz: 1_000, level: -40 + Math.min(20, step), purity: 0.9 };
      sounds = { own: 0.1, others: 0.1, ownTone: null, othersTone: null, [side]: tone };
      vi.advanceTimersByTime(100);
    }
    expect(watch.state.get()).toBe("howl");
  });

  it("holds the microphone while others speak, only in a room that echoes", async () => {
    sounds = { own: 0.1, others: 0.1, ownTone: null, othersTone: null };
    vi.advanceTimersByTime(1_000);
    expect(devices.state.get().held).toBe(false);
    await devices.setSound({ echoingRoom: true });
    vi.advanceTimersByTime(1_000);
    expect(devices.state.get()).toMatchObject({
      held: true,
      microphone: { on: true, track: { enabled: false } },
    });
    await devices.setSound({ echoingRoom: false });
    vi.advanceTimersByTime(100);
    expect(devices.state.get()).toMatchObject({ held: false, microphone: { track: { enabled: true } } });
  });

  it("lets a device go as soon as it is, and watches the one that comes instead", async () => {
    expect(open).toEqual(["ear", "eye"]);
    await devices.setCamera(false);
    expect(open).toEqual(["ear"]);
    await devices.setCamera(true);
    await devices.choose("microphone", "audio-device");
    await settle();
    expect([...open].sort()).toEqual(["ear", "eye"]);
    devices.close();
    expect(open).toEqual([]);
  });

  it("begins anew with another microphone", async () => {
    silent(10);
    await devices.choose("microphone", "audio-device");
    silent(10);
    expect(watch.state.get()).toBeNull();
    silent(10);
    expect(watch.state.get()).toBe("microphoneSilent");
  });

  it("lets everything go when it is closed, twice too, and holds nothing any more", async () => {
    await devices.setSound({ echoingRoom: true });
    sounds = { own: 0.1, others: 0.1, ownTone: null, othersTone: null };
    vi.advanceTimersByTime(1_000);
    watch.close();
    watch.close();
    expect(open).toEqual([]);
    expect(devices.state.get().held).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(devices.state.get().held).toBe(false);
  });
});
