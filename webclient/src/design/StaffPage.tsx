import { type ReactNode, useEffect, useMemo } from "react";
import { I18nextProvider, useTranslation } from "react-i18next";
import { textsIn } from "../i18n";
import { textLanguage, toLanguage } from "../i18n/languages";

/**
 * A page that staff work at, on a screen that citizens read: in a language that its texts do not have it reads in
 * Finnish throughout, and tells screen readers so.
 */
export function StaffPage({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  const shown = toLanguage(i18n.language) ?? "fi";
  const language = textLanguage(shown);
  const texts = useMemo(() => (language === shown ? i18n : textsIn(language)), [i18n, language, shown]);
  useEffect(() => {
    document.documentElement.lang = language;
    return () => {
      document.documentElement.lang = shown;
    };
  }, [language, shown]);
  return <I18nextProvider i18n={texts}>{children}</I18nextProvider>;
}
