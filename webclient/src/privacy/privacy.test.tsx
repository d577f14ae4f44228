// @vitest-environment jsdom
import { act, cleanup, configure, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import type { PrivacyNotice } from "../core/protocol";
import { changeLanguage, startI18n } from "../i18n";
import { JoinPage } from "../join/JoinPage";
import { DirectoryPage } from "../point/DirectoryPage";
import { PointView } from "../point/PointView";
import { DIRECTORY, SOINI, TICKET, text } from "../stories/people";
import { Controller } from "./Controller";

configure({ asyncUtilTimeout: 20_000 }); // a busy machine, not a slow page
beforeAll(() => startI18n("fi"));
afterEach(async () => {
  cleanup();
  vi.unstubAllGlobals();
  await changeLanguage("fi");
});

const KELA = text("Kela", "FPA", "Kela");
const NOTICE: PrivacyNotice = {
  controller: KELA,
  phone: "000 123 401",
  text: {
    purpose: text("Neuvontaa varten.", "För rådgivning.", "For advice."),
    basis: text("Laki Kelasta.", "Lagen om FPA.", "The act on Kela."),
    personalData: text("Nimesi.", "Ditt namn.", "Your name."),
    retention: text("10 vuotta.", "10 år.", "10 years."),
    officer: text("Vastaava\n000 123 501", "Ombud\n000 123 501", "Officer\n000 123 501"),
    address: text("https://a.example/fi", "https://a.example/sv", "https://a.example/en"),
  },
};

const opener = () => screen.getByTestId("privacy-open");
const press = (button: HTMLElement) =>
  act(async () => {
    button.focus();
    fireEvent.click(button);
  });
const dialog = () => screen.getByTestId("privacy");

/** A server that answers what is given; the requests that it got. */
function server(status: number, body: object): [string, RequestInit | undefined][] {
  const asked: [string, RequestInit | undefined][] = [];
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    asked.push([path, init]);
    return Response.json(body, { status });
  });
  return asked;
}

describe("who answers for the data", () => {
  it("F-101: is told in a line, and all the rest at a press, in the language of the screen", async () => {
    render(<Controller name={KELA} read={async () => NOTICE} />);
    expect(screen.getByText("Kela vastaa henkilötiedoistasi.")).toBeTruthy();
    await press(opener());
    for (const words of ["Neuvontaa varten.", "Laki Kelasta.", "Nimesi.", "10 vuotta."]) {
      expect(within(dialog()).getByText(words)).toBeTruthy();
    }
    expect(dialog().textContent).toContain("000 123 501");
    expect(dialog().textContent).toContain("tietosuojavaltuutetulle");
    await act(() => changeLanguage("sv"));
    expect(within(dialog()).getByText("Lagen om FPA.")).toBeTruthy();
    expect(within(dialog()).getByText("FPA ansvarar för dina personuppgifter.")).toBeTruthy();
  });

  it("takes the focus to the heading and gives it back", async () => {
    render(<Controller name={KELA} read={async () => NOTICE} />);
    await press(opener());
    const heading = screen.getByRole("heading", { name: "Näin tietojasi käsitellään" });
    expect(document.activeElement).toBe(heading);
    fireEvent.click(screen.getByRole("button", { name: "Sulje" }));
    expect(screen.queryByTestId("privacy")).toBeNull();
    expect(document.activeElement).toBe(opener());
  });

  it("leads to no page of others at a service point, and in a new tab elsewhere", async () => {
    const { rerender } = render(<Controller name={KELA} read={async () => NOTICE} />);
    await press(opener());
    expect(dialog().textContent).toContain("https://a.example/fi");
    expect(within(dialog()).queryByRole("link")).toBeNull();
    rerender(<Controller name={KELA} read={async () => NOTICE} leads />);
    const link = within(dialog()).getByRole("link");
    expect(link.getAttribute("href")).toBe("https://a.example/fi");
    expect([link.getAttribute("target"), link.getAttribute("rel")]).toEqual(["_blank", "noreferrer"]);
    expect(link.textContent).toContain("uuteen välilehteen");
  });

  it.each([
    ["000 123 401", "Kysy suoraan viranomaiselta: Kela, puhelin 000 123 401."],
    ["", "Kysy suoraan viranomaiselta: Kela."],
  ])("says with whom to ask where the authority has given no text, telephone %o", async (phone, words) => {
    render(<Controller name={KELA} read={async () => ({ ...NOTICE, phone, text: null })} />);
    await press(opener());
    expect(screen.getByTestId("privacy-none").textContent).toContain(words);
    expect(dialog().textContent).toContain("tietosuojavaltuutetulle");
  });

  it("tells when it cannot be read, and asks again at a press", async () => {
    const read = vi.fn<() => Promise<PrivacyNotice>>().mockResolvedValue(NOTICE);
    read.mockRejectedValueOnce(new ApiError("unavailable"));
    render(<Controller name={KELA} read={read} />);
    await press(opener());
    expect(screen.getByRole("alert").textContent).toContain("ei juuri nyt vastaa");
    await press(screen.getByRole("button", { name: "Yritä uudelleen" }));
    expect(within(dialog()).getByText("Laki Kelasta.")).toBeTruthy();
  });
});

