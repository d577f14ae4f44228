import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "./api";
import type { ConsultationModel } from "./consultation";
import type { ConsultationSnapshot } from "./protocol";
import { settle, TestStream } from "./testing/browser";
import type { TestLink } from "./testing/link";
import { BERT, consultation, HERE, participant } from "./testing/messages";
import { stageOf } from "./testing/stage";

let link: TestLink;
let model: ConsultationModel;
let snapshot: ConsultationSnapshot;

beforeEach(() => {
  vi.stubGlobal("MediaStream", TestStream);
  snapshot = consultation();
  ({ link, model } = stageOf(() => snapshot));
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

describe("another window of the same person (F-04, F-14)", () => {
  const elsewhere = () => new ApiError("conflict", "elsewhere");
  const other = "f".repeat(32);

  it("takes the place as it is opened, and only asks from then on", async () => {
    await opened();
    link.line.set("down");
    link.line.set("up");
    await settle();
    const [first, second] = link.requests("consultation:open");
    expect(first).toMatchObject({ consultation: HERE, take: true });
    expect(second).toEqual({ consultation: HERE, window: first?.window, take: false });
    expect(first?.window).toMatch(/^[0-9a-f]{32}$/);
    expect(link.requests("media:offer")[0]).toMatchObject({ window: first?.window });
  });

  it("is told that a newer one has the place: it forgets all, lets the camera go and offers no more", async () => {
    await opened();
    link.answer("consultation:open", elsewhere).answer("media:offer", elsewhere);
    link.tell("consultation:window", { consultation: HERE, window: other });
    await settle();
    expect(model.state.get()).toMatchObject({ phase: "elsewhere", me: "", participants: [] });
    expect(model.call.state.get().phase).toBe("closed");
    expect(model.devices.state.get().camera.track).toBeNull();
    link.tell("participant:changed", { ...delta(2), participant: participant(BERT) });
    link.line.set("down");
    link.line.set("up");
    await settle();
    expect(model.state.get()).toMatchObject({ phase: "elsewhere", participants: [] });
    expect(link.requests("media:offer")).toHaveLength(1);
    link.tell("consultation:ended", { ...delta(3), reason: "left" });
    expect(model.state.get()).toMatchObject({ phase: "ended", ended: "left" });
  });

  it("learns of it when its line comes back", async () => {
    await opened();
    link.line.set("down");
    link.answer("consultation:open", elsewhere);
    link.line.set("up");
    await settle();
    expect(model.state.get().phase).toBe("elsewhere");
  });

  it("keeps the place where the server says so: what is told may be older than the own request", async () => {
    let answer: () => void = () => undefined;
    link.answer("consultation:open", () => new Promise((resolve) => (answer = () => resolve(snapshot))));
    model.start();
    link.tell("consultation:window", { consultation: HERE, window: other });
    answer();
    await settle();
    answer();
    await settle();
    expect(link.requests("consultation:open").map(({ take }) => take)).toEqual([true, false]);
    expect(model.state.get().phase).toBe("in");
  });

  it("takes nothing from a newer one that it has heard of, though itself it had no answer yet", async () => {
    link.answer("consultation:open", () => new ApiError("unavailable"));
    await opened();
    link.answer("consultation:open", elsewhere);
    link.tell("consultation:window", { consultation: HERE, window: other });
    await settle();
    expect(link.requests("consultation:open").map(({ take }) => take)).toEqual([true, false]);
    expect(model.state.get().phase).toBe("elsewhere");
  });

  it("takes nothing back by itself after the answer that the place is elsewhere", async () => {
    link.answer("consultation:open", elsewhere);
    await opened();
    link.line.set("down");
    link.line.set("up");
    link.tell("consultation:window", { consultation: HERE, window: other });
    await settle();
    const takes = link.requests("consultation:open").map(({ take }) => take);
    expect(takes[0]).toBe(true);
    expect(takes.length).toBeGreaterThan(1);
    expect(takes.slice(1)).not.toContain(true);
    expect(model.state.get().phase).toBe("elsewhere");
  });

  it("is told so by the snapshot for a gap among the deltas", async () => {
    await opened();
    link.answer("consultation:open", elsewhere);
    link.tell("participant:changed", { ...delta(9), participant: participant(BERT) });
    await settle();
    expect(model.state.get()).toMatchObject({ phase: "elsewhere", participants: [] });
    expect(model.call.state.get().phase).toBe("closed");
  });

  it("is told so by the answer to an offer", async () => {
    link.answer("media:offer", elsewhere);
    await opened();
    expect(model.state.get()).toMatchObject({ phase: "elsewhere", participants: [] });
    expect(model.call.state.get().phase).toBe("closed");
    expect(model.devices.state.get().camera.track).toBeNull();
  });

  it("asks again where the server could not answer on a new line, for others see it as away till then", async () => {
    await opened();
    vi.useFakeTimers();
    link.answer("consultation:open", () => new ApiError("unavailable", "database"));
    link.line.set("down");
    link.line.set("up");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(link.requests("consultation:open")).toHaveLength(4);
    link.answer("consultation:open", () => snapshot);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(link.requests("consultation:open")).toHaveLength(5);
    expect(model.state.get().phase).toBe("in");
  });

  it("does not mind what is told of itself, or of another consultation", async () => {
    await opened();
    const window = link.requests("consultation:open")[0]?.window ?? "";
    link.tell("consultation:window", { consultation: HERE, window });
    link.tell("consultation:window", { consultation: other, window: other });
    await settle();
    expect(link.requests("consultation:open")).toHaveLength(1);
  });
});
