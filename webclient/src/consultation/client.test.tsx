// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConsultationSnapshot } from "../core/protocol";
import { TestStream } from "../core/testing/browser";
import { ANNA, consultation, HERE } from "../core/testing/messages";
import { type Stage, stageOf } from "../core/testing/stage";
import { changeLanguage, startI18n } from "../i18n";
import { Consultation } from ".";

const POINT = [
  "consultation:leave",
  "consultation:say",
  "paper:turn",
  "paper:add",
  "paper:remove",
  "interpreter:ask",
  "guest:invite",
  "hand:raise",
  "advisor:leave",
  "advisor:return",
];
const PAPER = { paper: "d".repeat(32), name: "päätös.pdf", pages: 3, addedBy: ANNA, addedAt: 0 };
const OTHER_PAPER = { ...PAPER, paper: "e".repeat(32), name: "hakemus.pdf" };

/** What plays louder than an element may; jsdom has no Web Audio. */
class TestAudio {
  static readonly made: TestAudio[] = [];
  readonly gains: { gain: { value: number } }[] = [];
  readonly destination = {};
  readonly node = () => ({
    gain: { value: 1 },
    threshold: { value: 0 },
    knee: { value: 0 },
    ratio: { value: 0 },
    attack: { value: 0 },
    release: { value: 0 },
    connect: (to: object) => to,
    disconnect: () => undefined,
  });
  constructor() {
    TestAudio.made.push(this);
  }
  createGain() {
    const node = this.node();
    this.gains.push(node);
    return node;
  }
  createDynamicsCompressor = () => this.node();
  createMediaStreamSource = () => this.node();
  resume = async () => undefined;
  close = vi.fn(async () => undefined);
}

const turn = (paper: string, sequence: number, page: number) =>
  ({ sequence, participant: ANNA, at: 0, kind: "page_turned", paper, page }) as const;

let stage: Stage;

async function room(more: Partial<ConsultationSnapshot> = {}): Promise<void> {
  stage = stageOf(() => consultation({ may: POINT, advisor: "away", ...more }));
  for (const event of ["advisor:leave", "advisor:return", "consultation:leave"] as const)
    stage.link.answer(event, () => ({}));
  stage.model.start();
  render(<Consultation model={stage.model} />);
  await waitFor(() => expect(document.querySelector(".room")).not.toBeNull());
}

let version: number;
const told = () => ({ feed: `consultation:${HERE}`, version: ++version, consultation: HERE });
const declare = (presence: "present" | "away" | "asking") =>
  act(async () => stage.link.tell("advisor:changed", { ...told(), presence }));
const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));
const buttons = () =>
  within(document.getElementById("actions") ?? document.body)
    .getAllByRole("button")
    .map(({ textContent }) => textContent);

beforeAll(async () => {
  Object.assign(globalThis, { MediaStream: TestStream });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  await startI18n("fi");
});
beforeEach(() => {
  version = 1;
  TestAudio.made.length = 0;
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
});
afterEach(() => {
  cleanup();
  stage.model.close();
});

