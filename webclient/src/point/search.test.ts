import { describe, expect, it } from "vitest";
import type { AuthorityEntry, LocalText, LocalWords, ServiceEntry } from "../core/protocol";
import type { Language } from "../core/types";
import { foundBy } from "./search";

const text = (fi: string, sv = fi, en = fi): LocalText => ({ fi, sv, en });
const words = (fi: string[], sv: string[] = [], en: string[] = []): LocalWords => ({ fi, sv, en });

const service = (name: LocalText, keywords: LocalWords, description = text("")): ServiceEntry => ({
  service: name.fi,
  name,
  description,
  keywords,
  languages: ["fi"],
  hours: text(""),
  openNow: true,
  bookable: false,
  expertsAvailable: 1,
  waiting: 0,
  waits: [],
});

const AUTHORITIES: readonly AuthorityEntry[] = [
  {
    authority: "te",
    name: text("TE-toimisto", "TE-byrån", "Employment Office"),
    services: [
      service(
        text("Ammatinvalinta", "Yrkesvägledning", "Career guidance"),
        words(["ammatti", "opiskelu"], ["yrke", "studier"], ["occupation", "studies"]),
        text("Mikä sopisi minulle", "Vilket yrke passar mig", "What would suit me"),
      ),
      service(
        text("Työnhaku", "Jobbsökning", "Looking for work"),
        words(["työtön", "työttömyys", "töitä"], ["arbetslös"], ["unemployed"]),
      ),
    ],
  },
  {
    authority: "poliisi",
    name: text("Poliisi", "Polisen", "Police"),
    services: [
      service(
        text("Luvat", "Tillstånd", "Permits"),
        words(["passi", "henkilökortti"], ["pass"], ["passport"]),
      ),
    ],
  },
  {
    authority: "kela",
    name: text("Kela", "FPA", "Kela"),
    services: [
      service(
        text("Asumistuki", "Bostadsbidrag", "Housing"),
        words(["vuokra", "raha", "muutto"], ["hyra"], ["rent"]),
      ),
      service(text("Kuntoutus", "Rehabilitering", "Rehabilitation"), words(["kuntoutus"])),
    ],
  },
  {
    authority: "kunta",
    name: text("Kunta", "Kommunen", "Municipality"),
    services: [service(text("Neuvonta", "Rådgivning", "Advice"), words(["neuvo"]))],
  },
];

const found = (typed: string, language: Language = "fi") =>
  foundBy(AUTHORITIES, typed, language).flatMap(({ services }) => services.map((one) => one.service));

describe("everyday words (F-10)", () => {
  it.each([
    ["vuokra", ["Asumistuki"], "the plain word"],
    ["VUOKRA", ["Asumistuki"], "in capitals"],
    ["vuok", ["Asumistuki"], "its beginning"],
    ["vuokraan", ["Asumistuki"], "with an ending"],
    ["muuton", ["Asumistuki"], "with a changed stem"],
    ["tyoton", ["Työnhaku"], "without dots"],
    ["työttömäksi", ["Työnhaku"], "a long form"],
    ["kortti", ["Luvat"], "a part of a compound"],
    ["passihakemus", ["Luvat"], "a compound that begins with it"],
    ["asuntovuokra", ["Asumistuki"], "a compound that ends with it"],
    ["raha vuokra", ["Asumistuki"], "two words, both of which count"],
    ["raha vuokraan ja", ["Asumistuki"], "beside a short word that counts for nothing"],
    ["kuntoutus", ["Kuntoutus"], "and no other word that begins like it"],
    ["te", ["Ammatinvalinta", "Työnhaku"], "a short word where there is no other"],
    ["raha passi", [], "two words of different services"],
    ["avaruus", [], "a word of none"],
    [" -  ", [], "no word at all"],
  ])("%s finds %j: %s", (typed, services) => {
    expect(found(typed)).toEqual(services);
  });

  it.each(["fi", "sv", "en"] as const)("finds in every language on a screen in %s", (language) => {
    expect(["hyra", "rent", "vuokra"].map((typed) => found(typed, language))).toEqual([
      ["Asumistuki"],
      ["Asumistuki"],
      ["Asumistuki"],
    ]);
  });

  it("shows first what is named so, then what is only told of", () => {
    expect(found("pass", "sv")).toEqual(["Luvat", "Ammatinvalinta"]);
  });
});
