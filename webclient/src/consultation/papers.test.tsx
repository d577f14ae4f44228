// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ApiError } from "../core/api";
import { ConsultationModel } from "../core/consultation";
import { Devices } from "../core/devices";
import { settle, TestApi, TestConnection, TestMedia, TestStream } from "../core/testing/browser";
import { TestLink } from "../core/testing/link";
import { ANNA, consultation, HERE } from "../core/testing/messages";
import { startI18n } from "../i18n";
import { PaperPane } from "./PaperPane";

const FEED = `consultation:${HERE}`;

let link: TestLink;
// jsdom has no media; no picture comes here.
beforeAll(async () => {
  Object.assign(globalThis, { MediaStream: TestStream });
  await startI18n("fi");
});
afterEach(cleanup);

/** A table whose server has just refused a file. */
beforeEach(async () => {
  link = new TestLink()
    .answer("consultation:device", () => ({}))
    .answer("media:offer", () => ({ sdp: "answer" }))
    .answer("consultation:open", () => consultation({ may: ["paper:add", "paper:turn"] }));
  const api = new TestApi();
  api.put = () => Promise.reject(new ApiError("invalid", "paper"));
  const model = new ConsultationModel(
    {
      api,
      link,
      devices: new Devices(new TestMedia().devices),
      createConnection: () => new TestConnection() as unknown as RTCPeerConnection,
    },
    HERE,
  );
  model.start();
  await settle();
  render(<PaperPane model={model} />);
  const file = new File(["no paper"], "hakemus.pdf");
  await act(async () => {
    fireEvent.change(screen.getByTestId("upload-paper"), { target: { files: [file] } });
    await settle();
  });
  expect(screen.getByRole("alert")).toBeTruthy();
});

it("lets the person close what a refused file has left on the screen", async () => {
  fireEvent.click(screen.getByRole("button", { name: "Sulje" }));
  expect(screen.queryByRole("alert")).toBeNull();
});

it("forgets a refused file with the next page that is turned to", async () => {
  const operation = { sequence: 1, participant: ANNA, at: 0, kind: "page_turned", paper: HERE, page: 1 };
  await act(async () => {
    link.tell("operation:added", { feed: FEED, version: 2, consultation: HERE, operation } as never);
    await settle();
  });
  expect(screen.queryByRole("alert")).toBeNull();
});
