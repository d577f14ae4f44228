import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { mayCapture } from "./identity";
import type { ConsultationSnapshot, Identity } from "./protocol";
import { settle, TestStream } from "./testing/browser";
import { consultation, HERE } from "./testing/messages";
import { type Stage, stageOf } from "./testing/stage";

const NOT_YET: Identity = { method: null, recordedAt: null, shownUntil: null };
const SHOWN: Identity = { ...NOT_YET, shownUntil: 400 };
const SEEN: Identity = { method: "document", recordedAt: 130, shownUntil: null };

let snapshot: ConsultationSnapshot;
let stage: Stage;

beforeEach(async () => {
  vi.stubGlobal("MediaStream", TestStream);
  snapshot = consultation({ identity: SHOWN });
  stage = stageOf(() => snapshot);
  for (const event of ["identity:show", "identity:cancel", "identity:record"] as const)
    stage.link.answer(event, () => ({}));
  stage.model.start();
  await settle();
});
afterEach(() => {
  stage.model.close();
  vi.unstubAllGlobals();
});

const tell = (version: number, identity: Identity) =>
  stage.link.tell("identity:changed", { feed: snapshot.feed, version, consultation: HERE, identity });

it("F-95: nothing may be captured while a document is shown, also for who comes or reloads meanwhile", () => {
  const { state } = stage.model.identity;
  expect(mayCapture(state.get())).toBe(false);
  tell(2, SEEN);
  expect(mayCapture(state.get())).toBe(true);
  expect(state.get().method).toBe("document");
  tell(3, { ...SEEN, shownUntil: 900 });
  expect(mayCapture(state.get())).toBe(false);
});

it("F-95: what the expert records goes to the server, and the screen waits for its word", async () => {
  const { identity } = stage.model;
  await identity.show();
  await identity.record("known");
  await identity.record(null);
  await identity.cancel();
  expect(stage.link.requests("identity:record").map(({ method }) => method)).toEqual(["known", null]);
  expect(stage.link.requests("identity:show")).toHaveLength(1);
  expect(stage.link.requests("identity:cancel")).toHaveLength(1);
  expect(identity.state.get()).toEqual(SHOWN);
});

it("F-95: is forgotten with the end", () => {
  tell(2, SEEN);
  stage.link.tell("consultation:ended", { feed: "x", version: 9, consultation: HERE, reason: "ended" });
  expect(stage.model.identity.state.get()).toEqual(NOT_YET);
});
