// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import { startI18n } from "../i18n";
import { InvitePanel } from "./InvitePanel";

const INVITATION = { url: "/join/K7QM-2F9D", code: "K7QM-2F9D", expiresAt: 0 };

beforeAll(() => startI18n("fi"));
afterEach(cleanup);

const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));

it("makes no link before one is asked for, then shows it selected", async () => {
  const invite = vi.fn(async () => INVITATION);
  render(<InvitePanel model={{ invite }} />);
  expect(invite).not.toHaveBeenCalled();
  await press("make-guest-link");
  expect(invite).toHaveBeenCalledExactlyOnceWith("guest", "", null);
  const field = screen.getByTestId("invitation-address");
  expect(field).toHaveProperty("value", `${window.location.origin}/join/K7QM-2F9D`);
  expect(document.activeElement).toBe(field);
});

it("F-45: an outside interpreter is invited by language, and not without one", async () => {
  const invite = vi.fn(async () => INVITATION);
  render(<InvitePanel model={{ invite }} />);
  await press("make-interpreter-link");
  expect(invite).not.toHaveBeenCalled();
  fireEvent.change(screen.getByTestId("invitation-language"), { target: { value: "so" } });
  await press("make-interpreter-link");
  expect(invite).toHaveBeenCalledExactlyOnceWith("interpreter", "", "so");
});

it("says why no link came", async () => {
  const invite = vi.fn(() => Promise.reject(new ApiError("unavailable", "network")));
  render(<InvitePanel model={{ invite }} />);
  await press("make-guest-link");
  expect(screen.getByRole("alert").textContent).toContain("Palvelimeen ei saada yhteyttä");
});
