// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { CallState } from "../core/call";
import { type ConsultationState, EMPTY } from "../core/consultationState";
import type { PicturesState } from "../core/pictures";
import type { LinkState } from "../core/socket";
import { Store } from "../core/store";
import { ANNA, ME, participant } from "../core/testing/messages";
import { startI18n } from "../i18n";
import { LineBanner } from "./LineBanner";

let call: Store<CallState>;
let line: Store<LinkState>;
let pictures: Store<PicturesState>;
let state: Store<ConsultationState>;

beforeAll(() => startI18n("fi"));

beforeEach(() => {
  vi.useFakeTimers();
  call = new Store<CallState>({ phase: "connected", slots: new Map() });
  line = new Store<LinkState>("up");
  pictures = new Store<PicturesState>({ held: false, poor: false, stopped: new Set() });
  state = new Store<ConsultationState>({
    ...EMPTY,
    me: ME,
    phone: "000 123 401",
    participants: [participant(ME, { role: "client" }), participant(ANNA)],
  });
  render(<LineBanner model={{ call: { state: call, pictures: { state: pictures } }, line, state }} />);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

it("says nothing while all is well", () => {
  expect(screen.queryByRole("status")).toBeNull();
});

it("F-04: says at once that a lost path is being made again", () => {
  act(() => call.patch({ phase: "reconnecting" }));
  expect(screen.getByTestId("reconnecting").textContent).toContain("Yhdistetään uudelleen");
  act(() => call.patch({ phase: "connected" }));
  expect(screen.queryByRole("status")).toBeNull();
});

it("F-06: names the telephone number once the loss has lasted for 5 s, and not again at once the next time", () => {
  act(() => line.set("down"));
  pass(4_900);
  expect(screen.getByTestId("line-down").textContent).not.toContain("000 123 401");
  act(() => call.patch({ phase: "reconnecting" }));
  pass(100);
  expect(screen.getByTestId("reconnecting").textContent).toContain("soita numeroon 000 123 401");
  act(() => {
    line.set("up");
    call.patch({ phase: "connected" });
  });
  act(() => call.patch({ phase: "reconnecting" }));
  expect(screen.getByTestId("reconnecting").textContent).not.toContain("000 123 401");
});

it("F-06: tells the expert what the client was asked to do, and nobody a number that there is not", () => {
  act(() =>
    state.patch({
      participants: [participant(ME, { role: "expert" }), participant(ANNA, { role: "client" })],
    }),
  );
  act(() => call.patch({ phase: "reconnecting" }));
  pass(5_000);
  expect(screen.getByTestId("reconnecting").textContent).toContain("asiakasta on pyydetty");
  act(() => state.patch({ phone: "" }));
  expect(screen.getByTestId("reconnecting").textContent).not.toContain("soittamaan");
});

it("says that too many connections are open, and what to do", () => {
  act(() => line.set("full"));
  expect(screen.getByRole("alert").textContent).toContain("Sulje ikkunat, joita et tarvitse");
  act(() => line.set("up"));
  expect(screen.queryByRole("alert")).toBeNull();
});

it("F-05: says why the own picture is paused", () => {
  act(() => pictures.patch({ poor: true, held: true }));
  expect(screen.getByTestId("own-picture-paused").textContent).toContain("Muut kuulevat sinut");
});

it("F-05: says that a picture has stopped, but not where its camera is off", () => {
  act(() => pictures.patch({ stopped: new Set([ANNA]) }));
  expect(screen.getByTestId("picture-stopped").textContent).toContain("Ääni ja asiakirjat toimivat");
  act(() => state.patch({ participants: [participant(ME), participant(ANNA, { camera: false })] }));
  expect(screen.queryByTestId("picture-stopped")).toBeNull();
});
