import type { TFunction } from "i18next";
import type { ScreenLanguage } from "../core/types";
import { localeOf } from "./languages";

/** The languages that an interpreter is most often needed for: those that the texts name. */
export const KNOWN = [
  "ar",
  "en",
  "et",
  "fa",
  "fi",
  "fse",
  "fss",
  "ku",
  "qfi",
  "ru",
  "se",
  "so",
  "sv",
  "uk",
] as const;

/** Up to an hour, and an hour itself, is told in minutes. */
export const HOUR_MINUTES = 60;

/** The name of a language that people speak or sign, in the language of the screen; sign languages too. */
export function spokenName(code: string, t: TFunction<"common">, language: ScreenLanguage): string {
  const known = KNOWN.find((one) => one === code);
  if (known) return t(`languages.${known}`);
  return new Intl.DisplayNames([localeOf(language)], { type: "language" }).of(code) ?? code;
}

/** Names of several languages as one list: "suomi, ruotsi ja englanti". */
export function spokenNames(
  codes: readonly string[],
  t: TFunction<"common">,
  language: ScreenLanguage,
): string {
  const list = new Intl.ListFormat([localeOf(language)], { type: "conjunction" });
  return list.format(codes.map((code) => spokenName(code, t, language)));
}

type Unit = "hour" | "minute";

/** One, and after any other number: words that most browsers do not know. */
const NORTHERN_SAMI: Readonly<Record<Unit, readonly [string, string]>> = {
  hour: ["diibmu", "diimmu"],
  minute: ["minuhtta", "minuhta"],
};

/** A duration in words, over an hour in hours and minutes: "1 minuutti", "1 tunti 15 minuuttia". */
export function spokenMinutes(minutes: number, language: ScreenLanguage): string {
  const of = (unit: Unit, count: number) => {
    if (language === "se") return `${count} ${NORTHERN_SAMI[unit][count === 1 ? 0 : 1]}`;
    return new Intl.NumberFormat([localeOf(language)], { style: "unit", unit, unitDisplay: "long" }).format(
      count,
    );
  };
  if (minutes <= HOUR_MINUTES) return of("minute", minutes);
  const hours = of("hour", Math.floor(minutes / HOUR_MINUTES));
  const rest = minutes % HOUR_MINUTES;
  return rest === 0 ? hours : `${hours} ${of("minute", rest)}`;
}

/** How long something has lasted, in whole minutes and words. `from` and `now` are Unix times (s). */
export function lasted(from: number, now: number, t: TFunction<"common">): string {
  const minutes = Math.floor(Math.max(0, now - from) / 60);
  return minutes === 0 ? t("waited.now") : t("waited.minutes", { count: minutes });
}

/** The languages that an interpreter is most often needed for, by their names on the screen, in its alphabet. */
export function interpretedNames(
  t: TFunction<"common">,
  language: ScreenLanguage,
): readonly { readonly code: string; readonly name: string }[] {
  const byName = new Intl.Collator([localeOf(language)]);
  return KNOWN.map((code) => ({ code, name: spokenName(code, t, language) })).sort((a, b) =>
    byName.compare(a.name, b.name),
  );
}
