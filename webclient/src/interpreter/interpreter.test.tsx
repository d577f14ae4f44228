// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import { startI18n } from "../i18n";
import { RINGING } from "../stories/people";
import { OwnLanguages } from "./OwnLanguages";
import { RingingCalls } from "./RingingCalls";

beforeAll(() => startI18n("fi"));
afterEach(cleanup);

function calls(acts: Partial<Parameters<typeof RingingCalls>[0]> = {}) {
  return (
    <RingingCalls
      ringing={[RINGING]}
      availability="available"
      answering={null}
      onAnswer={async () => {}}
      onDecline={async () => {}}
      {...acts}
    />
  );
}

it("F-45: a ringing call tells language, authority and matter, also aloud", () => {
  render(calls());
  expect(screen.getByTestId("interpreter-ringing").textContent).toContain("arabia");
  expect(screen.getByRole("alert").textContent).toBe("Tulkkia kysytään: arabia, Kela.");
});

it("is answered or left to others, each by its button", async () => {
  const onAnswer = vi.fn(async () => {});
  const onDecline = vi.fn(async () => {});
  render(calls({ onAnswer, onDecline }));
  await act(async () => void fireEvent.click(screen.getByTestId("answer-call")));
  await act(
    async () =>
      void fireEvent.click(screen.getByRole("button", { name: "En voi ottaa puhelua: arabia, Kela" })),
  );
  expect(onAnswer).toHaveBeenCalledExactlyOnceWith(RINGING.call);
  expect(onDecline).toHaveBeenCalledExactlyOnceWith(RINGING.call);
});

it("says calmly that another interpreter was first", async () => {
  render(calls({ onAnswer: () => Promise.reject(new ApiError("conflict")) }));
  await act(async () => void fireEvent.click(screen.getByTestId("answer-call")));
  expect(screen.getByText(/Toinen tulkki ehti vastata/)).toBeTruthy();
});

it("J4: an interpreter of several languages switches each on and off", async () => {
  const onLanguage = vi.fn(async () => {});
  render(<OwnLanguages languages={["ar", "fa"]} languagesOn={["ar"]} onLanguage={onLanguage} />);
  const states = screen.getAllByRole("switch").map((one) => one.getAttribute("aria-checked"));
  expect(states).toEqual(["true", "false"]);
  await act(async () => void fireEvent.click(screen.getByRole("switch", { name: "arabia" })));
  await act(async () => void fireEvent.click(screen.getByRole("switch", { name: "persia" })));
  expect(onLanguage.mock.calls).toEqual([
    ["ar", false],
    ["fa", true],
  ]);
});

it("has no switch for the only language", () => {
  render(<OwnLanguages languages={["ar"]} languagesOn={["ar"]} onLanguage={async () => {}} />);
  expect(screen.queryByRole("switch")).toBeNull();
  expect(screen.getByText("arabia")).toBeTruthy();
});

it("says so when a switch did not reach the server", async () => {
  const onLanguage = () => Promise.reject(new ApiError("unavailable"));
  render(<OwnLanguages languages={["ar", "fa"]} languagesOn={["ar"]} onLanguage={onLanguage} />);
  await act(async () => void fireEvent.click(screen.getByTestId("language-fa")));
  expect(screen.getByRole("alert")).toBeTruthy();
  expect(screen.getByTestId("language-fa").getAttribute("aria-checked")).toBe("false");
});
