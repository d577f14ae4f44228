import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "../api";
import type { InterpreterSnapshot, RingingCall } from "../protocol";
import { settle, TestApi } from "../testing/browser";
import { TestLink } from "../testing/link";
import { ANNA, consultation, HERE, ME, me, participant, point, text } from "../testing/messages";
import { GuestModel } from "./guest";
import { InterpreterModel } from "./interpreter";
import { PointModel } from "./point";

let link: TestLink;
let api: TestApi;

const SERVICE = "5".repeat(32);
const service = {
  service: SERVICE,
  name: text("Perhe-etuudet"),
  description: text(""),
  languages: ["fi"],
  hours: text("9–15"),
  openNow: true,
  bookable: false,
  expertsAvailable: 1,
  waiting: 0,
  waits: [],
};
const view = (ticket: string, place = 2) => ({
  ticket,
  service: SERVICE,
  serviceName: text("Perhe-etuudet"),
  authorityName: text("Kela"),
  phone: "000 123 401",
  place,
  openedAt: 100,
  returned: false,
  closesAt: null,
  message: null,
});

beforeEach(() => {
  // In the lobby, so that no peer connection is wanted: these tests are about the seats.
  const lobby = consultation({ participants: [participant(ME, { state: "lobby" })] });
  link = new TestLink().answer("consultation:open", () => lobby).answer("point:open", () => point());
  api = new TestApi({
    "/api/directory": { authorities: [{ authority: ANNA, name: text("Kela"), services: [service] }] },
  });
});

describe("a seat whose person has left while the line was lost", () => {
  it("is out at once, stays out when the line is back, and tells the server then", async () => {
    const here = me({ consultation: HERE });
    const model = new GuestModel({ api: new TestApi({ "/api/me": here }), link });
    link.answer("consultation:leave", () => ({}));
    model.start();
    await settle();
    link.line.set("down");
    await model.state.get().consultation?.leave();
    expect(model.state.get()).toMatchObject({ consultation: null, ended: "left" });
    expect(link.requests("consultation:leave")).toEqual([]);
    link.line.set("up");
    await settle();
    expect(link.requests("consultation:leave")).toMatchObject([{ consultation: HERE }]);
    expect(model.state.get()).toMatchObject({ consultation: null, ended: "left" });
    model.close();
  });
});

