import i18next, { type ResourceKey } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { LocalText } from "../core/protocol";
import type { Language } from "../core/types";
import { localText, startLanguage, toLanguage } from "./languages";

/** One chunk for each language, loaded when it is first shown. */
const TEXTS: Record<Language, () => Promise<{ default: Record<string, ResourceKey> }>> = {
  fi: () => import("./fi"),
  sv: () => import("./sv"),
  en: () => import("./en"),
};

/** Starts the texts in this person's language; the promise resolves when they can be drawn. */
export async function startI18n(language: Language = startLanguage()): Promise<void> {
  const { default: resources } = await TEXTS[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: resources },
    partialBundledLanguages: true,
    defaultNS: "common",
    interpolation: { escapeValue: false }, // React escapes
    returnEmptyString: false,
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
}

/** Shows everything in this language; the page's `lang` follows. A failed load changes nothing. */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "common")) {
    const { default: resources } = await TEXTS[language]();
    for (const [namespace, texts] of Object.entries(resources)) {
      i18next.addResourceBundle(language, namespace, texts);
    }
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Shows the language that this browser keeps: what a service point starts each client in (F-25). */
export function returnToKeptLanguage(): Promise<void> {
  return changeLanguage(startLanguage());
}

/** True on the service point's screen, where a choice of language lasts one client only. */
export function atPoint(): boolean {
  return window.location.pathname.startsWith("/point");
}

/** The language that is shown, and how the server's texts read in it. */
export function useLanguage(): { language: Language; local: (text: LocalText) => string } {
  const { i18n } = useTranslation();
  const language = toLanguage(i18n.language) ?? "fi";
  return { language, local: (text) => localText(text, language) };
}
