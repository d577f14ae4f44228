// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { startI18n } from ".";
import { ALL } from "./all";
import { lasted, spokenMinutes, spokenName, spokenNames } from "./speech";

const TEXTS: Record<string, Map<string, string>> = {
  fi: flat(ALL.fi),
  sv: flat(ALL.sv),
  en: flat(ALL.en),
};

/** Every text by its path, "point.ticket.title". */
function flat(tree: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
      const here = path ? `${path}.${key}` : key;
      return typeof value === "object" && value !== null ? [...flat(value, here)] : [[here, String(value)]];
    }),
  );
}

function placeholders(text: string | undefined): string[] {
  return [...(text ?? "").matchAll(/{{\s*(\w+)\s*}}/g)].map(([, name]) => name ?? "").sort();
}

describe("texts", () => {
  it.each(["sv", "en"])("%s has the keys of Finnish, no more and no fewer", (language) => {
    expect([...(TEXTS[language]?.keys() ?? [])].sort()).toEqual([...(TEXTS.fi?.keys() ?? [])].sort());
  });

  it.each(["sv", "en"])("%s names the placeholders of Finnish", (language) => {
    for (const [key, text] of TEXTS.fi ?? []) {
      expect({ key, names: placeholders(TEXTS[language]?.get(key)) }).toEqual({
        key,
        names: placeholders(text),
      });
    }
  });

  it.each(["fi", "sv", "en"])("%s has no empty text and no stray space", (language) => {
    for (const [key, text] of TEXTS[language] ?? []) {
      expect({ key, text }).toEqual({ key, text: text.trim().replace(/ {2,}/g, " ") });
      expect({ key, empty: text === "" }).toEqual({ key, empty: false });
    }
  });

  it("is translated: no sentence is the same in two languages", () => {
    const sentences = [...(TEXTS.fi ?? [])].filter(([, text]) => text.split(" ").length > 3);
    for (const [key, text] of sentences) {
      expect({ key, sv: TEXTS.sv?.get(key) === text, en: TEXTS.en?.get(key) === text }).toEqual({
        key,
        sv: false,
        en: false,
      });
    }
  });
});

describe("languages that people speak", () => {
  it("have names in the language of the screen, sign languages and unlisted ones too", async () => {
    const t = await texts();
    expect(spokenName("fse", t, "fi")).toBe("suomalainen viittomakieli");
    expect(spokenName("qfi", t, "fi")).toBe("kirjoitustulkkaus suomeksi");
    expect(spokenName("th", t, "fi")).toBe("thai");
    expect(spokenNames(["fi", "sv", "en"], t, "fi")).toBe("suomi, ruotsi ja englanti");
  });
});

describe("an estimated wait", () => {
  it.each([
    ["fi", ["1 minuutti", "2 minuuttia", "60 minuuttia", "1 tunti 15 minuuttia", "2 tuntia"]],
    ["sv", ["1 minut", "2 minuter", "60 minuter", "1 timme 15 minuter", "2 timmar"]],
    ["en", ["1 minute", "2 minutes", "60 minutes", "1 hour 15 minutes", "2 hours"]],
  ] as const)("%s tells one minute, and hours over an hour", (language, words) => {
    const told = [1, 2, 60, 75, 120].map((minutes) => spokenMinutes(minutes, language));
    expect(told.map((text) => text.replaceAll(/\s/g, " "))).toEqual(words);
  });
});

describe("a wait", () => {
  it("is told in whole minutes, and a clock that is behind tells no negative one", async () => {
    const t = await texts();
    expect(lasted(1000, 1059, t)).toBe("alle minuutin");
    expect(lasted(1000, 1060, t)).toBe("1 minuutin");
    expect(lasted(1000, 1190, t)).toBe("3 minuuttia");
    expect(lasted(1000, 900, t)).toBe("alle minuutin");
  });
});

async function texts() {
  await startI18n("fi");
  const { default: i18next } = await import("i18next");
  return i18next.getFixedT("fi", "common");
}
