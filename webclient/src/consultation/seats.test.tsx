// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConsultationSnapshot, Participant } from "../core/protocol";
import { settle, TestStream } from "../core/testing/browser";
import { ANNA, BERT, consultation, HERE, ME, participant, text } from "../core/testing/messages";
import { type Stage, stageOf } from "../core/testing/stage";
import { startI18n } from "../i18n";
import { Consultation } from ".";

let stage: Stage;

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

const CLIENT = participant(BERT, { role: "client", label: text("Asiakas"), authority: null });
const EXPERT = participant(ANNA, { name: "Anna" });
const own = (role: Participant["role"], state: Participant["state"] = "admitted") =>
  participant(ME, {
    role,
    label: text(role === "interpreter" ? "Tulkki (arabia)" : "Vieras"),
    authority: null,
    state,
  });

async function open(more: Partial<ConsultationSnapshot>): Promise<void> {
  stage = stageOf(() => consultation(more));
  stage.model.start();
  await act(settle);
  render(<Consultation model={stage.model} />);
}

const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));
const speaks = (id: string | null) =>
  act(() => stage.link.tell("media:speaking", { consultation: HERE, participant: id }));

describe("an interpreter's call (F-48)", () => {
  beforeEach(() => open({ participants: [EXPERT, CLIENT, own("interpreter")] }));

  it("tells who speaks by name, and in a pause who spoke last", async () => {
    expect(document.body.textContent).toContain("Kukaan ei puhu nyt");
    await speaks(ANNA);
    const line = screen.getByTestId("speaker-line");
    expect(line.textContent).toBe("Puhuu nyt: Asiantuntija, Anna");
    await speaks(BERT);
    expect(line.textContent).toBe("Puhuu nyt: Asiakas");
    await speaks(null);
    expect(line.textContent).toBe("Viimeksi puhui: Asiakas");
    await speaks(ME);
    expect(line.textContent?.trim()).toBe("Sinä puhut nyt");
    expect(line.closest("[role=status], [aria-live]")).toBeNull();
  });

  it("forgets who spoke last when that one has left", async () => {
    await speaks(ANNA);
    await act(() =>
      stage.link.tell("participant:left", {
        feed: `consultation:${HERE}`,
        version: 2,
        consultation: HERE,
        participant: ANNA,
      }),
    );
    expect(document.querySelector(".speaker-line")?.textContent).toBe("Kukaan ei puhu nyt");
  });

  it("has client and expert large until they are let go", async () => {
    const large = (id: string) => screen.getByTestId(`tile-${id}`).dataset.large;
    expect([large(ANNA), large(BERT)]).toEqual(["true", "true"]);
    expect(document.querySelector(".room--interpreter")).not.toBeNull();
    await press(`menu-${ANNA}`);
    await press(`pin-${ANNA}`);
    expect([large(ANNA), large(BERT)]).toEqual(["false", "true"]);
  });

  it("keeps the word on original sound", () => {
    expect(document.querySelector(".original-sound")).not.toBeNull();
  });
});

describe("a guest's call", () => {
  it("has few and large controls; the rest is one press away", async () => {
    window.innerWidth = 1920;
    await open({
      participants: [EXPERT, CLIENT, own("guest")],
      may: ["consultation:leave", "consultation:say", "consultation:signing", "hand:raise"],
    });
    expect(document.querySelector(".room--guest.room--large")).not.toBeNull();
    const tools = [...document.querySelectorAll(".toolbar > .tool, .toolbar > * > .tool")];
    expect(tools).toHaveLength(6);
    expect(screen.getByTestId("raise-hand")).toBeTruthy();
    expect(screen.queryByTestId("open-settings")).toBeNull();
    expect(screen.queryByTestId("to-second-window")).toBeNull();
    expect(screen.queryByTestId("speaker-line")).toBeNull();
    await press("more-tools");
    expect(screen.getByTestId("open-settings")).toBeTruthy();
  });
});

describe("the lobby", () => {
  const TOPIC = {
    description: text("Lapsilisä ja vanhempainraha."),
    words: { fi: ["lapsilisä", "kotihoidon tuki"], sv: [], en: [] },
  };

  it("tells topic, role, what comes next, and how one interprets", async () => {
    await open({ participants: [own("interpreter", "lobby")], topic: TOPIC });
    const told = screen.getByTestId("lobby").textContent ?? "";
    for (const part of [
      "Perhe-etuudet",
      "Tulkki (arabia)",
      "Lapsilisä ja",
      "ensin puhutaan, sitten tulkataan",
    ])
      expect(told).toContain(part);
    expect(screen.getByTestId("lobby-words").textContent).toContain("lapsilisä, kotihoidon tuki");
  });

  it("speaks to a guest of short sentences, and needs no topic", async () => {
    await open({ participants: [own("guest", "lobby")] });
    expect(screen.getByTestId("lobby").textContent).toContain("puhu lyhyesti ja pidä taukoja");
    expect(screen.queryByTestId("lobby-words")).toBeNull();
  });

  it("asks when the browser's Back is pressed, and stays when told so", async () => {
    await open({ participants: [own("guest", "lobby")] });
    stage.link.answer("consultation:leave", () => ({}));
    const back = async () => {
      const moved = new Promise((done) => addEventListener("popstate", done, { once: true }));
      history.back();
      await act(() => moved);
    };
    await back();
    expect(screen.getByRole("heading", { name: "Lopetetaanko odottaminen?" })).toBe(document.activeElement);
    fireEvent.click(screen.getByRole("button", { name: "Jatka odottamista" }));
    expect(stage.model.state.get().phase).toBe("lobby");
    await back();
    await press("confirm-leave-lobby");
    expect(stage.model.state.get()).toMatchObject({ phase: "ended", ended: "left" });
  });
});
