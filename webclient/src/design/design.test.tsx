// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeLanguage, returnToKeptLanguage, startI18n } from "../i18n";
import { PageFrame } from "./PageFrame";
import { PageHeading } from "./PageHeading";

beforeAll(() => startI18n("fi"));
beforeEach(() => localStorage.clear());
afterEach(async () => {
  cleanup();
  window.history.replaceState(null, "", "/");
  await changeLanguage("fi");
});

const frame = <PageFrame title="Sivu">teksti</PageFrame>;
const choose = (name: string) =>
  act(async () => {
    fireEvent.click(screen.getByRole("button", { name }));
    await changeLanguage("sv"); // resolves after the press's own change
  });

describe("the language menu", () => {
  it("names each language in itself, changes the page's lang, and keeps the choice", async () => {
    render(frame);
    expect(screen.getByRole("button", { name: "Svenska" }).getAttribute("lang")).toBe("sv");
    await choose("Svenska");
    expect(document.documentElement.lang).toBe("sv");
    expect(screen.getByText("Gå till innehållet")).toBeTruthy();
    expect(Object.values({ ...localStorage })).toEqual(["sv"]);
  });

  it("F-25: at the service point lasts one client only", async () => {
    window.history.replaceState(null, "", "/point");
    render(frame);
    await choose("Svenska");
    expect(document.documentElement.lang).toBe("sv");
    expect(localStorage.length).toBe(0);
    Object.defineProperty(navigator, "languages", { value: ["fi-FI"], configurable: true });
    await act(() => returnToKeptLanguage());
    expect(document.documentElement.lang).toBe("fi");
  });
});

describe("the page frame", () => {
  it("begins with a link to the content, and names the window", () => {
    render(frame);
    const [first] = screen.getAllByRole("link");
    expect(first?.getAttribute("href")).toBe("#main");
    expect(screen.getByRole("main").id).toBe("main");
    expect(document.title).toBe("Sivu – Etäluukku");
  });
});

it("begins a page that takes another's place at its top, with the focus on its heading", () => {
  document.documentElement.scrollTop = 300;
  render(<PageHeading>Lippu</PageHeading>);
  expect(document.documentElement.scrollTop).toBe(300);
  render(<PageHeading focus>Aika</PageHeading>);
  expect(document.documentElement.scrollTop).toBe(0);
  expect(document.activeElement?.textContent).toBe("Aika");
});
