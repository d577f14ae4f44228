// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../core/api";
import type { ConsultationSnapshot, PaperEntry } from "../../core/protocol";
import { settle, TestStream } from "../../core/testing/browser";
import { ANNA, consultation, HERE, text } from "../../core/testing/messages";
import { type Stage, stageOf } from "../../core/testing/stage";
import { startI18n } from "../../i18n";
import { PageControls } from "../PageControls";
import { Copies } from "./copies";
import { PrintView } from "./printView";

const PAPER: PaperEntry = { paper: "d".repeat(32), name: "päätös.pdf", pages: 2, addedBy: ANNA, addedAt: 0 };
const PAGES = `/api/consultations/${HERE}/papers/${PAPER.paper}/pages`;
const TERMS = { pages: 2, revision: "one" };

const live = new Set<string>();
const urls = {
  made: 0,
  createObjectURL: () => {
    const address = `blob:${++urls.made}`;
    live.add(address);
    return address;
  },
  revokeObjectURL: (address: string) => void live.delete(address),
};

beforeAll(async () => {
  Object.assign(globalThis, { MediaStream: TestStream });
  Object.assign(URL, urls);
  HTMLImageElement.prototype.decode = async () => undefined;
  await startI18n("fi");
});

let stage: Stage;
let revision: string;

async function room(more: Partial<ConsultationSnapshot> = {}): Promise<void> {
  stage = stageOf(() => consultation({ papers: [PAPER], shownPaper: PAPER.paper, ...more }));
  stage.link.answer("paper:print", ({ revision: asked }) => {
    if (asked !== null && asked !== revision) throw new ApiError("conflict", "changed");
    return { ...TERMS, revision };
  });
  const { api } = stage.model.papers.context;
  api.bytes = async (path) => new Blob([path]);
  stage.model.start();
  await settle();
  render(<PageControls model={stage.model} paper={PAPER} page={0} size={2} onSize={() => undefined} />);
}