describe("the client's own screen", () => {
  it("F-27: comes with the advisor's leaving, and has four large things and nothing else", async () => {
    await room({ advisor: "present" });
    expect(screen.getByTestId("advisor-leave")).toBeTruthy();
    await declare("away");
    expect(screen.queryByTestId("advisor-leave")).toBeNull();
    expect(buttons()).toEqual([
      "Ääni hiljemmalle",
      "Ääni kovemmalle",
      "Näytä paperit",
      "Kutsu neuvoja takaisin",
      "Lopeta puhelu",
    ]);
    const everywhere = screen.getAllByRole("button").map(({ textContent }) => textContent);
    expect(everywhere).toEqual(buttons());
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
    expect([...document.querySelectorAll("a")].map(({ hash }) => hash)).toEqual(["#actions"]);
    expect(document.querySelector("input[type=file]")).toBeNull();
  });

  it("is for the service point alone: the others keep their room", async () => {
    await room({ may: ["consultation:leave", "advisor:answer"] });
    expect(screen.getByTestId("toggle-microphone")).toBeTruthy();
    expect(document.querySelector(".room--client")).toBeNull();
  });

  it("F-99: asks the expert for the advisor, takes that back, and the ordinary room comes by the expert's word", async () => {
    await room();
    const status = () => screen.getByTestId("advisor").textContent;
    expect(status()).toBe("Neuvoja on poistunut huoneesta. Puhelu jatkuu.");
    const button = screen.getByTestId("advisor-return");
    button.focus();
    await press("advisor-return");
    expect(stage.link.requests("advisor:return")).toHaveLength(1);
    await declare("asking");
    expect(status()).toMatch(/^Asiantuntijalta on kysytty/);
    expect(document.activeElement).toBe(screen.getByTestId("advisor-withdraw"));
    await press("advisor-withdraw");
    expect(stage.link.requests("advisor:leave")).toHaveLength(1);
    await declare("away");
    expect(status()).toBe("Neuvoja on poistunut huoneesta. Puhelu jatkuu.");
    await declare("asking");
    await declare("away");
    expect(status()).toMatch(/^Asiantuntija pyytää vielä odottamaan/);
    await declare("asking");
    await declare("present");
    expect(screen.getByTestId("advisor-leave")).toBeTruthy();
    expect(document.querySelector(".room--client")).toBeNull();
  });

  it("F-95: says that a document is to be held before the camera, and that nothing is captured of it", async () => {
    await room();
    expect(screen.getByTestId("identity-notice").textContent).toBe("");
    const before = buttons();
    const identity = { method: null, recordedAt: null, shownUntil: Date.now() / 1000 + 60 };
    await act(async () => stage.link.tell("identity:changed", { ...told(), identity }));
    expect(screen.getByTestId("identity-notice").textContent).not.toBe("");
    expect(buttons()).toEqual(before);
  });

  it("asks once before the end, in the place of the buttons, and Escape keeps the call", async () => {
    await room();
    await press("leave-consultation");
    expect(buttons()).toEqual(["Ei, jatka puhelua", "Kyllä, lopeta puhelu"]);
    const question = screen.getByRole("heading", { name: "Lopetetaanko puhelu?" });
    expect(document.activeElement).toBe(question);
    fireEvent.keyDown(question, { key: "Escape" });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("leave-consultation")));
    expect(stage.link.requests("consultation:leave")).toHaveLength(0);
    await press("leave-consultation");
    await press("confirm-leave-consultation");
    expect(stage.link.requests("consultation:leave")).toHaveLength(1);
  });

  it("asks instead of leaving when Back is pressed", async () => {
    await room();
    // The browser may still be on its way out of the call of the test before.
    await waitFor(() => expect(history.state).toEqual({ etaluukkuDepth: 1 }));
    act(() => history.back());
    await waitFor(() => expect(screen.getByRole("heading", { name: "Lopetetaanko puhelu?" })).toBeTruthy());
    await press("client-stay");
    act(() => history.back());
    await waitFor(() => expect(screen.getByRole("heading", { name: "Lopetetaanko puhelu?" })).toBeTruthy());
    expect(stage.link.requests("consultation:leave")).toHaveLength(0);
  });

  it("has text where the call has some, and says how much is new", async () => {
    await room();
    expect(screen.queryByTestId("client-text")).toBeNull();
    const said = { sequence: 1, participant: ANNA, text: "Kuuletteko minua?", at: 0 };
    await act(async () => stage.link.tell("consultation:said", { ...told(), said }));
    expect(screen.getByTestId("client-text").textContent).toBe("Viestit, 1 uusi");
    await press("client-text");
    expect(screen.getByTestId("chat-lines").textContent).toContain("Kuuletteko minua?");
    expect(screen.getByTestId("client-text").textContent).toBe("Viestit");
    fireEvent.keyDown(screen.getByTestId("chat-lines"), { key: "Escape" });
    expect(screen.queryByTestId("chat-lines")).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId("client-text"));
  });

  it("keeps the text open for who writes letter by letter", async () => {
    await room({ advisor: "present" });
    act(() => stage.model.text.setLive(true));
    await declare("away");
    expect(screen.getByTestId("live-text-field")).toBeTruthy();
  });

  it("says that the microphone was left off, and turns it on", async () => {
    await room();
    expect(screen.queryByTestId("client-microphone")).toBeNull();
    await act(() => stage.model.devices.setMicrophone(false));
    await press("client-microphone");
    expect(screen.queryByTestId("client-microphone")).toBeNull();
    expect(stage.model.devices.state.get().microphone.on).toBe(true);
  });
});

