// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Identity } from "../core/protocol";
import { settle, TestStream } from "../core/testing/browser";
import { ANNA, BERT, consultation, HERE, ME, participant, text } from "../core/testing/messages";
import { type Stage, stageOf } from "../core/testing/stage";
import { startI18n } from "../i18n";
import { Room } from "./Room";

const NOT_YET: Identity = { method: null, recordedAt: null, shownUntil: null };
const CLIENT = participant(BERT, { role: "client", label: text("Asiakas"), authority: null });
const EXPERT = participant(ME, { name: "Asiantuntija-Kela-01", title: text("Etuusneuvoja"), verified: true });
const EXPERT_MAY = [
  "consultation:end",
  "identity:show",
  "identity:cancel",
  "identity:record",
  "notes:write",
  "paper:add",
];

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

async function draw(me: "expert" | "client", identity: Identity = NOT_YET, notes: string | null = null) {
  version = 1;
  const people =
    me === "expert" ? [EXPERT, CLIENT] : [participant(ME, CLIENT_AS_ME), participant(ANNA, EXPERT_AS_ANNA)];
  stage = stageOf(() =>
    consultation({
      participants: people,
      may: me === "expert" ? EXPERT_MAY : ["consultation:leave", "paper:add"],
      identity,
      notes,
    }),
  );
  for (const event of ["identity:show", "identity:cancel", "identity:record", "notes:write"] as const)
    stage.link.answer(event, () => ({}));
  stage.model.start();
  await act(settle);
  render(<Room model={stage.model} />);
}

const { participant: _client, ...CLIENT_AS_ME } = CLIENT;
const { participant: _expert, ...EXPERT_AS_ANNA } = EXPERT;

const tell = (identity: Identity) =>
  act(() =>
    stage.link.tell("identity:changed", {
      feed: `consultation:${HERE}`,
      version: ++version,
      consultation: HERE,
      identity,
    }),
  );
const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));
const key = (code: string, more: object = {}) =>
  act(
    async () =>
      void fireEvent.keyDown(document.activeElement ?? document.body, {
        code,
        key: code.slice(-1),
        altKey: true,
        shiftKey: true,
        ...more,
      }),
  );

it("F-95: the expert has the document shown, records it, and everybody reads it at the client's name", async () => {
  await draw("expert");
  expect(screen.queryByTestId("identity")).toBeNull();
  await press("identity-tool");
  expect(screen.getByTestId("identity-state").textContent).toContain("Henkilöllisyyttä ei ole todettu");
  expect(screen.queryByTestId("identity-document")).toBeNull();
  await press("identity-show");
  expect(stage.link.requests("identity:show")).toMatchObject([{ consultation: HERE }]);
  tell({ ...NOT_YET, shownUntil: 400 });
  expect(screen.getByTestId("identity-notice").textContent).toContain("Siitä ei nyt voi ottaa kuvaa");
  await press("identity-seen");
  expect(stage.link.requests("identity:record")).toMatchObject([{ method: "document" }]);
  tell({ method: "document", recordedAt: 100, shownUntil: null });
  expect(screen.getByTestId("identity").textContent).toBe(
    "Henkilöllisyys todettu: asiakirja nähty kameralla",
  );
  expect(screen.getByTestId("identity-notice").textContent).toBe("");
  expect(screen.getByRole("log").textContent).toContain("asiakirja nähty kameralla");
});

it("F-95: a showing is cancelled, and a record is taken back", async () => {
  await draw("expert", { method: "known", recordedAt: 1, shownUntil: 400 });
  await press("identity-cancel");
  expect(stage.link.requests("identity:cancel")).toHaveLength(1);
  tell({ method: "known", recordedAt: 1, shownUntil: null });
  expect(screen.getByRole("log").textContent).toContain("Henkilötodistusta ei enää näytetä.");
  await press("identity-tool");
  await press("identity-take-back");
  expect(stage.link.requests("identity:record")).toMatchObject([{ method: null }]);
});

