import type { LocalText } from "../core/protocol";
import { LANGUAGE_KEY } from "../core/reset";
import type { Language, ScreenLanguage } from "../core/types";

interface Named<Code> {
  readonly code: Code;
  /** In the language itself. */
  readonly name: string;
}

/** The languages of every screen and of the server's texts, in the order of the menu. */
export const LANGUAGES: readonly Named<Language>[] = [
  { code: "fi", name: "Suomi" },
  { code: "sv", name: "Svenska" },
  { code: "en", name: "English" },
];

/** The languages of the citizen's screens. */
export const CITIZEN_LANGUAGES: readonly Named<ScreenLanguage>[] = [
  ...LANGUAGES,
  { code: "se", name: "Davvisámegiella" },
];

/** True on the service point's screen, where a choice of language lasts one client only. */
export function atPoint(): boolean {
  return window.location.pathname.startsWith("/point");
}

/** What this page can be read in: staff and those who join from elsewhere have the first three. */
export function languagesHere(): readonly Named<ScreenLanguage>[] {
  return atPoint() ? CITIZEN_LANGUAGES : LANGUAGES;
}

/** The language of what is not told in this one: the server's texts, and the screens of staff. */
export function textLanguage(language: ScreenLanguage): Language {
  return language === "se" ? "fi" : language;
}

/**
 * The locale for Intl: British English, for the 24-hour clock and day before month. Most browsers know nothing of
 * Northern Sámi and would take their own language: Finland's numbers and clock are right.
 */
export function localeOf(language: ScreenLanguage): string {
  return language === "en" ? "en-GB" : textLanguage(language);
}

/** The text of the server in this language, else in Finnish. */
export function localText(text: LocalText, language: ScreenLanguage): string {
  return text[textLanguage(language)];
}

/** The language of the client that a tag names; null for one that it does not have. */
export function toLanguage(tag: string | null | undefined): ScreenLanguage | null {
  const code = tag?.toLowerCase().split("-")[0];
  return CITIZEN_LANGUAGES.find((known) => known.code === code)?.code ?? null;
}

/**
 * The language to start in: the one kept in this browser, else the first that the browser asks for, else
 * Finnish. A service point keeps the one that staff chose at enrolment and returns to it after each client.
 */
export function startLanguage(): ScreenLanguage {
  const here = languagesHere().map(({ code }) => code);
  const wanted = [stored(), ...navigator.languages].map(toLanguage);
  return wanted.find((language) => language !== null && here.includes(language)) ?? "fi";
}

// A browser that refuses storage (private mode, policy) still shows every screen.
function stored(): string | null {
  try {
    return localStorage.getItem(LANGUAGE_KEY);
  } catch {
    return null;
  }
}

/** Keeps the language for the next visit of this browser. */
export function keepLanguage(language: ScreenLanguage): void {
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // Nothing is kept: the next visit starts in the browser's own language.
  }
}
