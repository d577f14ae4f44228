import type { CallState } from "../call";
import type { Devices } from "../devices";
import { sounds } from "../slots";
import { type Readable, Store } from "../store";
import { CameraWatch } from "./camera";
import { Ear, type Listening } from "./ear";
import { Eye, type Looking } from "./eye";
import { HowlWatch } from "./howl";
import { MicrophoneWatch } from "./microphone";
import { type Fault, Notices } from "./notices";
import { Turns } from "./turns";

const LISTEN_MS = 100;
/** A picture is looked at once a second: what is wrong with it lasts. */
const LISTENS_A_LOOK = 10;

/** What is watched, and by what; others than the browser's own for tests. */
export interface Watched {
  readonly devices: Pick<Devices, "state" | "sound" | "hold">;
  readonly call: Readable<CallState>;
  readonly listenTo?: (microphone: MediaStreamTrack) => Listening;
  readonly lookAt?: (camera: MediaStreamTrack) => Looking;
}

/** Watches microphone, camera and room during a call: tells one fault at a time, and holds the microphone in a room that echoes. */
export class DeviceWatch {
  readonly #store = new Store<Fault | null>(null);
  /** The fault to be told now. */
  readonly state: Readable<Fault | null> = this.#store;
  readonly #ear: Follower<Listening>;
  readonly #eye: Follower<Looking>;
  readonly #turns = new Turns();
  #notices = new Notices();
  #microphone = new MicrophoneWatch();
  #camera = new CameraWatch();
  #howls = [new HowlWatch(), new HowlWatch()] as const;
  readonly #faults = new Set<Fault>();
  #listens = 0;
  #stops: (() => void)[] = [];

  constructor(private readonly watched: Watched) {
    this.#ear = new Follower(watched.listenTo ?? listenTo);
    this.#eye = new Follower(watched.lookAt ?? lookAt);
  }

  /** Watches until it is closed. */
  start(): void {
    const { devices, call } = this.watched;
    const timer = setInterval(() => this.#listen(performance.now()), LISTEN_MS);
    this.#stops.push(
      devices.state.subscribe(() => this.#follow()),
      call.subscribe(() => this.#hear()),
      () => clearInterval(timer),
    );
    this.#follow();
  }

  /** The person has read the notice, or done what it asks for. */
  dismiss(): void {
    this.#notices.dismiss(performance.now());
    this.#store.set(null);
  }

  /** Stops watching and lets go of every copy; twice is once. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#ear.follow(null);
    this.#eye.follow(null);
    this.watched.devices.hold(false);
    this.#store.set(null);
  }

  /** A device that is exchanged has a watch of its own; one that is gone is let go at once, so that its light goes out. */
  #follow(): void {
    const { microphone, camera } = this.watched.devices.state.get();
    if (this.#ear.follow(microphone.interrupted ? null : microphone.track)) {
      this.#microphone = new MicrophoneWatch();
      this.#hear();
    }
    if (this.#eye.follow(camera.interrupted ? null : camera.track)) this.#camera = new CameraWatch();
  }

  #hear(): void {
    this.#ear.now?.hear(sounds(this.watched.call.get().slots).map(({ track }) => track));
  }

  #listen(atMs: number): void {
    this.#listens += 1;
    const { phase, slots } = this.watched.call.get();
    // Alone, or while the line is lost, nobody is expected to speak.
    const company = phase === "connected" && sounds(slots).length > 0;
    const heard = company ? (this.#ear.now?.look() ?? null) : null;
    const { on } = this.watched.devices.state.get().microphone;
    const verdict = heard
      ? this.#microphone.step({ own: heard.own, others: heard.others, on }, atMs)
      : "well";
    this.#note("microphoneSilent", verdict === "silent");
    this.#note("microphoneOff", verdict === "off");
    const [own, others] = this.#howls;
    const howls = [own.step(heard?.ownTone ?? null, atMs), others.step(heard?.othersTone ?? null, atMs)];
    this.#note("howl", howls.includes(true));
    this.#takeTurns(heard?.others ?? 0, atMs);
    if (this.#listens % LISTENS_A_LOOK === 0) this.#look(atMs);
    this.#store.set(phase === "connected" ? this.#notices.step(this.#faults, atMs) : null);
  }

  #look(atMs: number): void {
    const verdict = this.#camera.step(this.#eye.now?.look() ?? null, atMs);
    this.#note("cameraCovered", verdict === "covered");
    this.#note("cameraFrozen", verdict === "frozen");
  }

  #takeTurns(others: number, atMs: number): void {
    const { devices } = this.watched;
    devices.hold(devices.sound.get().echoingRoom && this.#turns.step(others, atMs));
  }

  #note(fault: Fault, there: boolean): void {
    if (there) this.#faults.add(fault);
    else this.#faults.delete(fault);
  }
}

/** What a browser cannot measure is not watched. */
function listenTo(microphone: MediaStreamTrack): Listening | null {
  return globalThis.AudioContext && globalThis.AnalyserNode ? new Ear(microphone) : null;
}

function lookAt(camera: MediaStreamTrack): Looking | null {
  return "getVideoPlaybackQuality" in HTMLVideoElement.prototype ? new Eye(camera) : null;
}

/** What is open for one track at a time. */
class Follower<Probe extends { close(): void }> {
  now: Probe | null = null;
  #track: MediaStreamTrack | null = null;

  constructor(private readonly open: (track: MediaStreamTrack) => Probe | null) {}

  /** Opens it for this track; true when that is another one than before. */
  follow(track: MediaStreamTrack | null): boolean {
    if (track === this.#track) return false;
    this.now?.close();
    this.#track = track;
    this.now = track ? this.open(track) : null;
    return true;
  }
}