describe("a service point", () => {
  let model: PointModel;

  beforeEach(async () => {
    model = new PointModel({ api, link });
    model.start();
    await settle();
  });

  it("opens with its snapshot and the directory", () => {
    expect(model.state.get()).toMatchObject({ phase: "ready", name: text("Soini"), ticket: null });
    expect(model.state.get().directory?.authorities).toHaveLength(1);
  });

  it("takes one place however often call is pressed, and follows it", async () => {
    link.answer("ticket:open", ({ ticket }) => view(ticket));
    await Promise.all([model.openTicket(SERVICE), model.openTicket(SERVICE)]);
    expect(link.requests("ticket:open")).toHaveLength(1);
    const ticket = model.state.get().ticket?.ticket ?? "";
    link.tell("ticket:place", { feed: "point:1", version: 2, ticket, place: 1, closesAt: null });
    expect(model.state.get().ticket?.place).toBe(1);
    link.tell("ticket:place", { feed: "point:1", version: 2, ticket, place: 9, closesAt: null });
    expect(model.state.get().ticket?.place).toBe(1);
  });

  it("comes into the consultation when an expert accepts, even before the acknowledgement", async () => {
    link.answer("ticket:open", ({ ticket }) => {
      link.tell("ticket:accepted", {
        feed: "point:1",
        version: 2,
        ticket,
        consultation: HERE,
        participant: ME,
      });
      return view(ticket);
    });
    await model.openTicket(SERVICE);
    expect(model.state.get().consultation?.id).toBe(HERE);
    expect(model.state.get().ticket).toBeNull();
  });

  it("F-13: is first in the queue again when the expert does not come, and reads nothing of an end", async () => {
    link.answer("ticket:open", ({ ticket }) => view(ticket));
    await model.openTicket(SERVICE);
    const ticket = model.state.get().ticket?.ticket ?? "";
    link.tell("ticket:accepted", {
      feed: "point:1",
      version: 2,
      ticket,
      consultation: HERE,
      participant: ME,
    });
    await settle();
    link.tell("consultation:ended", {
      feed: `consultation:${HERE}`,
      version: 2,
      consultation: HERE,
      reason: "not_appeared",
    });
    link.tell("ticket:returned", {
      feed: "point:1",
      version: 3,
      ticket: { ...view(ticket, 1), returned: true },
    });
    expect(model.state.get()).toMatchObject({ consultation: null, ended: null, ticket: { place: 1 } });
    link.answer("ticket:cancel", () => ({}));
    await model.cancelTicket();
    expect(model.state.get()).toMatchObject({ ended: null, ticketClosed: "cancelled" });
  });

  it("asks again after a gap, and finds the consultation there", async () => {
    link.answer("point:open", () => point({ version: 7, consultation: HERE, participant: ME }));
    link.tell("ticket:place", { feed: "point:1", version: 7, ticket: ANNA, place: 1, closesAt: null });
    await settle();
    expect(model.state.get().consultation?.id).toBe(HERE);
  });

  it("keeps its place when giving it up is not acknowledged, and gives it up when it is", async () => {
    link.answer("ticket:open", ({ ticket }) => view(ticket));
    await model.openTicket(SERVICE);
    link.answer("ticket:cancel", () => new ApiError("unavailable", "network"));
    await expect(model.cancelTicket()).rejects.toMatchObject({ code: "unavailable" });
    expect(model.state.get().ticket).not.toBeNull();
    link.answer("ticket:cancel", () => ({}));
    await model.cancelTicket();
    expect(model.state.get().ticket).toBeNull();
    await model.cancelTicket();
    expect(link.requests("ticket:cancel")).toHaveLength(2);
    expect(model.state.get().ticketClosed).toBe("cancelled");
    model.dismissClosed();
    expect(model.state.get().ticketClosed).toBeNull();
  });

  it("says that the service closed while somebody waited", async () => {
    link.answer("ticket:open", ({ ticket }) => view(ticket));
    await model.openTicket(SERVICE);
    const ticket = model.state.get().ticket?.ticket ?? "";
    link.tell("ticket:closed", { feed: "point:1", version: 2, ticket, reason: "closed" });
    expect(model.state.get()).toMatchObject({ ticket: null, ticketClosed: "closed" });
  });

  it("F-14: tells that the service may close before the own turn", async () => {
    link.answer("ticket:open", ({ ticket }) => view(ticket));
    await model.openTicket(SERVICE);
    const ticket = model.state.get().ticket?.ticket ?? "";
    link.tell("ticket:closing", { feed: "point:1", version: 2, ticket, closesAt: 900 });
    expect(model.state.get().ticket).toMatchObject({ ticket, closesAt: 900 });
    link.tell("ticket:place", { feed: "point:1", version: 3, ticket, place: 1, closesAt: null });
    expect(model.state.get().ticket).toMatchObject({ place: 1, closesAt: null });
    link.tell("ticket:closing", { feed: "point:1", version: 4, ticket, closesAt: 900 });
    link.tell("ticket:closing", { feed: "point:1", version: 5, ticket, closesAt: null });
    expect(model.state.get().ticket).toMatchObject({ place: 1, closesAt: null });
  });

  it("F-14: shows what the desk writes while the ticket waits", async () => {
    link.answer("ticket:open", ({ ticket }) => view(ticket));
    await model.openTicket(SERVICE);
    const ticket = model.state.get().ticket?.ticket ?? "";
    const message = { text: "Tulen pian", at: 5 };
    link.tell("ticket:written", { feed: "point:1", version: 2, ticket, message });
    expect(model.state.get().ticket).toMatchObject({ message });
  });

  it("keeps the directory true", () => {
    const waits = [{ fromMinutes: 10, toMinutes: 20 }];
    link.tell("directory:changed", {
      service: SERVICE,
      openNow: false,
      expertsAvailable: 0,
      waiting: 3,
      waits,
    });
    expect(model.state.get().directory?.authorities[0]?.services[0]).toMatchObject({
      openNow: false,
      expertsAvailable: 0,
      waits,
      waiting: 3,
      name: text("Perhe-etuudet"),
    });
  });

  it("tells how the consultation ended, and has forgotten it (F-25)", async () => {
    link.answer("point:open", () => point({ version: 2, consultation: HERE, participant: ME }));
    link.tell("ticket:place", { feed: "point:1", version: 3, ticket: ANNA, place: 1, closesAt: null });
    await settle();
    const running = model.state.get().consultation;
    link.tell("consultation:ended", { feed: "x", version: 1, consultation: HERE, reason: "timeout" });
    expect(model.state.get()).toMatchObject({ consultation: null, ended: "timeout" });
    expect(running?.state.get()).toMatchObject({ phase: "ended", participants: [] });
    model.dismissEnd();
    expect(model.state.get().ended).toBeNull();
  });

  it("is over when the session is", () => {
    link.tell("session:ended", { reason: "revoked" });
    expect(model.state.get()).toMatchObject({ phase: "over", over: "revoked" });
  });

  it("tells that the server stops soon", () => {
    link.tell("server:draining", { feed: "server", version: 1, secondsLeft: 300 });
    expect(model.state.get().drainingSeconds).toBe(300);
  });

  it("leaves no listener when its screen goes", () => {
    model.close();
    expect(link.listeners).toBe(0);
    expect(link.state.get()).toBe("closed");
  });
});

