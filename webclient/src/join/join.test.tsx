// @vitest-environment jsdom
import { act, cleanup, configure, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import { startI18n } from "../i18n";
import Screen from ".";
import { JoinPage } from "./JoinPage";

configure({ asyncUtilTimeout: 20_000 }); // a busy machine, not a slow page
beforeAll(() => startI18n("fi"));
beforeEach(() => window.history.replaceState(null, "", "/join/K7QM-2F9D"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const press = () => act(async () => void fireEvent.click(screen.getByRole("button", { name: "Liity" })));

describe("joining", () => {
  it("takes the code from the address and the name as typed", async () => {
    const onJoin = vi.fn(async () => {});
    render(<JoinPage code="K7QM-2F9D" onJoin={onJoin} />);
    fireEvent.change(screen.getByLabelText("Nimesi"), { target: { value: " Aino " } });
    await press();
    expect(onJoin).toHaveBeenCalledExactlyOnceWith("K7QM-2F9D", "Aino");
  });

  it("says that a code is wrong, out of date or used, and what to do", async () => {
    render(<JoinPage code="K7QM-2F9D" onJoin={() => Promise.reject(new ApiError("refused"))} />);
    await press();
    expect(screen.getByRole("alert").textContent).toContain("Tarkista koodi tai pyydä uusi");
    const field = screen.getByLabelText("Koodi");
    expect(document.activeElement).toBe(field);
    const read = field.getAttribute("aria-describedby")?.split(" ") ?? [];
    expect(read.map((id) => document.getElementById(id)?.textContent).join(" ")).toContain("Tarkista koodi");
  });

  it("asks who sits here first, then shows the code of the address", async () => {
    vi.stubGlobal("fetch", async () =>
      Response.json({ error: { code: "unauthenticated" } }, { status: 401 }),
    );
    render(<Screen />);
    expect(await screen.findByLabelText("Koodi")).toHaveProperty("value", "K7QM-2F9D");
  });

  describe("after the end, when the page is loaded again", () => {
    const over = (detail: string) =>
      vi.stubGlobal("fetch", async () =>
        Response.json({ error: { code: "unauthenticated", detail } }, { status: 401 }),
      );

    it.each(["revoked", "expired"])("says that it is over and what to do, %s", async (detail) => {
      window.history.replaceState(null, "", "/join");
      over(detail);
      render(<Screen />);
      expect(await screen.findByRole("heading", { name: "Puhelu on päättynyt" })).toBeTruthy();
      expect(document.body.textContent).toContain("pyydä uusi kutsu");
      expect(screen.queryByLabelText("Koodi")).toBeNull();
      fireEvent.click(screen.getByRole("button", { name: "Liity uudella koodilla" }));
      expect(screen.getByLabelText("Koodi")).toHaveProperty("value", "");
    });

    it("takes the code of a new invitation at once", async () => {
      over("revoked");
      render(<Screen />);
      expect(await screen.findByLabelText("Koodi")).toHaveProperty("value", "K7QM-2F9D");
    });

    it.each(["", "signed_out"])("asks a stranger for the code, %o", async (detail) => {
      window.history.replaceState(null, "", "/join");
      over(detail);
      render(<Screen />);
      expect(await screen.findByLabelText("Koodi")).toHaveProperty("value", "");
    });
  });
});
