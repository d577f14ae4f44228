import { type DeviceProblem, problemOf } from "./devices";
import { type Readable, Store } from "./store";

/** Text must stay sharp; nothing on a screen or a desk needs more than this. */
const SCREEN: MediaTrackConstraints = {
  width: { max: 1920 },
  height: { max: 1080 },
  frameRate: { max: 15 },
};
const DOCUMENT: MediaTrackConstraints = {
  width: { ideal: 1920 },
  height: { ideal: 1080 },
  frameRate: { max: 15 },
};

export interface SharingState {
  /** What the others are shown now, besides the own camera's picture. */
  readonly source: "screen" | "document" | null;
  readonly track: MediaStreamTrack | null;
  /** Why the last try failed; a person who turns the browser's question down is no problem. */
  readonly problem: DeviceProblem | null;
  /** The participant who began to share while oneself did, which ended the own one. */
  readonly replacedBy: string | null;
}

const OFF: SharingState = { source: null, track: null, problem: null, replacedBy: null };

/** The second video source: this computer's screen or a document camera. One at a time in a consultation. */
export class Sharing {
  readonly #store = new Store<SharingState>(OFF);
  readonly state: Readable<SharingState> = this.#store;
  /** Whose screen the server shows here. */
  #presenter: string | null = null;
  #try = 0;
  #closed = false;

  constructor(private readonly media: MediaDevices | undefined = globalThis.navigator?.mediaDevices) {}

  /** Can this browser show its screen? Those of phones cannot. */
  get canShowScreen(): boolean {
    return this.media !== undefined && "getDisplayMedia" in this.media;
  }

  /** Lets the person choose a screen or a window, and shows it. Never fails: see the state. */
  showScreen(): Promise<void> {
    return this.#start("screen", (media) => media.getDisplayMedia({ video: SCREEN, audio: false }));
  }

  /** Shows the picture of a second camera. Never fails: see the state. */
  showDocument(deviceId: string): Promise<void> {
    const video = { ...DOCUMENT, deviceId: { exact: deviceId } };
    return this.#start("document", (media) => media.getUserMedia({ video }));
  }

  /** Ends it; twice is once. */
  stop(): void {
    this.#try++;
    this.#drop();
    this.#store.set(OFF);
  }

  /** Whose screen the server shows here now. Who begins while oneself shares has taken over. */
  presented(participant: string | null): void {
    if (participant === this.#presenter) return;
    this.#presenter = participant;
    const ends = participant !== null && this.#store.get().track !== null;
    if (ends) this.stop();
    if (ends || this.#store.get().replacedBy !== null) {
      this.#store.patch({ replacedBy: ends ? participant : null });
    }
  }

  /** Ends it for good. */
  close(): void {
    this.#closed = true;
    this.stop();
  }

  async #start(
    source: "screen" | "document",
    ask: (media: MediaDevices) => Promise<MediaStream>,
  ): Promise<void> {
    if (!this.media) return this.#store.patch({ problem: "insecure" });
    const attempt = ++this.#try;
    this.#store.patch({ problem: null, replacedBy: null });
    try {
      const [track] = (await ask(this.media)).getTracks();
      // The person left, or chose something else, while the browser was still asking.
      if (this.#closed || this.#try !== attempt || !track) track?.stop();
      else this.#take(source, track);
    } catch (error) {
      const problem = problemOf(error);
      const turnedDown = source === "screen" && problem === "denied";
      if (this.#try === attempt) this.#store.patch({ problem: turnedDown ? null : problem });
    }
  }

  #take(source: "screen" | "document", track: MediaStreamTrack): void {
    this.#drop();
    track.contentHint = "text";
    track.onended = () => this.stop();
    this.#store.set({ ...OFF, source, track });
  }

  #drop(): void {
    const { track } = this.#store.get();
    if (!track) return;
    track.onended = null;
    track.stop();
  }
}