describe("an interpreter", () => {
  const ringing: RingingCall = {
    call: ANNA,
    language: "ar",
    authorityName: text("Kela"),
    serviceName: text("Perhe-etuudet"),
    rungAt: 1,
  };
  const snapshot: InterpreterSnapshot = {
    feed: "interpreter:1",
    version: 1,
    name: "Tulkki",
    languages: ["ar", "so"],
    languagesOn: ["ar", "so"],
    availability: "available",
    ringing: [],
    consultation: null,
    participant: null,
  };
  let model: InterpreterModel;

  beforeEach(async () => {
    link.answer("interpreter:open", () => snapshot);
    model = new InterpreterModel({ api, link });
    model.start();
    await settle();
    link.tell("interpreter:ringing", { feed: "interpreter:1", version: 2, ringing });
  });

  it("hears a call ring until somebody has answered it", () => {
    expect(model.state.get().ringing).toEqual([ringing]);
    link.tell("interpreter:rung-off", {
      feed: "interpreter:1",
      version: 3,
      call: ANNA,
      reason: "answered",
    });
    expect(model.state.get().ringing).toEqual([]);
  });

  it("J4: says for which language calls ring, and shows what every window shows", async () => {
    const asked: unknown[] = [];
    link.answer("interpreter:language", ({ language, on }) => {
      asked.push([language, on]);
      return {};
    });
    await model.setLanguage("so", false);
    expect(asked).toEqual([["so", false]]);
    expect(model.state.get().languagesOn).toEqual(["ar", "so"]);
    link.tell("interpreter:languages-on", { feed: "interpreter:1", version: 3, languagesOn: ["ar"] });
    expect(model.state.get()).toMatchObject({ languages: ["ar", "so"], languagesOn: ["ar"] });
  });

  it("answers and comes into the consultation", async () => {
    link.answer("interpreter:answer", () => ({ consultation: HERE, participant: ME }));
    await model.answer(ANNA);
    expect(model.state.get()).toMatchObject({ ringing: [], answering: null });
    expect(model.state.get().consultation?.id).toBe(HERE);
  });

  it("leaves a call to the others", async () => {
    link.answer("interpreter:decline", () => ({}));
    await model.decline(ANNA);
    expect(model.state.get().ringing).toEqual([]);
  });
});

describe("a guest", () => {
  it("sits in the consultation of the invitation, and in none when that is over", async () => {
    api.replies["/api/me"] = me();
    const model = new GuestModel({ api, link });
    model.start();
    await settle();
    expect(model.state.get().consultation?.state.get().phase).toBe("lobby");
    api.replies["/api/me"] = new ApiError("unauthenticated");
    link.line.set("down");
    link.line.set("up");
    await settle();
    expect(model.state.get()).toMatchObject({ phase: "over", consultation: null });
  });
});
