// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import type { ConsultationModel } from "../core/consultation";
import { EMPTY } from "../core/consultationState";
import type { Participant } from "../core/protocol";
import { Store } from "../core/store";
import { participant } from "../core/testing/messages";
import { startI18n } from "../i18n";
import { InvitePanel } from "./InvitePanel";

const INVITATION = { url: "/join/K7QM-2F9D", code: "K7QM-2F9D", expiresAt: 0 };

beforeAll(() => startI18n("fi"));
afterEach(cleanup);

const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));

/** A consultation that can invite, and into whose lobby people come. */
function model(invite: () => Promise<typeof INVITATION>) {
  const state = new Store<ReturnType<ConsultationModel["state"]["get"]>>(EMPTY);
  const come = (number: number, more: Partial<Participant>) =>
    act(() =>
      state.patch({
        participants: [...state.get().participants, participant(String(number).repeat(32), more)],
      }),
    );
  return { invite, state, come };
}

it("says that the link is used when the guest has come, and makes a new one", async () => {
  const here = model(async () => INVITATION);
  render(<InvitePanel model={here} />);
  here.come(1, { role: "guest", state: "lobby" });
  await press("make-guest-link");
  expect(screen.getByTestId("invitation-address")).toBeTruthy();
  here.come(2, { role: "interpreter", state: "lobby" });
  expect(screen.getByTestId("invitation-address")).toBeTruthy();
  here.come(3, { role: "guest", state: "lobby" });
  expect(screen.queryByTestId("invitation-address")).toBeNull();
  expect(document.activeElement?.textContent).toContain("linkki on käytetty");
  await press("invite-again");
  await press("make-guest-link");
  expect(screen.getByTestId("invitation-address")).toBeTruthy();
});

it("keeps the second link while only the first has been used", async () => {
  const here = model(async () => INVITATION);
  render(<InvitePanel model={here} />);
  await press("make-guest-link");
  await press("invite-again");
  await press("make-guest-link");
  here.come(1, { role: "guest", state: "lobby" });
  expect(screen.getByTestId("invitation-address")).toBeTruthy();
  here.come(2, { role: "guest", state: "lobby" });
  expect(screen.queryByTestId("invitation-address")).toBeNull();
});

it("F-45: an interpreter of the pool, who does not wait, has used no link", async () => {
  const here = model(async () => INVITATION);
  render(<InvitePanel model={here} />);
  fireEvent.change(screen.getByTestId("invitation-language"), { target: { value: "so" } });
  await press("make-interpreter-link");
  here.come(1, { role: "interpreter", state: "admitted" });
  expect(screen.getByTestId("invitation-address")).toBeTruthy();
});

it("makes no link before one is asked for, then shows it selected", async () => {
  const invite = vi.fn(async () => INVITATION);
  render(<InvitePanel model={model(invite)} />);
  expect(invite).not.toHaveBeenCalled();
  await press("make-guest-link");
  expect(invite).toHaveBeenCalledExactlyOnceWith("guest", "", null);
  const field = screen.getByTestId("invitation-address");
  expect(field).toHaveProperty("value", `${window.location.origin}/join/K7QM-2F9D`);
  expect(document.activeElement).toBe(field);
});

it("F-45: an outside interpreter is invited by language, and not without one", async () => {
  const invite = vi.fn(async () => INVITATION);
  render(<InvitePanel model={model(invite)} />);
  await press("make-interpreter-link");
  expect(invite).not.toHaveBeenCalled();
  fireEvent.change(screen.getByTestId("invitation-language"), { target: { value: "so" } });
  await press("make-interpreter-link");
  expect(invite).toHaveBeenCalledExactlyOnceWith("interpreter", "", "so");
});

it("says why no link came", async () => {
  const invite = vi.fn(() => Promise.reject(new ApiError("unavailable", "network")));
  render(<InvitePanel model={model(invite)} />);
  await press("make-guest-link");
  expect(screen.getByRole("alert").textContent).toContain("Palvelimeen ei saada yhteyttä");
});
