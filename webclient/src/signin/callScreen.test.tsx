// @vitest-environment jsdom
import { cleanup, configure, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { ConsultationModel } from "../core/consultation";
import { Devices } from "../core/devices";
import { Sharing } from "../core/sharing";
import { TestApi, TestConnection, TestMedia, TestStream } from "../core/testing/browser";
import { TestLink } from "../core/testing/link";
import { consultation, HERE } from "../core/testing/messages";
import { startI18n } from "../i18n";
import { CallScreen, CONSULTATION } from "./CallScreen";

configure({ asyncUtilTimeout: 20_000 }); // a busy machine, not a slow page
beforeAll(() => {
  Object.assign(globalThis, { MediaStream: TestStream }); // jsdom has none
  return startI18n("fi", []);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.doUnmock("../i18n/fi/call");
});

function running(): ConsultationModel {
  const media = new TestMedia();
  media.refuse = { audio: "NotFoundError", video: "NotFoundError" };
  const link = new TestLink()
    .answer("consultation:device", () => ({}))
    .answer("media:offer", () => ({ sdp: "answer" }))
    .answer("consultation:open", () => consultation());
  const createConnection = () => new TestConnection() as unknown as RTCPeerConnection;
  const context = {
    api: new TestApi(),
    link,
    devices: new Devices(media.devices),
    sharing: new Sharing(media.devices),
    createConnection,
  };
  const model = new ConsultationModel(context, HERE);
  model.start();
  return model;
}

it("says so where the call's texts cannot be fetched, and is there when they are asked for again", async () => {
  vi.doMock("../i18n/fi/call", () => {
    throw new TypeError("Failed to fetch dynamically imported module");
  });
  const model = running();
  const { unmount } = render(<CallScreen consultation={model} drainingSeconds={null} />);
  expect((await screen.findByRole("alert")).textContent).toContain("Palvelimeen ei saada yhteyttä");
  expect(screen.getByRole("button", { name: "Yritä uudelleen" })).toBeTruthy();
  unmount();
  vi.doUnmock("../i18n/fi/call");
  render(<CallScreen consultation={model} drainingSeconds={null} />);
  expect(await screen.findByRole("heading", { level: 1, name: "Perhe-etuudet" })).toBeTruthy();
  model.close();
});

it("says what is wrong and offers the way back where the call's screen cannot be fetched", async () => {
  vi.spyOn(CONSULTATION, "load").mockRejectedValue(new TypeError("Failed to fetch"));
  const model = running();
  render(<CallScreen consultation={model} drainingSeconds={600} />);
  expect((await screen.findByRole("alert")).textContent).toContain("Palvelimeen ei saada yhteyttä");
  expect(screen.getByRole("button", { name: "Yritä uudelleen" })).toBeTruthy();
  expect(screen.getByText(/noin 10 minuuttia/)).toBeTruthy();
  model.close();
});

it("says that the call is being opened until its screen is there", async () => {
  const model = running();
  render(<CallScreen consultation={model} drainingSeconds={null} />);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Avataan puhelua…");
  expect((await screen.findByRole("heading", { level: 1, name: "Perhe-etuudet" })).tagName).toBe("H1");
  model.close();
});
