// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConsultationModel } from "../../core/consultation";
import { Devices } from "../../core/devices";
import { settle, TestApi, TestConnection, TestMedia, TestStream } from "../../core/testing/browser";
import { TestLink } from "../../core/testing/link";
import { ANNA, consultation, HERE } from "../../core/testing/messages";
import { startI18n } from "../../i18n";
import { PaperPane } from "../PaperPane";
import { outlineOf } from "./paths";

const PAPER = "d".repeat(32);
const BASE = `/api/consultations/${HERE}/papers/${PAPER}/pages/0`;
const MAY = ["paper:turn", "mark:add", "mark:erase", "mark:erase-other"];

let link: TestLink;
let api: TestApi;

beforeAll(async () => {
  Object.assign(globalThis, { MediaStream: TestStream });
  URL.createObjectURL = () => "blob:page";
  URL.revokeObjectURL = () => undefined;
  // jsdom lays nothing out: the page is 100 px by 200 px at the corner of the window.
  HTMLElement.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 100, 200);
  Element.prototype.scrollTo = () => undefined;
  Element.prototype.scrollBy = () => undefined;
  await startI18n("fi");
});
afterEach(cleanup);

async function open(may: readonly string[]): Promise<ConsultationModel> {
  let sequence = 5;
  link = new TestLink()
    .answer("consultation:device", () => ({}))
    .answer("media:offer", () => ({ sdp: "answer" }))
    .answer("mark:add", () => ({ sequence: ++sequence }))
    .answer("mark:erase", () => ({ sequence: ++sequence }))
    .answer("consultation:open", () =>
      consultation({
        may,
        papers: [{ paper: PAPER, name: "hakemus.pdf", pages: 2, addedBy: ANNA, addedAt: 0 }],
        shownPaper: PAPER,
        shownPage: 0,
        lastOperation: 5,
      }),
    );
  api = new TestApi();
  api.replies[BASE] = new Blob(["page"]);
  api.replies[`${BASE}/text`] = { text: "" };
  api.replies[`${BASE}/marks?after=0`] = { marks: [], more: false };
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
  await act(async () => {
    render(<PaperPane model={model} />);
    await settle();
  });
  return model;
}

const sheet = () => screen.getByRole("group", { name: /osoit/i });
const tool = (name: string) => screen.getByTestId(`tool-${name}`);
const marks = () => Number(screen.getByTestId("marks").dataset.count);

async function keys(...pressed: string[]): Promise<void> {
  for (const key of pressed) {
    await act(async () => {
      fireEvent.keyDown(sheet(), { key });
      await settle();
    });
  }
}

describe("marking by keys", () => {
  beforeEach(async () => {
    await open(MAY);
  });

  it("draws a line from where Enter begins it to where Enter ends it", async () => {
    await keys("1");
    expect(tool("pen").getAttribute("aria-pressed")).toBe("true");
    await keys("Enter", "ArrowRight", "ArrowRight", "ArrowDown", "Enter");
    const [line] = link.requests("mark:add");
    expect(line).toMatchObject({
      kind: "pen",
      points: [5_000, 5_000, 128, 5_400, 5_000, 128, 5_400, 5_200, 128],
    });
    expect(marks()).toBe(1);
    expect(screen.getByRole("list", { name: "Tämän sivun merkinnät" }).textContent).toContain("yksi viiva");
  });

  it("gives a line up by Escape", async () => {
    await keys("2", "Enter", "ArrowRight", "Escape", "Enter", "Escape");
    expect(link.requests("mark:add")).toEqual([]);
    expect(marks()).toBe(0);
  });

  it("puts a stamp, and undoes it", async () => {
    await keys("4", "ArrowUp", "Enter");
    expect(screen.getByTestId("stamp").textContent).toContain("Kunnossa");
    await act(async () => {
      fireEvent.keyDown(sheet(), { key: "z", ctrlKey: true });
      await settle();
    });
    expect(screen.queryByTestId("stamp")).toBeNull();
    expect(link.requests("mark:erase")).toHaveLength(1);
  });

  it("writes a note where the pointer is, and has the keys again afterwards", async () => {
    await keys("3", "ArrowLeft", "Enter");
    const text = screen.getByTestId("note-text");
    expect(document.activeElement).toBe(text);
    await act(async () => {
      fireEvent.change(text, { target: { value: "Tähän nimi" } });
      fireEvent.click(screen.getByTestId("note-add"));
      await settle();
    });
    expect(within(screen.getByTestId("note")).getByText("Tähän nimi")).toBeTruthy();
    expect(document.activeElement).toBe(sheet());
    await keys("0");
    expect(tool("note").getAttribute("aria-pressed")).toBe("false");
  });
});

