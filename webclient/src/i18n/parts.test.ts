// @vitest-environment jsdom
import i18next from "i18next";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ScreenLanguage } from "../core/types";
import { changeLanguage, loadCallTexts, loadTexts, startI18n, textsIn } from ".";
import { ALL } from "./all";
import { KNOWN } from "./speech";

beforeEach(() => startI18n("fi", []));
afterEach(() => {
  vi.doUnmock("./sv/call");
  vi.resetModules();
});

const TITLES = { fi: "Puhelu", sv: "Samtal", en: "Call", se: "Ságastallan" };
const has = (language: ScreenLanguage) => i18next.hasResourceBundle(language, "consultation");
const title = () => i18next.getFixedT(null, "consultation")("title");

/** The Swedish texts of the call cannot be fetched, as where the network is away. */
function breakSwedish(): void {
  vi.doMock("./sv/call", () => {
    throw new TypeError("Failed to fetch dynamically imported module");
  });
}

describe("the texts of a call", () => {
  it("are no part of what every page begins with", () => {
    expect(Object.keys(i18next.getDataByLanguage("fi") ?? {}).sort()).toEqual([
      "common",
      "devices",
      "errors",
      "point",
      "privacy",
    ]);
  });

  it("come in the language that is shown, and in no other", async () => {
    await loadCallTexts();
    expect(title()).toBe(TITLES.fi);
    expect([has("sv"), has("en"), has("se")]).toEqual([false, false, false]);
  });

  it("come with each language that is shown later", async () => {
    await loadCallTexts();
    for (const language of ["sv", "en", "se"] as const) {
      await changeLanguage(language);
      expect(title()).toBe(TITLES[language]);
    }
  });

  it("come with their Finnish where the screen is in Northern Sámi", async () => {
    await startI18n("se", []);
    await loadCallTexts();
    expect(title()).toBe(TITLES.se);
    expect(i18next.getFixedT(null, "consultation")("settings.title")).toBe(
      ALL.fi.consultation.settings.title,
    );
  });

  it.each(["before", "after"])(
    "are those of a language that is chosen just %s they are asked for",
    async (when) => {
      const steps = [() => changeLanguage("sv"), loadCallTexts];
      if (when === "after") steps.reverse();
      await Promise.all(steps.map((step) => step()));
      expect(title()).toBe(TITLES.sv);
    },
  );

  it("can be read in a language that is loaded, whatever the screen is in", async () => {
    await loadCallTexts();
    await changeLanguage("sv");
    expect(textsIn("fi").getFixedT(null, "consultation")("title")).toBe(TITLES.fi);
  });
});

describe("texts that cannot be fetched", () => {
  it("fail whoever asks, and come when they are asked for again", async () => {
    await changeLanguage("sv");
    breakSwedish();
    await expect(loadCallTexts()).rejects.toThrow();
    expect(has("sv")).toBe(false);
    vi.doUnmock("./sv/call");
    await loadCallTexts();
    expect(title()).toBe(TITLES.sv);
  });

  it("leave the language as it is, and the call readable", async () => {
    await loadCallTexts();
    breakSwedish();
    await expect(changeLanguage("sv")).rejects.toThrow();
    expect([i18next.language, title()]).toEqual(["fi", TITLES.fi]);
    expect(document.documentElement.lang).toBe("fi");
    vi.doUnmock("./sv/call");
    await changeLanguage("sv");
    expect(title()).toBe(TITLES.sv);
  });
});

it("every namespace of the texts comes with one part or another", async () => {
  await Promise.all([loadCallTexts(), loadTexts("booking"), loadTexts("line"), loadTexts("pages")]);
  expect(Object.keys(i18next.getDataByLanguage("fi") ?? {}).sort()).toEqual(Object.keys(ALL.fi).sort());
});

it("the languages that people speak are those that the texts name", () => {
  expect([...KNOWN]).toEqual(Object.keys(ALL.fi.common.languages));
});
