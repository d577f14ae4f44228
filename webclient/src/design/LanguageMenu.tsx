import { useTranslation } from "react-i18next";
import { changeLanguage, useLanguage } from "../i18n";
import { atPoint, keepLanguage, LANGUAGES, languagesHere } from "../i18n/languages";

interface LanguageMenuProps {
  /** On a screen that has only the languages of staff, wherever it is. */
  readonly staff?: boolean;
}

/** A button for each language rather than a menu: one press, and everybody can read the name of their own. */
export function LanguageMenu({ staff = false }: LanguageMenuProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <fieldset className="languages">
      <legend className="visually-hidden">{t("language.menu")}</legend>
      {(staff ? LANGUAGES : languagesHere()).map(({ code, name }) => (
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
