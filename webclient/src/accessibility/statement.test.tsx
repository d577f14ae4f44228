// @vitest-environment jsdom
import { act, cleanup, configure, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { OperatorContact } from "../core/protocol";
import { PageFrame } from "../design/PageFrame";
import { FrontView } from "../front/FrontView";
import { changeLanguage, startI18n } from "../i18n";
import commonEn from "../i18n/en/common.json";
import commonFi from "../i18n/fi/common.json";
import commonSv from "../i18n/sv/common.json";
import Screen from ".";
import { en } from "./en";
import { fi } from "./fi";
import { sv } from "./sv";
import { MADE, type StatementText } from "./text";

configure({ asyncUtilTimeout: 20_000 }); // a busy machine, not a slow page
beforeAll(() => startI18n("fi"));
afterEach(async () => {
  cleanup();
  vi.unstubAllGlobals();
  await changeLanguage("fi");
});

const NOBODY: OperatorContact = { name: "", email: "", phone: "", address: "", reviewed: "" };
const TOWN: OperatorContact = {
  name: "Esimerkkikunta",
  email: "palaute@kunta.example",
  phone: "000 123 456",
  address: "PL 1, 00000 Esimerkkilä",
  reviewed: "2026-12-01",
};

function server(operator: OperatorContact, lost = 0): void {
  let left = lost;
  vi.stubGlobal("fetch", async () => {
    if (left-- > 0) throw new TypeError("Failed to fetch");
    return Response.json(operator);
  });
}

const shown = () => screen.findByTestId("statement");

describe("the accessibility statement", () => {
  it("says what the act asks for: state, what is missing, how and when, feedback, supervision", async () => {
    server(TOWN);
    render(<Screen />);
    const words = (await shown()).textContent;
    expect(screen.getByRole("heading", { level: 1, name: "Saavutettavuusseloste" })).toBeTruthy();
    for (const asked of [
      "306/2019",
      "täyttää vaatimukset osittain",
      "Ruudunlukijaa",
      "Ohjelmiston tekijät ovat arvioineet",
      "laadittu 22. marraskuuta 2026",
      "tarkistanut selosteen 1. joulukuuta 2026",
      "Esimerkkikunta",
      "palaute@kunta.example",
      "000 123 456",
      "PL 1, 00000 Esimerkkilä",
      "14 päivän kuluessa",
      "Traficom",
      "kahdessa viikossa",
    ]) {
      expect(words).toContain(asked);
    }
    expect(words).not.toContain("{{");
    const links = screen.getAllByRole("link").map((link) => link.getAttribute("href"));
    expect(links).toContain("mailto:palaute@kunta.example");
    expect(links).toContain("https://www.saavutettavuusvaatimukset.fi");
  });

  it.each([
    ["sv", "uppfyller kraven delvis", "har ännu inte granskat utlåtandet"],
    ["en", "meets the requirements in part", "has not reviewed the statement yet"],
  ] as const)("is honest about an operator that has told nothing, %s", async (language, state, review) => {
    server(NOBODY);
    await changeLanguage(language);
    render(<Screen />);
    const words = (await shown()).textContent;
    expect(words).toContain(state);
    expect(words).toContain(review);
    expect(words).toContain({ sv, en }[language].nobodyToTell);
    expect(words).toContain({ sv, en }[language].aboutNobody);
  });

  it("tells when it cannot be read, and asks again at a press", async () => {
    server(TOWN, 1);
    render(<Screen />);
    fireEvent.click(
      within(await screen.findByRole("alert")).getByRole("button", { name: "Yritä uudelleen" }),
    );
    expect((await shown()).textContent).toContain("Esimerkkikunta");
  });

  it("has as many passages in each language, and its name is that of the footer", () => {
    const shape = (text: StatementText) =>
      Object.values(text).map((part) => {
        if (typeof part === "string") return part !== "";
        return "paragraphs" in part ? [part.paragraphs.length, part.list?.length] : part.length;
      });
    expect(shape(sv)).toEqual(shape(fi));
    expect(shape(en)).toEqual(shape(fi));
    expect([fi.title, sv.title, en.title]).toEqual(
      [commonFi, commonSv, commonEn].map(({ footer }) => footer.accessibility),
    );
    expect(new Date(MADE).toISOString().slice(0, 10)).toBe(MADE);
  });
});

describe("the way to the statement", () => {
  it("opens above a page that has a place to lose, leads nowhere, and gives the focus back", async () => {
    server(TOWN);
    render(<PageFrame title="Jonossa">paikka 2</PageFrame>);
    const button = screen.getByRole("button", { name: "Saavutettavuusseloste" });
    await act(async () => {
      button.focus();
      fireEvent.click(button);
    });
    const dialog = screen.getByTestId("statement-dialog");
    expect(document.activeElement).toBe(within(dialog).getByRole("heading", { level: 2 }));
    expect((await shown()).textContent).toContain("Esimerkkikunta");
    expect(within(dialog).queryByRole("link")).toBeNull();
    expect(screen.getByText("paikka 2")).toBeTruthy();
    fireEvent.click(within(dialog).getByRole("button", { name: "Sulje" }));
    expect(screen.queryByTestId("statement-dialog")).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it("is a page of its own from where nothing is lost", () => {
    render(<FrontView demo={false} />);
    const link = screen.getByRole("link", { name: "Saavutettavuusseloste" });
    expect(link.getAttribute("href")).toBe("/accessibility");
  });
});
