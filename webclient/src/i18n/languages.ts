import type { LocalText } from "../core/protocol";
import { LANGUAGE_KEY } from "../core/reset";
import type { Language } from "../core/types";

/** The languages of the user interface, in the order of the menu; names in the language itself. */
export const LANGUAGES: readonly { readonly code: Language; readonly name: string }[] = [
  { code: "fi", name: "Suomi" },
  { code: "sv", name: "Svenska" },
  { code: "en", name: "English" },
];

/** The locale for Intl: British English, for the 24-hour clock and day before month. */
export function localeOf(language: Language): string {
  return language === "en" ? "en-GB" : language;
}

/** The text of the server in this language. */
export function localText(text: LocalText, language: Language): string {
  return text[language];
}

export function toLanguage(tag: string | null | undefined): Language | null {
  const code = tag?.toLowerCase().split("-")[0];
  return LANGUAGES.find((known) => known.code === code)?.code ?? null;
}

/**
 * The language to start in: the one kept in this browser, else the first that the browser asks for, else
 * Finnish. A service point keeps the one that staff chose at enrolment and returns to it after each client.
 */
export function startLanguage(): Language {
  return (
    toLanguage(stored()) ?? navigator.languages.map(toLanguage).find((language) => language !== null) ?? "fi"
  );
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
export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // Nothing is kept: the next visit starts in the browser's own language.
  }
}
