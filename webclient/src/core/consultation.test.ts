import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "./api";
import { ConsultationModel } from "./consultation";
import type { ConsultationSnapshot } from "./protocol";
import { settle, TestApi, type TestConnection, type TestMedia, TestStream } from "./testing/browser";
import type { TestLink } from "./testing/link";
import { ANNA, BERT, consultation, HERE, ME, participant, text } from "./testing/messages";
import { stageOf } from "./testing/stage";

let link: TestLink;
let media: TestMedia;
let connections: TestConnection[];
let model: ConsultationModel;
let snapshot: ConsultationSnapshot;

beforeEach(() => {
  vi.stubGlobal("MediaStream", TestStream);
  snapshot = consultation();
  ({ link, media, connections, model } = stageOf(() => snapshot));
});

afterEach(() => {
  model.close();
  vi.unstubAllGlobals();
});

async function opened(): Promise<void> {
  model.start();
  await settle();
}

const delta = (version: number) => ({ feed: snapshot.feed, version, consultation: HERE });

describe("a consultation", () => {
  it("opens with its snapshot, and offers media once the devices are known", async () => {
    await opened();
    expect(model.state.get()).toMatchObject({ phase: "in", me: ME, serviceName: text("Perhe-etuudet") });
    expect(model.may("paper:turn")).toBe(true);
    expect(model.may("consultation:end")).toBe(false);
    expect(link.requests("media:offer")).toHaveLength(1);
  });

  it("follows who comes, mutes and leaves", async () => {
    await opened();
    link.tell("participant:changed", {
      ...delta(2),
      participant: participant(BERT, { role: "interpreter" }),
    });
    link.tell("participant:changed", { ...delta(3), participant: participant(ANNA, { microphone: false }) });
    link.tell("media:speaking", { consultation: HERE, participant: BERT });
    expect(model.state.get().participants.map((one) => [one.participant, one.microphone])).toEqual([
      [ME, true],
      [ANNA, false],
      [BERT, true],
    ]);
    expect(model.state.get().speaking).toBe(BERT);
    link.tell("participant:left", { ...delta(4), participant: BERT });
    expect(model.state.get().speaking).toBeNull();
    expect(model.state.get().participants).toHaveLength(2);
    expect(model.state.get().known.get(BERT)).toMatchObject({ role: "interpreter" });
  });

  it("asks for the snapshot when a delta is missing, and after the line was lost", async () => {
    await opened();
    snapshot = consultation({ version: 5, participants: [participant(ME), participant(BERT)] });
    link.tell("participant:left", { ...delta(5), participant: ANNA });
    await settle();
    expect(model.state.get().participants.map((one) => one.participant)).toEqual([ME, BERT]);
    link.line.set("down");
    link.line.set("up");
    await settle();
    expect(link.requests("consultation:open")).toHaveLength(3);
    expect(link.requests("media:offer")).toHaveLength(1);
  });

  it("sees only its own picture in the lobby, and connects when it is let in (F-15)", async () => {
    snapshot = consultation({ participants: [participant(ME, { role: "guest", state: "lobby" })], may: [] });
    await opened();
    expect(model.state.get().phase).toBe("lobby");
    expect(connections).toHaveLength(0);
    expect(model.devices.state.get().camera.track).not.toBeNull();
    snapshot = consultation({ version: 2 });
    link.tell("consultation:admitted", { feed: "guest", version: 1, consultation: HERE });
    await settle();
    expect(model.state.get().phase).toBe("in");
    expect(connections).toHaveLength(1);
  });

  it("tells the others whether microphone and camera are on, only when that changes", async () => {
    await opened();
    expect(link.requests("consultation:device")).toHaveLength(0);
    await model.devices.setMicrophone(false);
    await model.devices.setCamera(false);
    await settle();
    const told = link.requests("consultation:device").map(({ microphone, camera }) => [microphone, camera]);
    expect(told).toEqual([
      [false, true],
      [false, false],
    ]);
  });

  it("tells that there is no camera, and goes on with sound", async () => {
    media.refuse = { video: "NotFoundError" };
    await opened();
    expect(link.requests("consultation:device")).toMatchObject([{ microphone: true, camera: false }]);
    expect(connections[0]?.transceivers[1]?.sender.track).toBeNull();
    expect(connections[0]?.transceivers[0]?.sender.track).not.toBeNull();
  });

  it("shows how the search for an interpreter goes", async () => {
    const call = { call: BERT, language: "ar", state: "ringing" } as const;
    link.answer("interpreter:ask", () => call);
    await opened();
    await model.askInterpreter("ar");
    expect(model.state.get().interpreterCall).toEqual(call);
    link.tell("interpreter:call", { ...delta(2), call: { ...call, state: "nobody" } });
    expect(model.state.get().interpreterCall?.state).toBe("nobody");
  });

  it("does not go back to ringing when the answer was quicker than the acknowledgement", async () => {
    const call = { call: BERT, language: "ar" } as const;
    link.answer("interpreter:ask", () => {
      link.tell("interpreter:call", { ...delta(2), call: { ...call, state: "answered" } });
      return { ...call, state: "ringing" };
    });
    await opened();
    await model.askInterpreter("ar");
    expect(model.state.get().interpreterCall?.state).toBe("answered");
  });

  it("gives each press an id of its own", async () => {
    link.answer("consultation:say", () => ({}));
    await opened();
    await model.say("Hei");
    await model.say("Hei");
    const [first, second] = link.requests("consultation:say");
    expect(first).toMatchObject({ consultation: HERE, text: "Hei" });
    expect(first?.id).toMatch(/^[0-9a-f]{32}$/);
    expect(second?.id).not.toBe(first?.id);
  });

  it("keeps the chat in order", async () => {
    await opened();
    link.tell("consultation:said", {
      ...delta(2),
      said: { sequence: 1, participant: ANNA, text: "Hei", at: 10 },
    });
    expect(model.state.get().chat.map((line) => line.text)).toEqual(["Hei"]);
  });
});

