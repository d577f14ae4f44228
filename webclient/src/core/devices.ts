import { LevelMeter } from "./level";
import {
  constraintsOf,
  isTreated,
  type Keeping,
  keepingHere,
  type SoundWish,
  treat,
  treatedAlike,
} from "./sound";
import { type Readable, Store } from "./store";

/** 16:9 at 720p: what the media plane forwards; less where the camera has less. */
const PICTURE: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};

/**
 * denied: the person or the browser's settings said no. missing: there is no such device. busy: another
 * program holds it. insecure: the page did not come over HTTPS. unsupported: this browser gives no page any device,
 * as those inside other programs. failed: anything else.
 */
export type DeviceProblem = "denied" | "missing" | "busy" | "insecure" | "unsupported" | "failed";

export interface DeviceChoice {
  readonly id: string;
  /** The browser's name of the device; empty before permission. */
  readonly label: string;
}

export interface Device {
  /** The live track; null when off, refused or lost. */
  readonly track: MediaStreamTrack | null;
  /** As the person has set it. */
  readonly on: boolean;
  readonly problem: DeviceProblem | null;
  /** The operating system holds the device for the moment: a phone call, a closed lid. */
  readonly interrupted: boolean;
  readonly choices: readonly DeviceChoice[];
  readonly chosen: string | null;
}

export interface DevicesState {
  /** asking: the browser asks the person for permission. */
  readonly phase: "off" | "asking" | "ready";
  readonly microphone: Device;
  readonly camera: Device;
  /** The microphone waits, because the room echoes and somebody else speaks. */
  readonly held: boolean;
}

type Name = "microphone" | "camera";
const KINDS = {
  microphone: { track: "audio", list: "audioinput" },
  camera: { track: "video", list: "videoinput" },
} as const;

const OFF: Device = {
  track: null,
  on: true,
  problem: null,
  interrupted: false,
  choices: [],
  chosen: null,
};

/** Between tries to open a microphone anew whose old track still has a hold of it. */
const REOPEN_MS = [0, 200, 500, 1_000] as const;

const NOTHING: DevicesState = { phase: "off", microphone: OFF, camera: OFF, held: false };

/** Camera and microphone of this browser. Refusals are states, not errors: a call goes on without them. */
export class Devices {
  readonly #store = new Store<DevicesState>(NOTHING);
  readonly state: Readable<DevicesState> = this.#store;
  readonly #sound: Store<SoundWish>;
  /** How the own sound is treated. */
  readonly sound: Readable<SoundWish>;
  readonly #meter = new LevelMeter();
  /** Loudness of the own microphone, 0..1, while somebody looks at it; 0 when muted. */
  readonly level: Readable<number> = this.#meter.level;
  #closed = false;

  constructor(
    private readonly media: MediaDevices | undefined = globalThis.navigator?.mediaDevices,
    private readonly keeping: Keeping = keepingHere(),
  ) {
    this.#sound = new Store(keeping.read());
    this.sound = this.#sound;
  }

