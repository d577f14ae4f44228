import i18next, { type ResourceKey, type i18n as Texts } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { LocalText } from "../core/protocol";
import type { Language, ScreenLanguage } from "../core/types";
import { localText, startLanguage, textLanguage, toLanguage } from "./languages";

type Load = () => Promise<{ default: Record<string, ResourceKey> }>;

/** One chunk for each language, loaded when it is first shown: what every page begins with. */
const TEXTS: Record<ScreenLanguage, Load> = {
  fi: () => import("./fi"),
  sv: () => import("./sv"),
  en: () => import("./en"),
  se: () => import("./se"),
};

/** What not every page needs: a part of the texts of each language. Northern Sámi has the call alone. */
export type TextPart = "booking" | "call" | "line" | "pages";
const PARTS: Record<TextPart, Partial<Record<ScreenLanguage, Load>>> = {
  booking: {
    fi: () => import("./fi/booking"),
    sv: () => import("./sv/booking"),
    en: () => import("./en/booking"),
  },
  call: {
    fi: () => import("./fi/call"),
    sv: () => import("./sv/call"),
    en: () => import("./en/call"),
    se: () => import("./se/call"),
  },
  line: {
    fi: () => import("./fi/line"),
    sv: () => import("./sv/line"),
    en: () => import("./en/line"),
  },
  pages: {
    fi: () => import("./fi/pages"),
    sv: () => import("./sv/pages"),
    en: () => import("./en/pages"),
  },
};
const EVERY_PART = Object.keys(PARTS) as TextPart[];

/** The parts that are asked for so far: each language comes with them. */
let wanted = new Set<TextPart>();
/** What is there, by its own function. */
let loaded = new WeakSet<Load>();

type Missing = readonly (readonly [ScreenLanguage, Load])[];

/** What is asked for and not there yet, of this language and the one it falls back to: a key it lacks is read there. */
function missing(language: ScreenLanguage): Missing {
  return [...new Set([language, textLanguage(language)])].flatMap((one) =>
    [TEXTS[one], ...[...wanted].map((part) => PARTS[part][one])]
      .filter((load) => load !== undefined)
      .filter((load) => !loaded.has(load))
      .map((load) => [one, load] as const),
  );
}

async function add(language: ScreenLanguage, load: Load): Promise<void> {
  const { default: resources } = await load();
  for (const [namespace, texts] of Object.entries(resources)) {
    i18next.addResourceBundle(language, namespace, texts);
  }
  loaded.add(load);
}

/** Loads until nothing is missing: while one load is under way, a part or another language may be asked for. */
async function complete(language: () => ScreenLanguage): Promise<void> {
  for (let parts = missing(language()); parts.length > 0; parts = missing(language())) {
    await Promise.all(parts.map(([one, load]) => add(one, load)));
  }
}

/** Loads this part in the language that is shown; from then on every language comes with it. Fails as a fetch does. */
export async function loadTexts(part: TextPart): Promise<void> {
  wanted.add(part);
  await complete(() => toLanguage(i18next.language) ?? "fi");
}

/** The texts that only a call needs: its screen is drawn when they are here. */
export function loadCallTexts(): Promise<void> {
  return loadTexts("call");
}

/**
 * Starts the texts in this person's language, with these parts of them (all, unless told); the promise resolves when
 * they can be drawn.
 */
export async function startI18n(
  language: ScreenLanguage = startLanguage(),
  parts: readonly TextPart[] = EVERY_PART,
): Promise<void> {
  wanted = new Set(parts);
  loaded = new WeakSet();
  await i18next.use(initReactI18next).init({
    lng: textLanguage(language),
    fallbackLng: { se: ["fi"], default: [] },
    resources: {},
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
  await complete(() => language);
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
