import { type Api, ApiError, isElsewhere, toApiError } from "./api";
import { Call } from "./call";
import { type ConsultationState, countOthers, EMPTY, type EndReason } from "./consultationState";
import { Devices } from "./devices";
import { newId } from "./ids";
import { Papers } from "./papers";
import type {
  ConsultationEnded,
  ConsultationSnapshot,
  Delta,
  IceServers,
  Invitation,
  Invite,
  LanguageEntry,
  Participant,
  Said,
} from "./protocol";
import { forgetEverything } from "./reset";
import { Screen } from "./screen";
import { Sharing } from "./sharing";
import { presenterOf } from "./slots";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";
import { Volatile } from "./volatile";

/** Lines of the chat that are kept on the screen. */
const MAX_CHAT_LINES = 500;
/** Between questions for the snapshot where the server, though there, could not answer. */
const RETRY_MS = 2_000;

export type { ConsultationState, EndReason };

export interface ConsultationContext {
  readonly api: Api;
  readonly link: Link;
  /** Others than the browser's own, for tests. */
  readonly devices?: Devices;
  readonly sharing?: Sharing;
  readonly createConnection?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** One consultation as its screen shows it: people, media, papers, chat (J1, J4). */
export class ConsultationModel {
  readonly #store = new Store<ConsultationState>(EMPTY);
  readonly state: Readable<ConsultationState> = this.#store;
  readonly line: Link["state"];
  readonly devices: Devices;
  readonly sharing: Sharing;
  readonly call: Call;
  readonly papers: Papers;
  readonly volatile = new Volatile();
  /** Names this window: another one of the same person, here or on another device, may have the place instead. */
  readonly #window = newId();
  /** The server has decided where the place is, or another window is newer: only a new one takes it from another. */
  #settled = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #screen: Screen<ConsultationSnapshot>;
  readonly #stops: (() => void)[] = [];
  #iceServers: IceServers | null = null;
  #told = { microphone: true, camera: true };
  #leaving = false;

