import i18next, { type ResourceKey, type i18n as Texts } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { LocalText } from "../core/protocol";
import type { Language, ScreenLanguage } from "../core/types";
import { localText, startLanguage, textLanguage, toLanguage } from "./languages";

/** One chunk for each language, loaded when it is first shown. */
const TEXTS: Record<ScreenLanguage, () => Promise<{ default: Record<string, ResourceKey> }>> = {
  fi: () => import("./fi"),
  sv: () => import("./sv"),
  en: () => import("./en"),
  se: () => import("./se"),
};

/** This language, and the one that it falls back to: a key that it lacks is read there. */
async function load(language: ScreenLanguage): Promise<void> {
  for (const one of new Set([language, textLanguage(language)])) {
    if (i18next.hasResourceBundle(one, "common")) continue;
    const { default: resources } = await TEXTS[one]();
    for (const [namespace, texts] of Object.entries(resources)) {
      i18next.addResourceBundle(one, namespace, texts);
    }
  }
}

/** Starts the texts in this person's language; the promise resolves when they can be drawn. */
export async function startI18n(language: ScreenLanguage = startLanguage()): Promise<void> {
  const first = textLanguage(language);
  const { default: resources } = await TEXTS[first]();
  await i18next.use(initReactI18next).init({
    lng: first,
    fallbackLng: { se: ["fi"], default: [] },
    resources: { [first]: resources },
    partialBundledLanguages: true,
    defaultNS: "common",
    interpolation: { escapeValue: false }, // React escapes
    returnEmptyString: false,
    react: { useSuspense: false },
  });
  await changeLanguage(language);
}

/** Shows everything in this language; the page's `lang` follows. A failed load changes nothing. */
export async function changeLanguage(language: ScreenLanguage): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Shows the language that this browser keeps: what a service point starts each client in (F-25). */
export function returnToKeptLanguage(): Promise<void> {
  return changeLanguage(startLanguage());
}

/** The texts in this language, which is loaded, whatever the screen around them is in. */
export function textsIn(language: Language): Texts {
  return i18next.cloneInstance({ lng: language });
}

interface ShownLanguage {
  readonly language: ScreenLanguage;
  /** How the server's texts read, and in which language that is. */
  readonly local: (text: LocalText) => string;
  readonly localLang: Language;
}

/** The language that is shown. */
export function useLanguage(): ShownLanguage {
  const { i18n } = useTranslation();
  const language = toLanguage(i18n.language) ?? "fi";
  return {
    language,
    local: (text) => localText(text, language),
    localLang: textLanguage(language),
  };
}
