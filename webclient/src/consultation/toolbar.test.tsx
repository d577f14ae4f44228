// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { settle, TestStream } from "../core/testing/browser";
import { consultation } from "../core/testing/messages";
import { type Stage, stageOf } from "../core/testing/stage";
import { startI18n } from "../i18n";
import { split, Toolbar } from "./Toolbar";

let stage: Stage;
const onPanel = vi.fn();

beforeAll(() => startI18n("fi"));
beforeEach(() => {
  vi.stubGlobal("MediaStream", TestStream);
});
afterEach(() => {
  cleanup();
  stage?.model.close();
  window.innerWidth = 1024;
  vi.unstubAllGlobals();
  onPanel.mockReset();
});

async function draw(width: number, unread = 0): Promise<void> {
  window.innerWidth = width;
  stage = stageOf(() => consultation({ may: ["hand:raise", "guest:invite", "interpreter:ask"] }));
  stage.link.answer("hand:raise", () => ({}));
  stage.model.start();
  await act(settle);
  render(<Toolbar model={stage.model} panel={null} unread={unread} onPanel={onPanel} />);
}

const names = () => [...document.querySelectorAll(".toolbar > .tool")].map(({ textContent }) => textContent);
const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));
const key = (name: string) =>
  act(async () => void fireEvent.keyDown(document.activeElement ?? document.body, { key: name }));

describe("the controls of a call", () => {
  it("are all in view on a wide screen", async () => {
    await draw(1280);
    expect(names()).toHaveLength(9);
    expect(screen.queryByTestId("more-tools")).toBeNull();
  });

  it("are one row of four at 320 px: sound, picture, the rest and the end", async () => {
    await draw(320);
    expect(names()).toEqual(["Sulje mikrofoni", "Sulje kamera", "Lisää", "Poistu"]);
  });

  it("open the rest with the focus on its first, go on by arrow keys, and close with Escape", async () => {
    await draw(320);
    await press("more-tools");
    expect(screen.getByTestId("more-tools").getAttribute("aria-expanded")).toBe("true");
    const items = screen.getAllByRole("menuitem");
    expect(items.map(({ textContent }) => textContent)).toEqual([
      "Viestit",
      "Nosta käsi",
      "Jaa",
      "Tulkki",
      "Kutsu",
      "Laitteet",
    ]);
    expect(document.activeElement).toBe(items[0]);
    await key("ArrowDown");
    expect(document.activeElement).toBe(items[1]);
    await key("End");
    expect(document.activeElement).toBe(items[5]);
    await key("ArrowDown");
    expect(document.activeElement).toBe(items[0]);
    await key("Escape");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId("more-tools"));
  });

  it("do from there what they do from the row", async () => {
    await draw(320);
    await press("more-tools");
    await press("raise-hand");
    expect(stage.link.requests("hand:raise")).toMatchObject([{ raised: true }]);
    expect(screen.queryByRole("menu")).toBeNull();
    await press("more-tools");
    await press("open-settings");
    expect(onPanel).toHaveBeenCalledWith("settings");
  });

  it("say that there is a new message where the messages are among the rest", async () => {
    await draw(320, 2);
    expect(screen.getByTestId("more-tools").textContent).toBe("Lisää, 2 uutta viestiä");
  });

  it("close the rest by a press elsewhere, and leave the focus there", async () => {
    await draw(320);
    await press("more-tools");
    await act(async () => void fireEvent.pointerDown(document.body));
    expect(screen.queryByRole("menu")).toBeNull();
  });
});

describe("split", () => {
  const tools = ["microphone", "camera", "chat", "hand", "share", "end"];

  it("leaves a row that fits as it is", () => {
    expect(split(tools, 6)).toEqual({ row: tools, more: [] });
    expect(split(tools.slice(-3), 0).more).toEqual([]);
  });

  it.each([0, 3, 4, 5])(
    "loses none with room for %i, and hides neither the first two nor the last",
    (room) => {
      const { row, more } = split(tools, room);
      expect([...row.slice(0, -1), ...more, ...row.slice(-1)]).toEqual(tools);
      expect(row.slice(0, 2)).toEqual(tools.slice(0, 2));
      expect(row.at(-1)).toBe("end");
      expect(row.length + 1).toBeLessThanOrEqual(Math.max(4, room));
    },
  );
});