  constructor(
    private readonly context: ConsultationContext,
    readonly id: string,
  ) {
    const { link, api, createConnection } = context;
    this.line = link.state;
    this.devices = context.devices ?? new Devices();
    this.sharing = context.sharing ?? new Sharing();
    this.papers = new Papers({ api, link, consultation: id });
    this.call = new Call({
      link,
      consultation: id,
      window: this.#window,
      devices: this.devices.state,
      sharing: this.sharing.state,
      channel: (channel) => this.volatile.bind(channel),
      iceServers: () => this.#relays(),
      ...(createConnection ? { createConnection } : {}),
    });
    this.#screen = new Screen<ConsultationSnapshot>({
      ask: () => this.#ask(),
      feeds: (snapshot) => [snapshot],
      show: (snapshot) => this.#show(snapshot),
    });
  }

  /** Opens the camera and the screen. The media connect as soon as one is admitted. */
  start(): void {
    this.#listen();
    this.#stops.push(
      this.context.link.state.subscribe(() => {
        if (this.context.link.state.get() === "up") this.#refresh();
      }),
      this.devices.state.subscribe(() => this.#tellDevices()),
      this.call.state.subscribe(() => this.#callChanged()),
      this.state.subscribe(() => this.call.expect(countOthers(this.#store.get()))),
      this.call.pictures.state.subscribe(() => this.#tellDevices()),
    );
    this.#refresh();
    // The call waits for the person's answer to the browser's question: the first offer has the tracks.
    void this.devices.open().then(() => this.#connect());
  }

  /** Stops everything and forgets all of the consultation; twice is once (F-25). */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#screen.close();
    this.#stop();
    const { phase, ended } = this.#store.get();
    this.#store.set({ ...EMPTY, phase: "ended", ended: phase === "ended" ? ended : null });
  }

  /** May this participant send this event, e.g. "consultation:end"? */
  may(event: string): boolean {
    return this.#store.get().may.has(event);
  }

  /** Leaves. Camera and sound stop at once, also where the line is lost and nobody can be told. */
  async leave(): Promise<void> {
    this.#leaving = true;
    this.call.close();
    this.devices.close();
    this.sharing.close();
    try {
      await this.context.link.emit("consultation:leave", { id: newId(), consultation: this.id });
    } catch (error) {
      // The server notices a participant who is gone by itself; the person need not wait for that.
      if (!(error instanceof ApiError)) throw error;
    }
    this.#end("left");
  }

  /** Ends the consultation for everybody. */
  async end(): Promise<void> {
    await this.context.link.emit("consultation:end", { id: newId(), consultation: this.id });
    this.#end("ended");
  }

  /** Lets somebody in from the lobby. */
  async admit(participant: string): Promise<void> {
    await this.context.link.emit("consultation:admit", { id: newId(), consultation: this.id, participant });
  }

  /** Shows somebody out. */
  async remove(participant: string): Promise<void> {
    await this.context.link.emit("consultation:remove", { id: newId(), consultation: this.id, participant });
  }

  /** Writes a line to the chat. */
  async say(text: string): Promise<void> {
    await this.context.link.emit("consultation:say", { id: newId(), consultation: this.id, text });
  }

  /** Makes a one-time link for a guest or an outside interpreter (F-19, F-45). */
  invite(role: Invite["role"], name = "", language: string | null = null): Promise<Invitation> {
    return this.context.link.emit("guest:invite", {
      id: newId(),
      consultation: this.id,
      role,
      name,
      language,
    });
  }

  /** The languages that an interpreter can be asked for now. */
  async languages(): Promise<readonly LanguageEntry[]> {
    return (await this.context.link.emit("interpreter:languages", {})).languages;
  }

  /** Rings the free interpreters of a language; `interpreterCall` tells how it goes. */
  async askInterpreter(language: string): Promise<void> {
    const call = await this.context.link.emit("interpreter:ask", {
      id: newId(),
      consultation: this.id,
      language,
    });
    // A quick interpreter may have answered before the acknowledgement.
    if (this.#store.get().interpreterCall?.call !== call.call) this.#store.patch({ interpreterCall: call });
  }

  /** Stops the ringing. */
  async cancelInterpreter(): Promise<void> {
    const { interpreterCall } = this.#store.get();
    if (!interpreterCall) return;
    await this.context.link.emit("interpreter:cancel", { id: newId(), call: interpreterCall.call });
  }

  #listen(): void {
    const { link } = this.context;
    const here = <D extends Delta & { readonly consultation: string }>(apply: (delta: D) => void) => {
      return (delta: D): void => {
        // A window that has given the place away keeps nothing of what goes on.
        if (delta.consultation !== this.id || this.#store.get().phase === "elsewhere") return;
        this.#screen.deliver(delta, () => apply(delta));
      };
    };
    this.#stops.push(
      link.on("consultation:ended", ({ consultation, reason }) => {
        // Not in its turn among the deltas: nothing of the consultation may stay for the sake of a gap.
        if (consultation === this.id) this.#end(this.#reasonHere(reason));
      }),
      link.on("consultation:window", ({ consultation, window }) => {
        // The server knows which window is the newest: what it tells may have crossed what this one asks.
        if (consultation !== this.id || window === this.#window) return;
        this.#settled = true;
        this.#refresh();
      }),
      link.on("consultation:admitted", ({ consultation }) => {
        if (consultation === this.id) this.#refresh();
      }),
      link.on(
        "participant:changed",
        here(({ participant }) => this.#participant(participant)),
      ),
      link.on(
        "participant:left",
        here(({ participant }) => this.#left(participant)),
      ),
      link.on(
        "consultation:said",
        here(({ said }) => this.#said(said)),
      ),
      link.on(
        "interpreter:call",
        here(({ call }) => this.#store.patch({ interpreterCall: call })),
      ),
      link.on(
        "paper:added",
        here(({ paper }) => this.papers.added(paper)),
      ),
      link.on(
        "paper:removed",
        here(({ paper }) => this.papers.removed(paper)),
      ),
      link.on(
        "operation:added",
        here(({ operation }) => this.papers.operated(operation)),
      ),
      link.on("media:speaking", ({ consultation, participant }) => {
        if (consultation === this.id) this.#store.patch({ speaking: participant });
      }),
    );
  }

  /** The snapshot, whoever asks for it: the screen, a gap among the deltas, or the relays of the call. */
  async #ask(): Promise<ConsultationSnapshot> {
    const request = { consultation: this.id, window: this.#window, take: !this.#settled };
    try {
      const snapshot = await this.context.link.emit("consultation:open", request);
      this.#settled = true;
      return snapshot;
    } catch (error) {
      if (isElsewhere(error)) this.#elsewhere();
      throw error;
    }
  }

  #refresh(): void {
    clearTimeout(this.#retry);
    this.#screen.refresh().catch((error: unknown) => {
      const told = toApiError(error);
      const { phase } = this.#store.get();
      if (phase === "ended" || isElsewhere(told)) return;
      // Refused means: no such consultation, or not any more ours.
      if (told.code === "refused") this.#end("ended");
      else if (phase === "opening") this.#store.patch({ phase: "failed", error: told });
      // The others see this person as away until the server has heard of this window on its new line.
      else if (phase === "in" || phase === "lobby") this.#retry = setTimeout(() => this.#refresh(), RETRY_MS);
    });
  }

  #callChanged(): void {
    const { phase, slots } = this.call.state.get();
    this.sharing.presented(presenterOf(slots));
    if (phase === "elsewhere") this.#elsewhere();
  }

  #show(snapshot: ConsultationSnapshot): void {
    if (this.#store.get().phase === "ended") return;
    if (snapshot.state === "ended") {
      this.#end("ended");
      return;
    }
    const { me, serviceName, authorityName, phone, chat, interpreterCall, startedAt } = snapshot;
    const participants = snapshot.participants.filter(({ state }) => state !== "left");
    const own = participants.find(({ participant }) => participant === me);
    this.#store.patch({
      phase: own?.state === "admitted" ? "in" : "lobby",
      error: null,
      me,
      may: new Set(snapshot.may),
      serviceName,
      authorityName,
      phone,
      participants,
      known: new Map(snapshot.participants.map((one) => [one.participant, one])),
      chat: chat.slice(-MAX_CHAT_LINES),
      interpreterCall,
      startedAt,
    });
    this.#iceServers = snapshot.iceServers;
    this.papers.restart(snapshot);
    if (own) this.#told = { microphone: own.microphone, camera: own.camera };
    this.#connect();
    this.#tellDevices();
  }

  /** The relays that the server has told of; asked for anew when their credentials have run out. */
  async #relays(): Promise<RTCIceServer[]> {
    const expired = this.#iceServers !== null && this.#iceServers.expiresAt <= Date.now() / 1000;
    // Without a line the old ones must do: there is nobody to ask.
    if (expired) await this.#screen.refresh().catch(() => undefined);
    return (this.#iceServers?.servers ?? []).map((server) => ({ ...server, urls: [...server.urls] }));
  }

  #connect(): void {
    if (this.#store.get().phase === "in" && this.devices.state.get().phase === "ready") this.call.start();
  }

  /** Tells the others whether own microphone and camera are on, when that has changed. */
  #tellDevices(): void {
    const { phase, microphone, camera } = this.devices.state.get();
    if (this.#store.get().phase !== "in" || phase !== "ready") return;
    const now = {
      microphone: microphone.on && microphone.track !== null && !microphone.interrupted,
      camera:
        camera.on && camera.track !== null && !camera.interrupted && !this.call.pictures.state.get().held,
    };
    if (now.microphone === this.#told.microphone && now.camera === this.#told.camera) return;
    this.#told = now;
    this.context.link
      .emit("consultation:device", { id: newId(), consultation: this.id, ...now })
      .catch(() => {
        // Not told: the next change or snapshot does it.
        this.#told = { microphone: !now.microphone, camera: now.camera };
      });
  }

  #participant(changed: Participant): void {
    const { participants, me } = this.#store.get();
    const known = participants.some(({ participant }) => participant === changed.participant);
    this.#store.patch({
      participants: known
        ? participants.map((one) => (one.participant === changed.participant ? changed : one))
        : [...participants, changed],
    });
    if (changed.participant === me && changed.state === "admitted") this.#connect();
  }

  #left(participant: string): void {
    const { participants, known, speaking } = this.#store.get();
    const gone = participants.find((one) => one.participant === participant);
    this.volatile.forget(participant);
    this.#store.patch({
      known: gone ? new Map(known).set(participant, gone) : known,
      participants: participants.filter((one) => one.participant !== participant),
      speaking: speaking === participant ? null : speaking,
    });
  }

  #said(said: Said): void {
    const { chat } = this.#store.get();
    this.#store.patch({ chat: [...chat, said].slice(-MAX_CHAT_LINES) });
  }

  /** "left" is told to everybody: who left by themselves, here or in another window, is not told of others. */
  #reasonHere(reason: ConsultationEnded["reason"]): EndReason {
    const here = !this.#leaving && this.#store.get().phase !== "elsewhere";
    return reason === "left" && here ? "other_left" : reason;
  }

  #end(reason: EndReason): void {
    if (this.#store.get().phase === "ended") return;
    this.#stop();
    this.#store.set({ ...EMPTY, phase: "ended", ended: reason });
  }

  #elsewhere(): void {
    this.#settled = true;
    const { phase } = this.#store.get();
    if (phase === "ended" || phase === "elsewhere") return;
    this.#screen.close(); // what it holds back for a snapshot belongs to the other window
    // First the phase: the others must not be told that the camera is off, for the other window has it.
    this.#store.set({ ...EMPTY, phase: "elsewhere" });
    this.#stop();
    forgetEverything(); // this window may stay open when the next citizen sits down (F-25)
  }

  #stop(): void {
    clearTimeout(this.#retry);
    this.call.close();
    this.devices.close();
    this.sharing.close();
    this.papers.close();
    this.volatile.close();
  }
}
