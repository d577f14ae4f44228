// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import { startI18n } from "../i18n";
import { RINGING } from "../stories/people";
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
    async () => void fireEvent.click(screen.getByRole("button", { name: "En voi ottaa: arabia, Kela" })),
  );
  expect(onAnswer).toHaveBeenCalledExactlyOnceWith(RINGING.call);
  expect(onDecline).toHaveBeenCalledExactlyOnceWith(RINGING.call);
});

it("says calmly that another interpreter was first", async () => {
  render(calls({ onAnswer: () => Promise.reject(new ApiError("conflict")) }));
  await act(async () => void fireEvent.click(screen.getByTestId("answer-call")));
  expect(screen.getByText(/Toinen tulkki ehti vastata/)).toBeTruthy();
});
