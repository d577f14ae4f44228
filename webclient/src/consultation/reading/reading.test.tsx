// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { PaperEntry } from "../../core/protocol";
import { settle, TestStream } from "../../core/testing/browser";
import { ANNA, consultation, HERE } from "../../core/testing/messages";
import { type Stage, stageOf } from "../../core/testing/stage";
import { startI18n } from "../../i18n";
import { PaperPane } from "../PaperPane";
import { FIRST_BAR } from "./bars";

const PAPER: PaperEntry = { paper: "d".repeat(32), name: "hakemus.pdf", pages: 2, addedBy: ANNA, addedAt: 0 };

let stage: Stage;
let text: string;
let made = 0;

beforeAll(async () => {
  Object.assign(globalThis, { MediaStream: TestStream });
  Object.assign(URL, { createObjectURL: () => `blob:${++made}`, revokeObjectURL: () => undefined });
  Element.prototype.scrollTo = () => undefined;
  await startI18n("fi");
  await Promise.all([import("./PageText"), import("./RedactPage")]); // each waits for no file afterwards
});

beforeEach(async () => {
  text = "Nimi Maija\n\nOsoite Kotikatu 1\nPuhelin 000";
  stage = stageOf(() =>
    consultation({ papers: [PAPER], shownPaper: PAPER.paper, may: ["paper:turn", "paper:redact"] }),
  );
  stage.link.answer("paper:redact", () => ({ sequence: 1 }));
  const { api } = stage.model.papers.context;
  api.bytes = async (path) => new Blob([path]);
  api.get = async () => ({ text }) as never;
  stage.model.start();
  await settle();
  render(<PaperPane model={stage.model} />);
  await act(settle);
});
afterEach(cleanup);

const press = async (testId: string) => {
  await act(async () => {
    fireEvent.click(screen.getByTestId(testId));
    await settle();
  });
};

it("shows the words of the page instead of its picture, in blocks, and the picture again", async () => {
  await press("page-as-text");
  const article = await screen.findByTestId("page-text");
  expect(article.querySelector("h3")?.textContent).toBe("hakemus.pdf, sivu 1 tekstinä");
  const blocks = Array.from(article.querySelectorAll("p"), (one) => one.textContent);
  expect(blocks).toEqual(["Nimi Maija", "Osoite Kotikatu 1\nPuhelin 000"]);
  expect(screen.queryByTestId("page-image")).toBeNull();
  // The words stand there once: what is hidden beside a picture is not read a second time.
  expect(screen.getAllByText("Nimi Maija")).toHaveLength(1);
  await press("page-as-text");
  expect(screen.getByTestId("page-image")).toBeTruthy();
});

it("covers what a bar lies on after one question, by keys alone", async () => {
  await press("redact");
  await screen.findByTestId("redact-page");
  expect(document.activeElement?.tagName).toBe("H3");
  await press("redact-ask");
  expect(screen.queryByTestId("redact-confirm")).toBeNull();
  await press("redact-add");
  await press("redact-add");
  const [bar, second] = screen.getAllByTestId("redact-bar");
  if (!bar || !second) throw new Error("no bars");
  fireEvent.keyDown(second, { key: "Delete" });
  fireEvent.keyDown(bar, { key: "ArrowDown" });
  fireEvent.keyDown(bar, { key: "ArrowRight", shiftKey: true });
  await press("redact-ask");
  expect(stage.link.requests("paper:redact")).toEqual([]);
  await press("redact-confirm");
  const [asked] = stage.link.requests("paper:redact");
  expect(asked).toMatchObject({ consultation: HERE, paper: PAPER.paper, page: 0 });
  expect(asked?.bars).toHaveLength(1);
  expect(asked?.bars[0]?.top).toBeCloseTo(FIRST_BAR.top + 0.01);
  expect(asked?.bars[0]?.width).toBeCloseTo(FIRST_BAR.width + 0.01);
  expect(document.activeElement?.id).toBe("papers");
  expect(screen.getByTestId("page-image")).toBeTruthy();
});

it("says where a page has no words", async () => {
  text = "";
  await act(async () => {
    stage.model.papers.showAgain();
    await settle();
  });
  await press("page-as-text");
  expect((await screen.findByTestId("page-text")).textContent).toContain("ei ole luettavaa tekstiä");
  await press("page-as-text");
});
