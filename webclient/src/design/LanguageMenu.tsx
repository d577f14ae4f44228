import { useTranslation } from "react-i18next";
import { atPoint, changeLanguage, useLanguage } from "../i18n";
import { keepLanguage, LANGUAGES } from "../i18n/languages";

/** Three buttons rather than a menu: one press, and everybody can read the name of their own language. */
export function LanguageMenu() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <fieldset className="languages">
      <legend className="visually-hidden">{t("language.menu")}</legend>
      {LANGUAGES.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          lang={code}
          className="languages__item"
          aria-pressed={code === language}
          onClick={() => {
            if (!atPoint()) keepLanguage(code);
            void changeLanguage(code);
          }}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
