// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import { settle, TestStream, type TestTextChannel } from "../core/testing/browser";
import { ANNA, consultation, HERE, ME } from "../core/testing/messages";
import { type Stage, stageOf } from "../core/testing/stage";
import { startI18n } from "../i18n";
import { Announcer } from "./Announcer";
import { ChatPanel } from "./ChatPanel";

const LS = "\u2028";
let stage: Stage;
let anna: TestTextChannel;

beforeAll(() => startI18n("fi"));

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", TestStream);
  stage = stageOf(() => consultation());
  // Neither microphone nor camera: text works all the same (J3).
  stage.media.refuse = { audio: "NotFoundError", video: "NotFoundError" };
  stage.model.start();
  await act(settle);
  connection().moveTo("connected");
  anna = connection().writer(ANNA);
  render(
    <>
      <ChatPanel model={stage.model} />
      <Announcer model={stage.model} />
    </>,
  );
});

afterEach(() => {
  cleanup();
  stage.model.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const connection = () => {
  const made = stage.connections.at(-1);
  if (!made) throw new Error("no connection was made");
  return made;
};
const receive = (block: string) => act(() => anna.receive(block));
const said = (sequence: number, participant: string, text: string) =>
  act(() =>
    stage.link.tell("consultation:said", {
      feed: `consultation:${HERE}`,
      version: sequence + 1,
      consultation: HERE,
      said: { sequence, participant, text, at: 0 },
    }),
  );
const log = () => screen.getByRole("log").textContent ?? "";
const lines = () => screen.getByTestId("chat-lines").textContent ?? "";
const goLive = () => fireEvent.click(screen.getByTestId("live-text"));
const field = () => screen.getByTestId<HTMLTextAreaElement>("live-text-field");
const type = (value: string) => fireEvent.change(field(), { target: { value } });

it("F-64: shows each letter, and reads a line aloud once, when it is finished", () => {
  receive("Kuu");
  expect(screen.getByTestId("chat-growing").textContent).toContain("Kuu");
  receive("len");
  expect(screen.getByTestId("chat-growing").textContent).toContain("Kuulen");
  expect(log()).not.toContain("Kuu");
  receive(LS);
  expect(screen.queryByTestId("chat-growing")).toBeNull();
  expect(lines()).toContain("Kuulen");
  expect(log().match(/kirjoitti: Kuulen/g)).toHaveLength(1);
  receive(`Hei${LS}`);
  expect(log().match(/kirjoitti: Kuulen/g)).toHaveLength(1);
  expect(log()).toContain("kirjoitti: Hei");
});

it("sends each letter, finishes the line with Enter, and reads nothing of it aloud", () => {
  goLive();
  type("H");
  expect(connection().text.sent).toEqual(["H"]);
  type("Hei");
  fireEvent.keyDown(field(), { key: "Enter" });
  act(() => void vi.advanceTimersByTime(1_000));
  expect(connection().text.sent.join("")).toBe(`Hei${LS}`);
  expect(field().value).toBe("");
  const [own] = within(screen.getByTestId("chat-lines")).getAllByRole("listitem");
  expect(own?.className).toContain("chat__line--own");
  expect(log()).toBe("");
  // Only stored messages are sent to the server.
  expect(stage.link.requests("consultation:say")).toEqual([]);
});

it("finishes what was begun when the letters are no longer to be seen", () => {
  goLive();
  type("Hei");
  goLive();
  expect(lines()).toContain("Hei");
  expect(screen.queryByTestId("live-text-field")).toBeNull();
});

it("says of text that it has not been sent while the connection is away, and sends it then", () => {
  goLive();
  act(() => stage.model.text.hold(true));
  type("Hei\n");
  expect(screen.getByText("Yhteys on poikki. Tekstisi lähetetään, kun yhteys palaa.")).toBeTruthy();
  expect(screen.getByText("Ei vielä lähetetty")).toBeTruthy();
  expect(connection().text.sent).toEqual([]);
  act(() => stage.model.text.hold(false));
  expect(connection().text.sent).toEqual([`Hei${LS}`]);
  expect(screen.queryByText("Ei vielä lähetetty")).toBeNull();
});

it("reads a message aloud once and whole, and shows it in its place among the text", () => {
  receive(`yksi${LS}`);
  said(1, ANNA, "kaksi");
  said(2, ME, "oma");
  receive(`kolme${LS}`);
  expect(lines()).toMatch(/yksi.*kaksi.*oma.*kolme/);
  expect(log().match(/kaksi/g)).toHaveLength(1);
  expect(log()).not.toContain("oma");
});

it.each([
  ["line", "Viesti on liian pitkä. Lyhennä sitä tai lähetä se osissa."],
  ["chat", "Puhelussa on jo niin monta viestiä, ettei uusia voi lähettää."],
])("says why a message is refused: %s", async (detail, sentence) => {
  stage.link.answer("consultation:say", () => {
    throw new ApiError("limit", detail);
  });
  fireEvent.change(screen.getByLabelText("Kirjoita viesti"), { target: { value: "Hei" } });
  fireEvent.click(screen.getByText("Lähetä"));
  await act(settle);
  expect(screen.getByText(sentence, { exact: false })).toBeTruthy();
});

it("takes no longer messages than the house does", async () => {
  cleanup();
  stage.model.close();
  stage = stageOf(() => consultation({ chatCharacters: 1_500 }));
  stage.model.start();
  await act(settle);
  render(<ChatPanel model={stage.model} />);
  expect(screen.getByLabelText<HTMLTextAreaElement>("Kirjoita viesti").maxLength).toBe(1_500);
});
