import { Advisor } from "./advisor";
import { type Api, ApiError, isElsewhere, toApiError } from "./api";
import { Call } from "./call";
import { Chair } from "./chair";
import { listenToDeltas } from "./consultationDeltas";
import {
  type ConsultationState,
  countOthers,
  EMPTY,
  type EndReason,
  reasonHere,
  withSaid,
} from "./consultationState";
import { Departures } from "./departures";
import { Devices } from "./devices";
import { DevicesTold } from "./devicesTold";
import { Hands } from "./hands";
import { Identification } from "./identity";
import { newId } from "./ids";
import { Notes } from "./notes";
import { Papers } from "./papers";
import type {
  ConsultationSnapshot,
  Invitation,
  Invite,
  LanguageEntry,
  Participant,
  PrivacyNotice,
} from "./protocol";
import { RealTimeText } from "./realTimeText";
import { Relays } from "./relays";
import { forgetEverything } from "./reset";
import { Screen } from "./screen";
import { Sharing } from "./sharing";
import { presenterOf } from "./slots";
import type { Link } from "./socket";
import { type Readable, Store } from "./store";
import { Volatile } from "./volatile";

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
  readonly reload?: () => void;
  /** Those of the seat, which outlive the consultation. */
  readonly departures?: Departures;
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
  readonly advisor: Advisor;
  readonly identity: Identification;
  readonly notes: Notes;
  readonly hands: Hands;
  readonly chair: Chair;
  readonly volatile = new Volatile();
  readonly text = new RealTimeText({
    me: () => this.#store.get().me,
    newest: () => this.#store.get().chat.at(-1)?.sequence ?? 0,
  });
  readonly #devicesTold: DevicesTold;
  /** Names this window: another one of the same person, here or on another device, may have the place instead. */
  readonly #window = newId();
  /** The server has decided where the place is, or another window is newer: only a new one takes it from another. */
  #settled = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #screen: Screen<ConsultationSnapshot>;
  readonly #stops: (() => void)[] = [];
  readonly #relays = new Relays(() => this.#screen.refresh());
  readonly #departures: Departures;
  #leaving = false;

  constructor(
    private readonly context: ConsultationContext,
    readonly id: string,
  ) {
    const { link, api, createConnection } = context;
    this.line = link.state;
    this.#departures = context.departures ?? new Departures(link);
    this.devices = context.devices ?? new Devices();
    this.sharing = context.sharing ?? new Sharing();
    this.papers = new Papers({ api, link, consultation: id });
    this.hands = new Hands(link, id);
    this.chair = new Chair(link, id, this.devices);
    this.advisor = new Advisor({ link, consultation: id });
    this.identity = new Identification({ link, consultation: id });
    this.notes = new Notes({ link, consultation: id });
    this.call = new Call({
      link,
      consultation: id,
      window: this.#window,
      devices: this.devices.state,
      sharing: this.sharing.state,
      channel: (channel, text) => {
        this.volatile.bind(channel);
        this.text.bind(text);
      },
      iceServers: () => this.#relays.servers(),
      ...(createConnection ? { createConnection } : {}),
    });
    this.#devicesTold = new DevicesTold(link, id, this.devices.state, this.call.pictures.state);
    this.#screen = new Screen<ConsultationSnapshot>({
      ask: () => this.#ask(),
      feeds: (snapshot) => [snapshot],
      show: (snapshot) => this.#show(snapshot),
    });
  }

  /** What the authority tells of data protection (F-101). Fails with an ApiError. */
  readPrivacy(): Promise<PrivacyNotice> {
    return this.context.api.get(`/api/consultations/${this.id}/privacy`);
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
      await this.#departures.depart("consultation:leave", this.id);
    } catch (error) {
      // The server knows nothing of this participant any more: it is over all the same.
      if (!(error instanceof ApiError)) throw error;
    }
    this.#end("left");
  }

  /** Ends the consultation for everybody; without a connection here at once, and for the others when there is one. */
  async end(): Promise<void> {
    await this.#departures.depart("consultation:end", this.id);
    this.#end("ended");
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
    this.#stops.push(
      link.on("consultation:ended", ({ consultation, reason }) => {
        // Not in its turn among the deltas: nothing of the consultation may stay for the sake of a gap.
        if (consultation === this.id) this.#end(reasonHere(reason, this.#leaving, this.#store.get().phase));
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
      link.on("consultation:lobby", ({ consultation }) => {
        if (consultation === this.id) this.#beginAnew();
      }),
      ...listenToDeltas(link, this.id, {
        store: this.#store,
        papers: this.papers,
        advisor: this.advisor,
        identity: this.identity,
        chair: this.chair,
        volatile: this.volatile,
        text: this.text,
        deliver: (delta, apply) => this.#screen.deliver(delta, apply),
        changed: (own) => this.#changed(own),
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
    this.text.hold(phase === "reconnecting");
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
      topic: snapshot.topic ?? null,
      participants,
      known: new Map(snapshot.participants.map((one) => [one.participant, one])),
      chat: withSaid(chat),
      chatCharacters: snapshot.chatCharacters,
      interpreterCall,
      startedAt,
      confidential: snapshot.confidential,
      caseSystems: snapshot.caseSystems,
      handedOver: snapshot.handedOver,
    });
    this.#relays.told(snapshot.iceServers);
    this.papers.restart(snapshot);
    this.advisor.restart(snapshot);
    this.identity.restart(snapshot);
    this.notes.restart(snapshot);
    this.chair.restart(snapshot);
    this.text.keepTo(snapshot.textCharactersPerSecond);
    if (own) this.#devicesTold.known(own);
    if (own) this.#obey(own);
    this.#connect();
    this.#tellDevices();
  }

  #connect(): void {
    if (this.#store.get().phase === "in" && this.devices.state.get().phase === "ready") this.call.start();
  }

  #tellDevices(): void {
    if (this.#store.get().phase === "in") this.#devicesTold.tell();
  }

  #changed(own: Participant): void {
    this.#obey(own);
    if (own.state === "admitted") this.#connect();
  }

  #obey(own: Participant): void {
    this.chair.obey(own);
    this.call.pictures.speaksBy(own.signing === true);
  }

  #end(reason: EndReason): void {
    if (this.#store.get().phase === "ended") return;
    this.#stop();
    this.#store.set({ ...EMPTY, phase: "ended", ended: reason });
  }

  #elsewhere(): void {
    this.#settled = true;
    const { phase } = this.#store.get();
    if (phase !== "ended" && phase !== "elsewhere") this.#forget("elsewhere");
  }

  /** Back in the lobby: a page that is loaded anew knows nothing of the others (F-15). */
  #beginAnew(): void {
    this.#forget("opening");
    (this.context.reload ?? (() => location.reload()))();
  }

  #forget(phase: "elsewhere" | "opening"): void {
    this.#screen.close(); // what it holds back for a snapshot is of the consultation
    // First the phase: the others must not be told that the camera is off.
    this.#store.set({ ...EMPTY, phase });
    this.#stop();
    forgetEverything(); // this window may stay open when the next citizen sits down (F-25)
  }

  #stop(): void {
    clearTimeout(this.#retry);
    this.call.close();
    this.devices.close();
    this.sharing.close();
    this.papers.close();
    this.identity.close();
    this.notes.close();
    this.volatile.close();
    this.text.close();
  }
}
