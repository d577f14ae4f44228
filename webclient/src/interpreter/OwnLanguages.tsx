import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "../design/ErrorNotice";
import { Switch } from "../design/Switch";
import { useLanguage } from "../i18n";
import { spokenName } from "../i18n/speech";

interface OwnLanguagesProps {
  readonly languages: readonly string[];
  readonly languagesOn: readonly string[];
  /** Fails with an ApiError. */
  readonly onLanguage: (language: string, on: boolean) => Promise<void>;
}

/** What I interpret, each language with a switch; a single one rings whenever I am available. */
export function OwnLanguages({ languages, languagesOn, onLanguage }: OwnLanguagesProps) {
  const { t } = useTranslation("interpreter");
  const { t: common } = useTranslation();
  const { language } = useLanguage();
  const [error, setError] = useState<unknown>(null);
  const change = (code: string) => (on: boolean) => {
    setError(null);
    onLanguage(code, on).catch(setError);
  };
  const several = languages.length > 1;
  return (
    <section className="work__side" aria-labelledby="own-languages">
      <h2 id="own-languages">{t("languages")}</h2>
      {several ? <p className="quiet">{t("language.hint")}</p> : null}
      <ul className="work__list plain-list">
        {languages.map((code) => {
          const name = spokenName(code, common, language);
          const on = languagesOn.includes(code);
          return (
            <li key={code}>
              {several ? (
                <Switch
                  label={name}
                  state={on ? t("language.on") : t("language.off")}
                  on={on}
                  onChange={change(code)}
                  testId={`language-${code}`}
                />
              ) : (
                name
              )}
            </li>
          );
        })}
      </ul>
      {error ? <ErrorNotice error={error} /> : null}
    </section>
  );
}