it("F-95: no file comes in from anybody while a document is shown, and the screen says why", async () => {
  await draw("client", { ...NOT_YET, shownUntil: 400 });
  const field = screen.getByTestId<HTMLInputElement>("upload-paper");
  expect(field.getAttribute("aria-disabled")).toBe("true");
  expect(fireEvent.click(field)).toBe(false); // the browser's choice of files does not open
  const upload = vi.spyOn(stage.model.papers, "uploadAll");
  const file = new File(["x"], "kortti.jpg", { type: "image/jpeg" });
  fireEvent.change(field, { target: { files: [file] } });
  fireEvent.drop(screen.getByRole("region", { name: "Asiakirjat" }), { dataTransfer: { files: [file] } });
  expect(upload).not.toHaveBeenCalled();
  expect(screen.getByText("Asiakirjoja voi taas lisätä, kun henkilötodistus on nähty.")).toBeTruthy();
  tell(NOT_YET);
  expect(field.getAttribute("aria-disabled")).toBe("false");
});

it("F-95: the client reads what to do, sees the own state, and decides nothing", async () => {
  await draw("client", { ...NOT_YET, shownUntil: 400 });
  expect(screen.getByTestId("identity-notice").textContent).toContain("Näytä henkilötodistus kameralle");
  expect(screen.queryByTestId("identity-seen")).toBeNull();
  expect(screen.queryByTestId("identity-tool")).toBeNull();
  tell({ method: "document", recordedAt: 100, shownUntil: null });
  expect(screen.getByTestId("own-identity").textContent).toContain("asiakirja nähty kameralla");
  expect(screen.queryByTestId("identity")).toBeNull();
});

it("F-98: the client sees the expert's name, title and authority, with the mark in words", async () => {
  await draw("client");
  const tile = screen.getByTestId(`tile-${ANNA}`).textContent ?? "";
  for (const words of ["Asiantuntija-Kela-01", "Etuusneuvoja, Kela", "Viranomainen, tunnistettu"])
    expect(tile).toContain(words);
});

it("F-98: nobody who is not verified has the mark", async () => {
  await draw("expert");
  expect(screen.queryByTestId("verified")).toBeNull();
});

it("shows the expert's own notes, keeps what is written, and the client has none", async () => {
  await draw("expert", NOT_YET, "Liite 4 puuttuu");
  await press("notes-tool");
  const field = screen.getByTestId<HTMLTextAreaElement>("notes");
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe("Liite 4 puuttuu");
  fireEvent.change(field, { target: { value: "Liite 4 tuli" } });
  expect(screen.getByTestId("notes-state").dataset.kept).toBe("false");
  await act(async () => {
    fireEvent.blur(field);
    await settle();
  });
  expect(stage.link.requests("notes:write")).toMatchObject([{ text: "Liite 4 tuli" }]);
  expect(screen.getByTestId("notes-state").textContent).toBe("Tallessa puhelun loppuun asti");
  cleanup();
  stage.model.close();
  await draw("client");
  expect(screen.queryByTestId("notes-tool")).toBeNull();
});

it("does everything of the call by keys, and ends it only when asked once more", async () => {
  await draw("expert");
  const set = vi.spyOn(stage.model.devices, "setMicrophone");
  await key("KeyM");
  expect(set).toHaveBeenCalledExactlyOnceWith(false);
  expect(screen.getByText("Mikrofoni suljettiin.")).toBeTruthy();
  await key("KeyK");
  expect(stage.model.devices.state.get().camera.on).toBe(false);
  await key("KeyD");
  expect(document.activeElement?.id).toBe("papers");
  await key("KeyN");
  expect(document.activeElement).toBe(screen.getByTestId("notes"));
  await key("KeyM");
  expect(set).toHaveBeenCalledTimes(1); // in a field the keys are the field's
  screen.getByTestId("notes").blur();
  const end = vi.spyOn(stage.model, "end");
  await key("KeyE");
  expect(screen.getByRole("heading", { name: "Lopetetaanko puhelu?" })).toBe(document.activeElement);
  expect(end).not.toHaveBeenCalled();
});

it("has keys for the expert alone", async () => {
  await draw("client");
  expect(screen.queryByTestId("show-keys")).toBeNull();
  const set = vi.spyOn(stage.model.devices, "setMicrophone");
  await key("KeyM");
  expect(set).not.toHaveBeenCalled();
});