beforeEach(() => {
  revision = "one";
  live.clear();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const press = async (testId: string) => {
  await act(async () => {
    fireEvent.click(screen.getByTestId(testId));
    await settle();
  });
};
const sheets = () => document.querySelectorAll(".print-view img").length;

describe("the open paper", () => {
  it("is printed by one press where printing is all that is allowed, and leaves nothing", async () => {
    const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
    await room({ may: ["paper:print"] });
    const before = live.size;
    expect(screen.queryByTestId("paper-menu")).toBeNull();
    await press("paper-print");
    expect([print.mock.calls.length, sheets(), live.size - before]).toEqual([1, 2, 2]);
    expect(stage.link.requests("paper:print").map((one) => one.revision)).toEqual([null, "one"]);
    window.dispatchEvent(new Event("afterprint"));
    expect([sheets(), live.size - before]).toEqual([0, 0]);
    expect(document.documentElement.className).toBe("");
  });

  it("is not printed where a page was changed while it was fetched, and the person reads so", async () => {
    const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
    await room({ may: ["paper:print"] });
    const { api } = stage.model.papers.context;
    api.bytes = async (path) => {
      revision = "two";
      return new Blob([path]);
    };
    await press("paper-print");
    expect(print).not.toHaveBeenCalled();
    expect(screen.getByRole("alert").textContent).toContain("Siitä ei tehty kopiota");
    expect(sheets()).toBe(0);
  });

  it("goes from the printer's view when somebody takes it from the table", async () => {
    vi.spyOn(window, "print").mockImplementation(() => undefined);
    await room({ may: ["paper:print"] });
    await press("paper-print");
    expect(sheets()).toBe(2);
    await act(async () => stage.model.papers.removed(PAPER.paper));
    expect(sheets()).toBe(0);
  });

  it("goes from the printer's view with the call", async () => {
    vi.spyOn(window, "print").mockImplementation(() => undefined);
    await room({ may: ["paper:print"] });
    await press("paper-print");
    stage.model.close();
    expect(sheets()).toBe(0);
  });

  it("has one menu where more is allowed", async () => {
    await room({ may: ["paper:print", "paper:download"] });
    expect(screen.queryByTestId("paper-print")).toBeNull();
    await press("paper-menu");
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual([
      "Tulosta",
      "Tallenna PDF-tiedostona",
    ]);
  });

  it("says why there is no button where the service is confidential", async () => {
    await room({ may: [], confidential: true });
    expect(screen.queryByTestId("paper-print")).toBeNull();
    expect(screen.getByText(/Salassa pidettävä/)).toBeTruthy();
  });
});

const KELA = { authority: "1".repeat(32), name: text("Kela"), own: true };
const TAX = { authority: "2".repeat(32), name: text("Vero"), own: false };
const ENTRY = {
  handOver: "9".repeat(32),
  paper: PAPER.paper,
  authority: TAX.authority,
  authorityName: TAX.name,
};

describe("a hand-over", () => {
  it("is asked once more, and tells how it goes", async () => {
    await room({ may: ["paper:print", "paper:hand-over"], caseSystems: [KELA, TAX] });
    const entry = { ...ENTRY, authority: KELA.authority, authorityName: KELA.name };
    stage.link.answer("paper:hand-over", () => ({ ...entry, state: "waiting" }));
    await press("paper-menu");
    await press("paper-hand-over");
    expect(document.activeElement?.textContent).toBe("Siirrä asianhallintaan");
    expect(stage.link.requests("paper:hand-over")).toEqual([]);
    await press("confirm-hand-over");
    expect(stage.link.requests("paper:hand-over")).toMatchObject([
      { paper: PAPER.paper, authority: KELA.authority },
    ]);
    expect(screen.queryByTestId("confirm-hand-over")).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId("paper-menu"));
    for (const [version, state] of [
      [2, "waiting"],
      [3, "delivered"],
    ] as const) {
      await act(async () =>
        stage.link.tell("paper:handed-over", {
          feed: `consultation:${HERE}`,
          version,
          consultation: HERE,
          handedOver: { ...entry, state },
        }),
      );
      expect(screen.getByTestId(`hand-over-${state}`)).toBeTruthy();
    }
    expect(screen.queryByTestId("hand-over-waiting")).toBeNull();
  });

  it("to another authority asks the client, who alone has the answer", async () => {
    await room({ may: ["paper:print", "paper:permit"], handedOver: [{ ...ENTRY, state: "asked" }] });
    stage.link.answer("paper:permit", () => ({ ...ENTRY, state: "waiting" }));
    expect(screen.getByText(/ei lähde ilman lupaasi/).textContent).toContain("Vero");
    await press("permit-yes");
    expect(stage.link.requests("paper:permit")).toMatchObject([{ handOver: ENTRY.handOver, agreed: true }]);
    cleanup();
    await room({ may: ["paper:hand-over"], handedOver: [{ ...ENTRY, state: "asked" }] });
    expect(screen.queryByTestId("permit-yes")).toBeNull();
    expect(screen.getByTestId("hand-over-asked").textContent).toContain("Odottaa asiakkaan lupaa");
  });
});

describe("a saved copy", () => {
  it("has the name of the paper, and its address is given back", async () => {
    vi.useFakeTimers();
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const asked: string[] = [];
    stage = stageOf(() => consultation({ papers: [PAPER] }));
    const { papers } = stage.model;
    papers.restart(consultation({ papers: [PAPER] }));
    const { api } = papers.context;
    api.bytes = async (path) => {
      asked.push(path);
      return new Blob(["%PDF"]);
    };
    const copies = new Copies({ papers, context: papers.context, view: new PrintView(window), document });
    await copies.download(PAPER);
    expect(asked).toEqual([`${PAGES.replace("/pages", "")}/copy`]);
    expect((click.mock.contexts[0] as HTMLAnchorElement).download).toBe("päätös.pdf");
    expect(live.size).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(live.size).toBe(0);
    copies.close();
    vi.useRealTimers();
  });

  it("is none where the line broke in the middle", async () => {
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    stage = stageOf(() => consultation({ papers: [PAPER] }));
    const { papers } = stage.model;
    papers.context.api.bytes = () => Promise.reject(new TypeError("network error"));
    const copies = new Copies({ papers, context: papers.context, view: new PrintView(window), document });
    await expect(copies.download(PAPER)).rejects.toMatchObject({ code: "conflict", detail: "changed" });
    expect(click).not.toHaveBeenCalled();
    copies.close();
  });
});