describe("at a service point", () => {
  it("F-101: the line stands with the services, and a call still takes two presses", async () => {
    const asked = server(200, NOTICE);
    const onCall = vi.fn(async () => {});
    render(<DirectoryPage directory={DIRECTORY} onCall={onCall} />);
    fireEvent.click(screen.getByRole("button", { name: /^Verohallinto/ }));
    await press(screen.getByRole("button", { name: "Näin tietojasi käsitellään: Verohallinto" }));
    const vero = DIRECTORY.authorities.find(({ name }) => name.fi === "Verohallinto")?.authority;
    expect(asked.map(([path]) => path)).toEqual([`/api/authorities/${vero}/privacy`]);
    expect(onCall).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole("button", { name: "Sulje" }));
    fireEvent.click(screen.getByRole("button", { name: "Soita: Verokortti" }));
    expect(onCall).toHaveBeenCalledOnce();
  });

  it("F-101: can be read again while waiting", () => {
    const state = {
      phase: "ready",
      error: null,
      over: null,
      consultation: null,
      ended: null,
      drainingSeconds: null,
      name: SOINI,
      directory: DIRECTORY,
      ticket: TICKET,
      ticketClosed: null,
    } as const;
    const acts = { onCall: async () => {}, onCancel: async () => {}, onRestart: () => {}, onRead: () => {} };
    render(<PointView {...acts} state={state} label={SOINI} />);
    expect(screen.getByText("Kela vastaa henkilötiedoistasi.")).toBeTruthy();
    expect(opener().textContent).toBe("Näin tietojasi käsitellään");
  });
});

describe("before joining by a code", () => {
  it("F-101: shows the text of the authority that the code leads to, and does not join", async () => {
    const asked = server(200, NOTICE);
    const onJoin = vi.fn(async () => {});
    render(<JoinPage code=" K7QM-2F9D " onJoin={onJoin} />);
    await press(opener());
    expect(await within(dialog()).findByText("Laki Kelasta.")).toBeTruthy();
    expect(asked.map(([path, init]) => [path, init?.body])).toEqual([
      ["/api/join/privacy", '{"code":"K7QM-2F9D"}'],
    ]);
    fireEvent.click(screen.getByRole("button", { name: "Sulje" }));
    expect(onJoin).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(opener());
  });

  it("asks for the code first where there is none, and asks the server nothing", async () => {
    const asked = server(200, NOTICE);
    render(<JoinPage code="" onJoin={async () => {}} />);
    await press(opener());
    expect(dialog().textContent).toContain("Kirjoita ensin kutsussa oleva koodi");
    expect(asked).toEqual([]);
  });

  it("says of a wrong code what joining says", async () => {
    server(403, { error: { code: "refused", detail: "" } });
    render(<JoinPage code="VAARA-KOODI" onJoin={async () => {}} />);
    await press(opener());
    expect((await screen.findByRole("alert")).textContent).toContain("Koodi on väärä");
  });
});