describe("the papers of the client's own screen", () => {
  it("open by themselves when one is laid there, and can be hidden; nothing can be added or removed", async () => {
    await room();
    expect(document.getElementById("papers")).toBeNull();
    await act(async () => stage.link.tell("paper:added", { ...told(), paper: PAPER }));
    const operation = turn(PAPER.paper, 1, 0);
    await act(async () => stage.link.tell("operation:added", { ...told(), operation }));
    expect(screen.getByRole("heading", { name: "päätös.pdf" })).toBeTruthy();
    expect(screen.getByTestId("next-page")).toBeTruthy();
    expect(screen.queryByText("Poista")).toBeNull();
    await press("client-papers");
    expect(document.getElementById("papers")).toBeNull();
  });

  it("come with the screen where one lies there already, and stay hidden until the next one", async () => {
    await room({ papers: [PAPER, OTHER_PAPER], shownPaper: PAPER.paper });
    expect(screen.getByRole("heading", { name: "päätös.pdf" })).toBeTruthy();
    await press("client-papers");
    const turned = (paper: string, sequence: number) =>
      act(async () =>
        stage.link.tell("operation:added", {
          ...told(),
          operation: turn(paper, sequence, 1),
        }),
      );
    await turned(PAPER.paper, 1);
    expect(document.getElementById("papers")).toBeNull();
    await turned(OTHER_PAPER.paper, 2);
    expect(screen.getByRole("heading", { name: "hakemus.pdf" })).toBeTruthy();
  });
});

describe("the loudness of the client's own screen", () => {
  beforeAll(() => void Object.assign(globalThis, { AudioContext: TestAudio }));
  afterAll(() => void Reflect.deleteProperty(globalThis, "AudioContext"));
  const now = () => screen.getByTestId("loudness").textContent;
  const heard = () => {
    const [slot] =
      stage.connections[0]?.transceivers.filter(
        ({ kind, direction }) => `${kind} ${direction}` === "audio recvonly",
      ) ?? [];
    return act(async () =>
      stage.link.tell("media:map", {
        consultation: HERE,
        mid: slot?.mid ?? "",
        kind: "audio",
        source: ANNA,
        switched: true,
        held: false,
      }),
    );
  };

  it("is told in words, ends at both ends, and acts on every sound that plays", async () => {
    await room();
    await waitFor(() => expect(stage.connections).toHaveLength(1));
    await waitFor(() => expect(stage.connections[0]?.localDescription).not.toBeNull());
    await heard();
    const audio = document.querySelector("audio");
    if (!audio) throw new Error("nobody is heard");
    expect([now(), audio.volume, audio.muted]).toEqual(["Ääni on tavallinen", 1, false]);
    await press("quieter");
    expect([now(), audio.volume]).toEqual(["Ääni on hiljainen", 0.55]);
    for (let step = 0; step < 4; step++) await press("louder");
    expect(now()).toBe("Ääni on kovimmillaan");
    expect(screen.getByTestId("louder").getAttribute("aria-disabled")).toBe("true");
    expect([audio.volume, audio.muted]).toEqual([1, true]);
    expect(TestAudio.made.map(({ gains }) => gains[0]?.gain.value)).toEqual([4]);
    await press("quieter");
    expect(TestAudio.made.map(({ gains }) => gains[0]?.gain.value)).toEqual([2]);
    await press("quieter");
    expect([audio.volume, audio.muted]).toEqual([1, false]);
    expect(TestAudio.made[0]?.close).toHaveBeenCalledOnce();
  });
});

describe("in Northern Sámi", () => {
  it("the client's own screen reads so; the one that the advisor works at is Finnish, and says so", async () => {
    await act(() => changeLanguage("se"));
    await room({ advisor: "present" });
    expect(screen.getByRole("button", { name: "Neuvoja poistuu" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Davvisámegiella" })).toBeNull();
    expect(document.documentElement.lang).toBe("fi");
    await declare("away");
    expect(screen.getByRole("button", { name: "Loahpat ságastallama" })).toBeTruthy();
    expect(document.documentElement.lang).toBe("se");
    await declare("present");
    expect(document.documentElement.lang).toBe("fi");
    cleanup();
    expect(document.documentElement.lang).toBe("se");
    await act(() => changeLanguage("fi"));
  });
});
