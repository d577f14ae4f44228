// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { Arrangement } from "../core/arrangement";
import { settle, TestStream } from "../core/testing/browser";
import { ANNA, consultation, HERE, ME, participant } from "../core/testing/messages";
import { type Stage, stageOf } from "../core/testing/stage";
import { startI18n } from "../i18n";
import { Announcer } from "./Announcer";
import { People } from "./People";
import { Toolbar } from "./Toolbar";

let stage: Stage;
let version: number;

beforeAll(() => startI18n("fi"));
beforeEach(() => {
  vi.stubGlobal("MediaStream", TestStream);
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue(undefined);
});
afterEach(() => {
  cleanup();
  stage.model.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function draw(...may: string[]): Promise<void> {
  version = 1;
  stage = stageOf(() => consultation({ may }));
  stage.link.answer("hand:raise", () => ({})).answer("hand:lower", () => ({}));
  stage.model.start();
  await act(settle);
  render(
    <>
      <People model={stage.model} pictures={new Arrangement(HERE, null)} table={false} />
      <Toolbar model={stage.model} panel={null} unread={0} onPanel={() => undefined} />
      <Announcer model={stage.model} />
    </>,
  );
}

const changed = (id: string, handRaisedAt: number | null) =>
  act(() =>
    stage.link.tell("participant:changed", {
      feed: `consultation:${HERE}`,
      version: ++version,
      consultation: HERE,
      participant: participant(id, { handRaisedAt }),
    }),
  );
const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));
const button = () => screen.getByTestId("raise-hand");
const log = () => screen.getByRole("log").textContent ?? "";

it("raises the own hand, shows it, lowers it, and says so", async () => {
  await draw("hand:raise");
  expect(button().textContent).toBe("Nosta käsi");
  await press("raise-hand");
  expect(stage.link.requests("hand:raise")).toMatchObject([{ consultation: HERE, raised: true }]);
  changed(ME, 7);
  expect(button().textContent).toBe("Laske käsi");
  expect(screen.getByText("Käsi ylhäällä")).toBeTruthy();
  await press("raise-hand");
  expect(stage.link.requests("hand:raise")).toHaveLength(2);
  expect(stage.link.requests("hand:raise")[1]).toMatchObject({ raised: false });
  changed(ME, null);
  expect(button().textContent).toBe("Nosta käsi");
  expect(log()).toContain("Kätesi on laskettu.");
});

it("shows the hand of another on the picture, reads it aloud, and lowers it for who leads", async () => {
  await draw("hand:raise", "hand:lower");
  expect(screen.queryByTestId("lower-hand")).toBeNull();
  changed(ANNA, 7);
  expect(screen.getByTestId(`tile-${ANNA}`).textContent).toContain("Käsi ylhäällä");
  expect(log()).toContain("Asiantuntija nosti kätensä.");
  await press("lower-hand");
  expect(stage.link.requests("hand:lower")).toMatchObject([{ consultation: HERE, participant: ANNA }]);
  changed(ANNA, null);
  expect(screen.queryByTestId("hand-up")).toBeNull();
});

it("lowers nobody's hand but the own where the policy does not let one", async () => {
  await draw("hand:raise");
  changed(ANNA, 7);
  expect(screen.getByTestId("hand-up")).toBeTruthy();
  expect(screen.queryByTestId("lower-hand")).toBeNull();
});

it("has no hand to raise where the policy gives none", async () => {
  await draw();
  expect(screen.queryByTestId("raise-hand")).toBeNull();
});
