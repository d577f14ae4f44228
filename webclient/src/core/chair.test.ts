import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ConsultationModel } from "./consultation";
import { settle, TestStream } from "./testing/browser";
import type { TestLink } from "./testing/link";
import { consultation, HERE } from "./testing/messages";
import { stageOf } from "./testing/stage";

let link: TestLink;
let model: ConsultationModel;

beforeEach(() => {
  vi.stubGlobal("MediaStream", TestStream);
});
afterEach(() => {
  model.close();
  vi.unstubAllGlobals();
});

it("forgets all and begins anew when it is sent back to the lobby (F-15, F-89)", async () => {
  const reload = vi.fn();
  ({ link, model } = stageOf(() => consultation(), reload));
  model.start();
  await settle();
  expect(model.state.get().participants).toHaveLength(2);
  link.tell("consultation:lobby", { feed: "lobby:1", version: 1, consultation: "d".repeat(32) });
  expect(reload).not.toHaveBeenCalled();
  link.tell("consultation:lobby", { feed: "lobby:1", version: 1, consultation: HERE });
  expect(model.state.get()).toMatchObject({ phase: "opening", participants: [], chat: [] });
  expect(model.call.state.get().phase).toBe("closed");
  expect(model.devices.state.get().camera.track).toBeNull();
  expect(reload).toHaveBeenCalledTimes(1);
});
