// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { DeskState } from "../core/seats/desk";
import { startI18n } from "../i18n";
import { keysOn } from "../keys/useKeys";
import { EXPERT, WAITING } from "../stories/people";
import { DeskView } from "./DeskView";

const [oldest, newest] = WAITING;
if (!oldest || !newest) throw new Error("two tickets wait");

const STATE: DeskState = {
  phase: "ready",
  error: null,
  over: null,
  consultation: null,
  ended: null,
  drainingSeconds: null,
  name: EXPERT.label,
  authorityName: EXPERT.authority,
  availability: "available",
  awayBecause: null,
  services: [],
  waiting: WAITING,
  accepting: null,
};

const onAccept = vi.fn(async (_: string) => {});
const onAvailability = vi.fn(async (_: string) => {});

function draw(state: Partial<DeskState> = {}) {
  return render(
    <DeskView
      state={{ ...STATE, ...state }}
      me={EXPERT}
      onSignOut={() => {}}
      onAvailability={onAvailability}
      onAccept={onAccept}
      onWrite={async () => {}}
    />,
  );
}

const down = (init: object) =>
  act(async () => void fireEvent.keyDown(document.activeElement ?? document.body, init));
const chord = (code: string) => down({ code, key: "x", altKey: true, shiftKey: true });
const list = () => down({ key: "?", shiftKey: true });
const focused = () => (document.activeElement instanceof HTMLElement ? document.activeElement.id : "");

/** As much of Web Audio as the alert asks of it: jsdom has none. */
class SilentContext {
  readonly state = "suspended";
  async resume(): Promise<void> {}
  async close(): Promise<void> {}
}

beforeAll(() => startI18n("fi"));
beforeEach(() => {
  vi.stubGlobal("AudioContext", SilentContext);
  onAccept.mockClear();
  onAvailability.mockClear();
  localStorage.clear();
  keysOn.set(true);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("takes the first, and makes a break and ends it", async () => {
  draw();
  await chord("KeyO");
  expect(onAccept).toHaveBeenCalledExactlyOnceWith(oldest.ticket);
  await chord("KeyP");
  expect(onAvailability).toHaveBeenLastCalledWith("away");
  cleanup();
  draw({ availability: "away" });
  await chord("KeyP");
  expect(onAvailability).toHaveBeenLastCalledWith("available");
});

it("moves through the list to the buttons that answer, and stays at its ends", async () => {
  draw();
  await chord("ArrowDown");
  expect(focused()).toBe(`accept-${oldest.ticket}`);
  await chord("ArrowDown");
  expect(focused()).toBe(`accept-${newest.ticket}`);
  await chord("ArrowDown");
  expect(focused()).toBe(`accept-${newest.ticket}`);
  await chord("ArrowUp");
  expect(focused()).toBe(`accept-${oldest.ticket}`);
  expect(onAccept).not.toHaveBeenCalled();
});

it("writes to the one that the focus is at, else to the first; in the field keys are letters", async () => {
  draw();
  await chord("ArrowDown");
  await chord("ArrowDown");
  await chord("KeyW");
  const field = screen.getByLabelText("Viesti odottavalle asiakkaalle");
  expect(document.activeElement).toBe(field);
  expect(document.getElementById(`place-${newest.ticket}`)?.contains(field)).toBe(true);
  await chord("KeyO");
  await list();
  expect(onAccept).not.toHaveBeenCalled();
  expect(screen.queryByTestId("keys")).toBeNull();
  // Open already: the key goes back into it.
  document.getElementById(`accept-${newest.ticket}`)?.focus();
  await chord("KeyW");
  expect(document.activeElement).toBe(field);
});

it("lists all keys by a key and by a button; while the list is open no key does anything else", async () => {
  draw();
  await list();
  const dialog = screen.getByTestId("keys");
  expect(dialog.textContent).toContain("Vastaa ensimmäiselle");
  expect(dialog.textContent).toContain("Lopeta puhelu");
  await chord("KeyO");
  expect(onAccept).not.toHaveBeenCalled();
  fireEvent.click(screen.getByTestId("close-keys"));
  expect(screen.queryByTestId("keys")).toBeNull();
  fireEvent.click(screen.getByTestId("show-keys"));
  expect(screen.getByTestId("keys")).toBeTruthy();
});

it("WCAG 2.1.4: are turned off in the list, all of them, for the next visits too", async () => {
  draw();
  fireEvent.click(screen.getByTestId("show-keys"));
  fireEvent.click(screen.getByTestId("keys-on"));
  fireEvent.click(screen.getByTestId("close-keys"));
  await chord("KeyO");
  await list();
  expect(onAccept).not.toHaveBeenCalled();
  expect(screen.queryByTestId("keys")).toBeNull();
  expect(localStorage.getItem("etaluukku-keys")).toBe("off");
});

it("does nothing where nobody waits", async () => {
  draw({ waiting: [] });
  for (const code of ["KeyO", "ArrowDown", "ArrowUp", "KeyW"]) await chord(code);
  expect(onAccept).not.toHaveBeenCalled();
});
