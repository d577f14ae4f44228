import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "../api";
import type { DeskSnapshot, WaitingTicket } from "../protocol";
import { settle, TestApi } from "../testing/browser";
import { TestLink } from "../testing/link";
import { ANNA, BERT, consultation, HERE, ME, participant, text } from "../testing/messages";
import { DeskModel } from "./desk";

let link: TestLink;
let api: TestApi;

const SERVICE = "5".repeat(32);

beforeEach(() => {
  // In the lobby, so that no peer connection is wanted: these tests are about the seat.
  const lobby = consultation({ participants: [participant(ME, { state: "lobby" })] });
  link = new TestLink().answer("consultation:open", () => lobby);
  api = new TestApi({});
});

describe("a desk", () => {
  const ticket = (id: string, openedAt: number, returned = false): WaitingTicket => ({
    ticket: id,
    service: SERVICE,
    serviceName: text("Perhe-etuudet"),
    pointName: text("Soini"),
    language: "fi",
    openedAt,
    returned,
    booked: null,
    message: null,
  });
  const snapshot: DeskSnapshot = {
    feed: "desk:1",
    version: 1,
    name: text("Asiantuntija"),
    authorityName: text("Kela"),
    availability: "away",
    awayBecause: null,
    services: [{ service: SERVICE, name: text("Perhe-etuudet"), feed: "service:5", version: 10 }],
    waiting: [ticket(ANNA, 50)],
    consultation: null,
    participant: null,
  };
  let model: DeskModel;

  beforeEach(async () => {
    link.answer("desk:open", () => snapshot);
    model = new DeskModel({ api, link });
    model.start();
    await settle();
  });

  it("lists who waits, oldest first, by the feed of each service", () => {
    link.tell("ticket:offered", { feed: "service:5", version: 11, waiting: ticket(BERT, 20) });
    link.tell("ticket:offered", { feed: "service:5", version: 11, waiting: ticket(HERE, 10) });
    expect(model.state.get().waiting.map((one) => one.ticket)).toEqual([BERT, ANNA]);
    link.tell("ticket:withdrawn", { feed: "service:5", version: 12, ticket: ANNA, reason: "accepted" });
    expect(model.state.get().waiting.map((one) => one.ticket)).toEqual([BERT]);
  });

  it("F-13: puts before all others whoever came back", () => {
    link.tell("ticket:offered", { feed: "service:5", version: 11, waiting: ticket(BERT, 90, true) });
    link.tell("ticket:offered", { feed: "service:5", version: 12, waiting: ticket(HERE, 10) });
    expect(model.state.get().waiting.map((one) => one.ticket)).toEqual([BERT, HERE, ANNA]);
  });

  it("F-13: says how the call ended, until somebody new waits: whoever it gave back is nobody new", async () => {
    link.answer("ticket:accept", () => ({ consultation: HERE, participant: ME }));
    await model.accept(ANNA);
    link.tell("consultation:ended", { feed: "", version: 0, consultation: HERE, reason: "returned" });
    expect(model.state.get().ended).toBe("returned");
    link.tell("ticket:offered", { feed: "service:5", version: 11, waiting: ticket(ANNA, 50, true) });
    expect(model.state.get().ended).toBe("returned");
    link.tell("ticket:offered", { feed: "service:5", version: 12, waiting: ticket(BERT, 90) });
    expect(model.state.get().ended).toBeNull();
  });

  it("F-14: writes to whoever waits, and shows what a colleague wrote", async () => {
    link.answer("ticket:write", () => ({}));
    await model.write(ANNA, "Tulen pian");
    expect(link.requests("ticket:write")).toMatchObject([{ ticket: ANNA, text: "Tulen pian" }]);
    const message = { text: "Tulen pian", at: 5 };
    link.tell("ticket:written", { feed: "service:5", version: 11, ticket: ANNA, message });
    expect(model.state.get().waiting).toMatchObject([{ ticket: ANNA, message }]);
  });

  it("accepts once, and comes into the consultation", async () => {
    link.answer("ticket:accept", () => ({ consultation: HERE, participant: ME }));
    await Promise.all([model.accept(ANNA), model.accept(ANNA)]);
    expect(link.requests("ticket:accept")).toHaveLength(1);
    expect(model.state.get()).toMatchObject({ waiting: [], accepting: null });
    expect(model.state.get().consultation?.id).toBe(HERE);
  });

  it("says that another desk was first, and lets the next one be accepted", async () => {
    link.answer("ticket:accept", () => new ApiError("conflict"));
    await expect(model.accept(ANNA)).rejects.toMatchObject({ code: "conflict" });
    expect(model.state.get().accepting).toBeNull();
  });

  it("shows availability as acknowledged, and as another window changed it", async () => {
    link.answer("desk:availability", () => ({}));
    await model.setAvailability("available");
    expect(model.state.get().availability).toBe("available");
    link.tell("availability:changed", {
      feed: "desk:1",
      version: 2,
      availability: "away",
      because: "not_appeared",
    });
    expect(model.state.get().awayBecause).toBe("not_appeared");
    expect(model.state.get().availability).toBe("away");
  });

  it("forgets how the last call ended when somebody new waits", async () => {
    link.answer("ticket:accept", () => ({ consultation: HERE, participant: ME }));
    await model.accept(ANNA);
    link.tell("consultation:ended", { feed: "x", version: 1, consultation: HERE, reason: "timeout" });
    expect(model.state.get().ended).toBe("timeout");
    link.tell("ticket:offered", { feed: "service:5", version: 11, waiting: ticket(BERT, 20) });
    expect(model.state.get().ended).toBeNull();
  });

  it("says why its screen cannot be had", async () => {
    link.answer("desk:open", () => new ApiError("unavailable"));
    link.line.set("down");
    link.line.set("up");
    await settle();
    expect(model.state.get()).toMatchObject({ phase: "failed", error: { code: "unavailable" } });
  });
});