describe("the end of a consultation", () => {
  const nothingIsLeft = () => {
    const { participants, chat, serviceName, me } = model.state.get();
    expect({ participants, chat, serviceName, me }).toEqual({
      participants: [],
      chat: [],
      serviceName: null,
      me: "",
    });
    expect(model.papers.state.get().papers).toEqual([]);
    expect(model.volatile.pointers.get()).toEqual([]);
    expect(media.given.every(({ readyState }) => readyState === "ended")).toBe(true);
    expect(connections.every(({ closed }) => closed)).toBe(true);
    expect(model.call.state.get().slots.size).toBe(0);
  };

  it("forgets everything at once when the server tells of it, whatever its version (F-25)", async () => {
    await opened();
    link.tell("consultation:ended", { feed: "other", version: 99, consultation: HERE, reason: "ended" });
    expect(model.state.get()).toMatchObject({ phase: "ended", ended: "ended" });
    nothingIsLeft();
  });

  it("is found out after a lost line", async () => {
    await opened();
    link.answer("consultation:open", () => new ApiError("refused"));
    link.line.set("down");
    link.line.set("up");
    await settle();
    expect(model.state.get()).toMatchObject({ phase: "ended", ended: "ended" });
    nothingIsLeft();
  });

  it("turns camera and sound off at once when one leaves, even if nobody can be told", async () => {
    await opened();
    link.answer("consultation:leave", () => new ApiError("unavailable", "network"));
    const leaving = model.leave();
    expect(media.given.every(({ readyState }) => readyState === "ended")).toBe(true);
    await leaving;
    expect(model.state.get()).toMatchObject({ phase: "ended", ended: "left" });
    nothingIsLeft();
  });

  it("tells who left: oneself, or the one without whom there is no matter", async () => {
    await opened();
    const told = { feed: "x", version: 1, consultation: HERE, reason: "left" } as const;
    link.answer("consultation:leave", () => {
      link.tell("consultation:ended", told);
      return {};
    });
    await model.leave();
    expect(model.state.get().ended).toBe("left");

    const other = new ConsultationModel({ api: new TestApi(), link }, HERE);
    other.start();
    link.tell("consultation:ended", told);
    expect(other.state.get().ended).toBe("other_left");
    nothingIsLeft();
  });

  it("goes on when ending it for everybody was refused", async () => {
    await opened();
    link.answer("consultation:end", () => new ApiError("refused"));
    await expect(model.end()).rejects.toMatchObject({ code: "refused" });
    expect(model.state.get().phase).toBe("in");
    link.answer("consultation:end", () => ({}));
    await model.end();
    nothingIsLeft();
  });

  it("lets no listener and no late snapshot live on when the screen is closed", async () => {
    model.start();
    model.close();
    model.close();
    await settle();
    expect(link.listeners).toBe(0);
    nothingIsLeft();
  });

  it("of another consultation is none of this one", async () => {
    await opened();
    link.tell("consultation:ended", { feed: "x", version: 1, consultation: ANNA, reason: "ended" });
    expect(model.state.get().phase).toBe("in");
  });
});

describe("a consultation of many", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => participant(`${n}`.padStart(32, "d")));
  const slots = () =>
    connections.at(-1)?.transceivers.filter(({ direction }) => direction === "recvonly").length;

  it("makes room for everybody who is let in, and none for who waits", async () => {
    await opened();
    connections.at(-1)?.moveTo("connected");
    let version = snapshot.version;
    for (const one of many(3)) {
      link.tell("participant:changed", { ...delta(++version), participant: { ...one, state: "lobby" } });
      await settle();
      expect(slots()).toBe(7);
    }
    for (const one of many(3)) {
      link.tell("participant:changed", { ...delta(++version), participant: one });
      await settle();
    }
    expect(slots()).toBe(15);
    expect(link.requests("media:offer")).toHaveLength(2);
  });

  it("shares one screen: the own one ends when another's begins, and with the consultation", async () => {
    await opened();
    connections.at(-1)?.moveTo("connected");
    const screen = (source: string | null) =>
      link.tell("media:map", { consultation: HERE, mid: "8", kind: "screen", source, switched: false });
    await model.sharing.showScreen();
    await settle();
    expect(link.requests("media:offer")).toHaveLength(2);
    screen(ANNA);
    await settle();
    expect(model.sharing.state.get()).toMatchObject({ track: null, replacedBy: ANNA });
    screen(null);
    await model.sharing.showScreen();
    const { track } = model.sharing.state.get();
    link.tell("consultation:ended", { ...delta(2), reason: "ended" });
    expect(track?.readyState).toBe("ended");
    expect(model.sharing.state.get()).toEqual({ source: null, track: null, problem: null, replacedBy: null });
  });
});
