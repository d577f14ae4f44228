// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { settle, TestStream } from "../core/testing/browser";
import { ANNA, BERT, consultation, HERE, ME, participant } from "../core/testing/messages";
import { type Stage, stageOf } from "../core/testing/stage";
import { startI18n } from "../i18n";
import { Room } from "./Room";

const LEADS = ["consultation:remove", "chair:mute", "chair:lobby", "chair:lock"];

let stage: Stage;
let version: number;

beforeAll(() => startI18n("fi"));
beforeEach(() => {
  vi.stubGlobal("MediaStream", TestStream);
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue(undefined);
  window.innerWidth = 1280;
});
afterEach(() => {
  cleanup();
  stage.model.close();
  window.innerWidth = 1024;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function draw(...may: string[]): Promise<void> {
  version = 1;
  const people = [
    participant(ME),
    participant(ANNA, { role: "client", name: "Anna" }),
    participant(BERT, { role: "guest", name: "Bert" }),
  ];
  stage = stageOf(() => consultation({ may, participants: people }));
  for (const event of ["chair:mute", "chair:lobby", "chair:lock", "ticket:return"] as const)
    stage.link.answer(event, () => ({}));
  stage.model.start();
  await act(settle);
  render(<Room model={stage.model} />);
}

const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));
const delta = () => ({ feed: `consultation:${HERE}`, version: ++version, consultation: HERE });

it("mutes one, or all at once (F-89)", async () => {
  await draw(...LEADS);
  await press(`menu-${ANNA}`);
  await press(`mute-${ANNA}`);
  await press("open-chair");
  await press("mute-all");
  expect(stage.link.requests("chair:mute")).toMatchObject([{ participant: ANNA }, { participant: null }]);
});

it("sends back whom there can be a consultation without", async () => {
  await draw(...LEADS);
  await press(`menu-${ANNA}`);
  expect(screen.queryByTestId(`lobby-${ANNA}`)).toBeNull();
  await press(`menu-${BERT}`);
  await press(`lobby-${BERT}`);
  expect(stage.link.requests("chair:lobby")).toMatchObject([{ participant: BERT }]);
  act(() =>
    stage.link.tell("participant:changed", {
      ...delta(),
      participant: participant(BERT, { role: "guest", name: "Bert", state: "lobby" }),
    }),
  );
  expect(screen.queryByTestId(`tile-${BERT}`)).toBeNull();
  expect(screen.getByRole("log").textContent).toContain("Bert odottaa nyt pääsyä takaisin.");
});

it("locks, and shows what the server says of it", async () => {
  await draw(...LEADS);
  await press("open-chair");
  const lock = screen.getByTestId("lock");
  await press("lock");
  expect(stage.link.requests("chair:lock")).toMatchObject([{ locked: true }]);
  expect(lock.getAttribute("aria-checked")).toBe("false");
  act(() => stage.link.tell("consultation:locked", { ...delta(), locked: true }));
  expect(lock.getAttribute("aria-checked")).toBe("true");
});

it("offers nothing of this to who does not lead", async () => {
  await draw("consultation:leave");
  expect(screen.queryByTestId("open-chair")).toBeNull();
  await press(`menu-${BERT}`);
  for (const deed of ["mute", "lobby", "remove"]) expect(screen.queryByTestId(`${deed}-${BERT}`)).toBeNull();
});

it("closes the own microphone when one is muted, says why, and opens it by the own press alone", async () => {
  await draw("consultation:leave");
  const muted = (on: boolean) =>
    act(async () => {
      stage.link.tell("participant:changed", {
        ...delta(),
        participant: participant(ME, { muted: on, microphone: !on }),
      });
      await settle();
    });
  await muted(true);
  expect(stage.model.devices.state.get().microphone.on).toBe(false);
  expect(screen.getByTestId("muted-by-chair").textContent).toContain("Voit avata sen itse");
  await press("toggle-microphone");
  expect(stage.model.devices.state.get().microphone.on).toBe(true);
  expect(stage.link.requests("consultation:device").at(-1)).toMatchObject({ microphone: true });
  await muted(false);
  expect(screen.queryByTestId("muted-by-chair")).toBeNull();
});

it("gives the client back to the queue from where the call is ended", async () => {
  await draw(...LEADS, "consultation:end", "ticket:return");
  await press("end-consultation");
  await press("give-back");
  expect(stage.link.requests("ticket:return")).toMatchObject([{ consultation: HERE }]);
});

it("gives back nobody where that may not be", async () => {
  await draw(...LEADS, "consultation:end");
  await press("end-consultation");
  expect(screen.queryByTestId("give-back")).toBeNull();
});