  /** Asks for both devices, or for the one that can be had. Never fails: see the state. */
  async open(): Promise<void> {
    if (this.#store.get().phase !== "off") return;
    if (!this.media) {
      const problem = withoutDevices();
      this.#change("microphone", { problem });
      this.#change("camera", { problem });
      this.#store.patch({ phase: "ready" });
      return;
    }
    this.#store.patch({ phase: "asking" });
    this.media.addEventListener("devicechange", this.#plugged);
    await this.#acquireBoth(this.media);
    if (this.#closed) return;
    this.#store.patch({ phase: "ready" });
    await this.#list();
  }

  /** Asks once more for both, where neither could be had: one question to the person, as at first. */
  async retry(): Promise<void> {
    if (!this.media) return;
    this.#change("camera", { on: true });
    await this.#acquireBoth(this.media);
    if (!this.#closed) await this.#list();
  }

  /** Mutes or unmutes the microphone. The device stays open, so unmuting loses no first syllable. */
  async setMicrophone(on: boolean): Promise<void> {
    this.#change("microphone", { on });
    const { track } = this.#store.get().microphone;
    if (track) this.#open(track);
    else if (on) await this.#acquire("microphone");
  }

  /** Treats the own sound so from now on, without leaving a call. Never fails: see the state. */
  async setSound(changes: Partial<SoundWish>): Promise<void> {
    const before = this.#sound.get();
    const wish = { ...before, ...changes };
    this.#sound.set(wish);
    this.keeping.keep(wish);
    const { track } = this.#store.get().microphone;
    if (!track || treatedAlike(before, wish) || (await treat(track, wish))) return;
    await this.#reopen(track, wish);
  }

  /** Chromium treats all tracks of a microphone alike: the running one has to go first, and may take its time. */
  async #reopen(running: MediaStreamTrack, wish: SoundWish): Promise<void> {
    let track: MediaStreamTrack | null = running;
    for (const pauseMs of REOPEN_MS) {
      await new Promise((over) => setTimeout(over, pauseMs));
      // Somebody else has opened or closed it meanwhile, or the person wishes something else by now.
      if (this.#store.get().microphone.track !== track || this.#sound.get() !== wish) return;
      this.#drop("microphone");
      await this.#acquire("microphone");
      track = this.#store.get().microphone.track;
      if (!track || isTreated(track, wish)) return;
    }
  }

  /** Sends nothing of an open microphone while it is held; the person's own on or off is as it was. */
  hold(held: boolean): void {
    if (held === this.#store.get().held) return;
    this.#store.patch({ held });
    const { track } = this.#store.get().microphone;
    if (track) this.#open(track);
  }

  /** Turns the camera on or off. Off lets the device go, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    this.#change("camera", { on });
    if (!on) this.#drop("camera");
    else if (!this.#store.get().camera.track) await this.#acquire("camera");
  }

  /** Takes another microphone or camera, of `choices`. */
  async choose(name: Name, id: string): Promise<void> {
    this.#drop(name);
    this.#change(name, { chosen: id });
    if (name === "microphone" || this.#store.get().camera.on) await this.#acquire(name);
  }

  /** Watches the own level while a meter is on the screen; returns the way to stop. */
  watchLevel(): () => void {
    return this.#meter.watch();
  }

  /** Lets everything go for good. */
  close(): void {
    this.#closed = true;
    this.media?.removeEventListener("devicechange", this.#plugged);
    this.#meter.close();
    this.#drop("microphone");
    this.#drop("camera");
    this.#store.set(NOTHING);
  }

  async #acquireBoth(media: MediaDevices): Promise<void> {
    try {
      this.#take(await media.getUserMedia({ audio: this.#sounds(), video: PICTURE }));
    } catch {
      // One of the two is the reason; asking for each alone tells which, and gets the other.
      await this.#acquire("microphone");
      await this.#acquire("camera");
    }
  }

  async #acquire(name: Name): Promise<void> {
    const { chosen } = this.#store.get()[name];
    const wish = {
      ...(name === "camera" ? PICTURE : this.#sounds()),
      ...(chosen ? { deviceId: { exact: chosen } } : {}),
    };
    if (!this.media) return this.#change(name, { problem: withoutDevices() });
    try {
      const stream = await this.media.getUserMedia({ [KINDS[name].track]: wish });
      this.#take(stream);
      await this.#list();
    } catch (error) {
      this.#change(name, { track: null, problem: problemOf(error) });
    }
  }

  #take(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      const name: Name = track.kind === "audio" ? "microphone" : "camera";
      const { on } = this.#store.get()[name];
      // The person left, or turned the camera off, while the browser was still asking.
      if (this.#closed || (name === "camera" && !on)) {
        track.stop();
        continue;
      }
      this.#drop(name);
      if (name === "microphone") {
        this.#open(track);
        this.#meter.listen(track);
      } else track.contentHint = "motion"; // people move: rate before resolution
      track.onended = () => this.#lost(name, track);
      track.onmute = () => this.#change(name, { interrupted: true });
      track.onunmute = () => this.#change(name, { interrupted: false });
      const chosen = track.getSettings().deviceId ?? null;
      this.#change(name, { track, problem: null, interrupted: track.muted, chosen });
    }
  }

  #sounds(): MediaTrackConstraints {
    return constraintsOf(this.#sound.get());
  }

  #open(track: MediaStreamTrack): void {
    const { microphone, held } = this.#store.get();
    track.enabled = microphone.on && !held;
  }

  #lost(name: Name, track: MediaStreamTrack): void {
    if (this.#store.get()[name].track !== track) return;
    this.#drop(name);
    this.#change(name, { problem: "missing", chosen: null });
  }

  #drop(name: Name): void {
    const { track } = this.#store.get()[name];
    if (!track) return;
    track.onended = track.onmute = track.onunmute = null;
    track.stop();
    if (name === "microphone") this.#meter.listen(null);
    this.#change(name, { track: null, interrupted: false });
  }

  /** Somebody has connected what was missing: it is used at once, as it would have been from the start. */
  #plugged = async (): Promise<void> => {
    await this.#list();
    for (const name of ["microphone", "camera"] as const) {
      const { problem, on, choices } = this.#store.get()[name];
      if (!this.#closed && problem === "missing" && on && choices.length > 0) await this.#acquire(name);
    }
  };

  #list = async (): Promise<void> => {
    const found = (await this.media?.enumerateDevices()) ?? [];
    if (this.#closed) return;
    for (const name of ["microphone", "camera"] as const) {
      const choices = found
        .filter(({ kind, deviceId }) => kind === KINDS[name].list && deviceId !== "")
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
      this.#change(name, { choices });
    }
  };

  #change(name: Name, fields: Partial<Device>): void {
    const state = this.#store.get();
    this.#store.set({ ...state, [name]: { ...state[name], ...fields } });
  }
}

/** Why a browser has no devices at all: W3C Media Capture and Streams, section 9.1, gives them to secure pages only. */
export function withoutDevices(): DeviceProblem {
  return globalThis.isSecureContext ? "unsupported" : "insecure";
}

/** What an error of the browser means to the person. */
export function problemOf(error: unknown): DeviceProblem {
  // Names of getUserMedia's errors: W3C Media Capture and Streams, section 10.2.
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}