describe("marking by hand", () => {
  it("draws with the first finger alone", async () => {
    await open(MAY);
    await act(async () => fireEvent.click(tool("pen")));
    const at = (x: number, y: number, more: object = {}) => ({
      clientX: x,
      clientY: y,
      button: 0,
      isPrimary: true,
      pointerId: 1,
      pointerType: "pen",
      pressure: 1,
      ...more,
    });
    await act(async () => {
      const drawn = sheet();
      pointer(drawn, "pointerdown", at(10, 20));
      pointer(drawn, "pointermove", at(50, 20));
      pointer(drawn, "pointerdown", at(90, 90, { pointerId: 2, isPrimary: false }));
      pointer(drawn, "pointermove", at(95, 95, { pointerId: 2, isPrimary: false }));
      pointer(drawn, "pointermove", at(50, 100));
      pointer(drawn, "pointerup", at(50, 100));
      await settle();
    });
    const [line] = link.requests("mark:add");
    expect(line?.points).toEqual([1_000, 1_000, 255, 5_000, 1_000, 255, 5_000, 5_000, 255]);
    expect(document.querySelectorAll(".stroke--pen")).toHaveLength(1);
  });
});

interface Told extends MouseEventInit {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly pressure: number;
  readonly isPrimary: boolean;
}

/** jsdom has no PointerEvent: a mouse event with the fields of one. */
function pointer(target: Element, type: string, told: Told): void {
  const { pointerId, pointerType, pressure, isPrimary } = told;
  const event = new MouseEvent(type, { bubbles: true, cancelable: true, ...told });
  target.dispatchEvent(Object.assign(event, { pointerId, pointerType, pressure, isPrimary }));
}

describe("who may not mark", () => {
  it("has no tools, and sees the marks", async () => {
    await open(["mark:read"]);
    expect(screen.queryByRole("toolbar")).toBeNull();
    await keys("1", "Enter", "ArrowRight", "Enter");
    expect(link.requests("mark:add")).toEqual([]);
    const mark = {
      participant: ANNA,
      mark: "1".repeat(32),
      sequence: 6,
      kind: "note",
      points: [1, 1, 0],
      text: "Moi",
    };
    const about = { participant: ANNA, mark: mark.mark };
    const operation = {
      sequence: 6,
      participant: ANNA,
      at: 0,
      kind: "mark_added",
      paper: PAPER,
      page: 0,
      about,
      mark,
    };
    await act(async () => {
      const delta = { feed: `consultation:${HERE}`, version: 2, consultation: HERE, operation };
      link.tell("operation:added", delta as never);
      await settle();
    });
    expect(screen.getByTestId("note").textContent).toContain("Moi");
  });
});

describe("outlines", () => {
  it("are closed shapes of whole numbers, of a dot too", () => {
    for (const points of [
      [5, 5, 128],
      [0, 0, 1, 100, 100, 200, 300, 50, 255],
    ]) {
      expect(outlineOf("pen", points, 1.4)).toMatch(/^M-?\d+ -?\d+Q[-\d ]+Z$/);
    }
    expect(outlineOf("highlighter", [], 1.4)).toBe("");
  });
});
