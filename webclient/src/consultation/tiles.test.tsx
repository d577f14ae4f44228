// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Arrangement } from "../core/arrangement";
import { settle, TestStream } from "../core/testing/browser";
import { ANNA, BERT, consultation, HERE, ME, participant } from "../core/testing/messages";
import { type Stage, stageOf } from "../core/testing/stage";
import { startI18n } from "../i18n";
import { Announcer } from "./Announcer";
import { People } from "./People";

let stage: Stage;
let pictures: Arrangement;
let version: number;

beforeAll(() => startI18n("fi"));
beforeEach(async () => {
  vi.stubGlobal("MediaStream", TestStream);
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue(undefined);
  version = 1;
  pictures = new Arrangement(HERE, null);
  const people = [participant(ME), participant(ANNA, { name: "Anna" }), participant(BERT, { name: "Bert" })];
  stage = stageOf(() => consultation({ may: ["consultation:signing"], participants: people }));
  stage.link.answer("consultation:signing", () => ({}));
  stage.model.start();
  await act(settle);
  render(
    <>
      <People model={stage.model} pictures={pictures} table={false} />
      <Announcer model={stage.model} />
    </>,
  );
});
afterEach(() => {
  cleanup();
  stage.model.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));
const large = (id: string) => screen.getByTestId(`tile-${id}`).dataset.large;
const told = () =>
  screen
    .getAllByRole("status")
    .map(({ textContent }) => textContent)
    .join(" ");
const changed = (id: string, more: Parameters<typeof participant>[1]) =>
  act(() =>
    stage.link.tell("participant:changed", {
      feed: `consultation:${HERE}`,
      version: ++version,
      consultation: HERE,
      participant: participant(id, more),
    }),
  );

describe("pinning a picture (F-60)", () => {
  it("makes it large, says so, and gives the focus back", async () => {
    expect(large(ANNA)).toBeUndefined();
    await press(`menu-${ANNA}`);
    await press(`pin-${ANNA}`);
    expect([large(ANNA), large(BERT)]).toEqual(["true", "false"]);
    expect(told()).toContain("Kuva on nyt kiinnitetty suurena: Asiantuntija, Anna.");
    expect(screen.getByTestId(`tile-${ANNA}`).textContent).toContain("Kiinnitetty");
    expect(document.activeElement).toBe(screen.getByTestId(`menu-${ANNA}`));
    await press(`menu-${ANNA}`);
    await press(`pin-${ANNA}`);
    expect(large(ANNA)).toBeUndefined();
    expect(told()).toContain("irrotettu");
  });

  it("keeps it while others come and go and its own line is lost", async () => {
    act(() => void pictures.pin(ANNA));
    changed("d".repeat(32), { name: "Dora" });
    expect(large(ANNA)).toBe("true");
    changed(ANNA, { name: "Anna", connected: false });
    expect(large(ANNA)).toBe("true");
  });

  it("offers sizes for large pictures alone, and says the new one", async () => {
    act(() => {
      pictures.pin(ANNA);
      pictures.pin(BERT);
    });
    await press(`menu-${BERT}`);
    await press("picture-larger");
    expect(pictures.state.get().share).toBe(45);
    expect(told()).toContain("Kuvan koko on nyt 55 prosenttia.");
    expect(document.activeElement?.getAttribute("role")).toBe("menuitem");
    const splitter = screen.getByTestId("splitter-share");
    expect(splitter.getAttribute("aria-valuenow")).toBe("45");
    fireEvent.keyDown(splitter, { key: "ArrowRight" });
    fireEvent.keyDown(splitter, { key: "ArrowRight" });
    expect(pictures.state.get().share).toBe(55);
    fireEvent.keyDown(splitter, { key: "Home" });
    expect(splitter.getAttribute("aria-valuenow")).toBe("25");
    expect(splitter.getAttribute("aria-valuetext")).toBe("25 prosenttia");
  });
});

describe("signing (F-61)", () => {
  it("makes a picture large without anybody's pin, tells who signs, and stays beside two pins", () => {
    changed(ANNA, { name: "Anna", signing: true });
    expect([large(ANNA), large(BERT)]).toEqual(["true", "false"]);
    expect(screen.getByTestId(`tile-${ANNA}`).textContent).toContain("Viittoo");
    expect(screen.getByRole("log").textContent).toContain("Anna viittoo. Kuva näkyy nyt suurena.");
    changed("d".repeat(32), { name: "Dora" });
    act(() => {
      pictures.pin(BERT);
      pictures.pin("d".repeat(32));
    });
    for (const id of [ANNA, BERT]) expect(large(id)).toBe("true");
    changed(ANNA, { name: "Anna" });
    expect(large(ANNA)).toBe("false");
  });

  it("is said of oneself by one press in the own menu", async () => {
    await press("own-menu");
    const item = screen.getByRole("menuitemcheckbox");
    expect(item.getAttribute("aria-checked")).toBe("false");
    await press("own-signing");
    expect(stage.link.requests("consultation:signing")).toMatchObject([
      { consultation: HERE, signing: true },
    ]);
    changed(ME, { signing: true });
    expect(screen.getByTestId("own-picture").textContent).toContain("Viiton");
    expect(told()).toContain("Kuvasi näkyy heille aina suurena.");
    await press("own-menu");
    await press("own-signing");
    expect(stage.link.requests("consultation:signing")[1]).toMatchObject({ signing: false });
  });
});
