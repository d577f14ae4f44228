// @vitest-environment jsdom
import { act, cleanup, configure, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import { startI18n } from "../i18n";
import { EXPERT } from "../stories/people";
import { SeatBanners } from "./SeatBanners";
import { SignInForm } from "./SignInForm";
import { StaffSeat } from "./StaffSeat";

configure({ asyncUtilTimeout: 20_000 }); // a busy machine, not a slow page
beforeAll(() => startI18n("fi"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function type(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

const press = (name: string) => act(async () => void fireEvent.click(screen.getByRole("button", { name })));

describe("the sign-in form", () => {
  it("asks for what is missing before it asks the server", async () => {
    const onSignIn = vi.fn(async () => {});
    render(<SignInForm onSignIn={onSignIn} />);
    await press("Kirjaudu");
    expect(onSignIn).not.toHaveBeenCalled();
    expect(screen.getByText("Kirjoita käyttäjätunnus.")).toBeTruthy();
    expect(screen.getByLabelText("Salasana").getAttribute("aria-invalid")).toBe("true");
  });

  it("does not tell whether the name or the password was wrong", async () => {
    render(<SignInForm onSignIn={() => Promise.reject(new ApiError("refused"))} />);
    type("Käyttäjätunnus", "asiantuntija-kela-03");
    type("Salasana", "väärä");
    await press("Kirjaudu");
    expect(screen.getByRole("alert").textContent).toContain("Tunnus tai salasana on väärä");
  });

  it("asks for patience after too many tries", async () => {
    render(<SignInForm onSignIn={() => Promise.reject(new ApiError("limit"))} />);
    type("Käyttäjätunnus", "a");
    type("Salasana", "b");
    await press("Kirjaudu");
    expect(screen.getByRole("alert").textContent).toContain("Odota hetki");
  });
});

/** A server that knows nobody until somebody signs in; the first requests do not reach it. */
function server(lost = 0): void {
  let left = lost;
  vi.stubGlobal("fetch", async (path: string) => {
    if (left-- > 0) throw new TypeError("Failed to fetch");
    if (path === "/api/sign-in") return Response.json(EXPERT);
    if (path === "/api/sign-out") return Response.json({});
    return Response.json({ error: { code: "unauthenticated", detail: "" } }, { status: 401 });
  });
}

describe("a seat of staff", () => {
  it("shows the form, then the screen, then after the end of the session the form with the reason", async () => {
    server();
    render(
      <StaffSeat seat="desk">
        {({ me, onOver }) => (
          <button type="button" onClick={() => onOver("expired")}>
            {me.label.fi}
          </button>
        )}
      </StaffSeat>,
    );
    type(await screen.findByText("Käyttäjätunnus").then(() => "Käyttäjätunnus"), "kela-03");
    type("Salasana", "salaisuus");
    await press("Kirjaudu");
    await press("Asiantuntija-Kela-03");
    expect(screen.getByText("Istuntosi vanheni. Kirjaudu uudelleen.")).toBeTruthy();
    expect(screen.getByLabelText("Salasana")).toHaveProperty("value", "");
  });

  it("tells when the server cannot be reached, and tries again", async () => {
    server(1);
    render(<StaffSeat seat="desk">{() => <p />}</StaffSeat>);
    expect((await screen.findByRole("alert")).textContent).toContain("Palvelimeen ei saada yhteyttä");
    await press("Yritä uudelleen");
    expect(await screen.findByLabelText("Käyttäjätunnus")).toBeTruthy();
  });
});

describe("the banners", () => {
  it("tell of a lost line and of maintenance in minutes", () => {
    render(<SeatBanners link="down" drainingSeconds={610} demo={false} />);
    expect(screen.getByText("Yhteys palvelimeen katkesi")).toBeTruthy();
    expect(screen.getByText(/noin 10 minuuttia/)).toBeTruthy();
  });

  it("are silent when all is well", () => {
    const { container } = render(<SeatBanners link="up" drainingSeconds={null} demo={false} />);
    expect(container.textContent).toBe("");
  });
});
