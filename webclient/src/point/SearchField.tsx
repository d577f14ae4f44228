import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchInput } from "suomifi-ui-components";

/** Whoever typed has gone by then: the next client must not read what was looked for (F-25). */
const FORGET_MS = 180_000;
/** After the last letter: a screen reader tells what was found once, not at each letter. */
const SETTLED_MS = 700;

/** The words that are looked for; forgotten when nobody has touched the screen for a while. */
export function useWords(): { words: string; setWords: (words: string) => void } {
  const [words, setWords] = useState("");
  useEffect(() => {
    if (words === "") return;
    const forget = () => setWords("");
    let timer = setTimeout(forget, FORGET_MS);
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(forget, FORGET_MS);
    };
    const signs = ["pointerdown", "keydown", "wheel"] as const;
    for (const sign of signs) document.addEventListener(sign, later);
    return () => {
      clearTimeout(timer);
      for (const sign of signs) document.removeEventListener(sign, later);
    };
  }, [words]);
  return { words, setWords };
}

interface SearchFieldProps {
  readonly words: string;
  readonly onWords: (words: string) => void;
}

/** The field for everyday words; the list follows each letter, Escape empties it. */
export function SearchField({ words, onWords }: SearchFieldProps) {
  const { t } = useTranslation("point");
  return (
    <form
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={({ key }) => {
        if (key === "Escape") onWords("");
      }}
    >
      <SearchInput
        className="directory__search"
        labelText={t("directory.search")}
        clearButtonLabel={t("directory.clear")}
        searchButtonLabel={t("directory.searchButton")}
        value={words}
        onChange={(value) => onWords(String(value ?? ""))}
        fullWidth
      />
    </form>
  );
}

interface SearchResultProps {
  /** How many services were found; null: nothing is looked for. */
  readonly count: number | null;
}

/** What was found, to be read at once and heard when the typing has paused; where it is nothing, what to do. */
export function SearchResult({ count }: SearchResultProps) {
  const { t } = useTranslation("point");
  const settled = useSettled(count);
  const nothing = `${t("directory.nothingTitle")} ${t("directory.nothing")}`;
  const text = (found: number) => (found === 0 ? nothing : t("directory.found", { count: found }));
  return (
    <>
      <p className="visually-hidden" role="status">
        {settled === null ? "" : text(settled)}
      </p>
      {count === null ? null : (
        <div className={count === 0 ? "card directory__nothing" : "directory__found"} aria-hidden="true">
          {count === 0 ? (
            <>
              <p className="directory__nothing-title">{t("directory.nothingTitle")}</p>
              <p>{t("directory.nothing")}</p>
            </>
          ) : (
            <p>{text(count)}</p>
          )}
        </div>
      )}
    </>
  );
}

/** The value once it has stayed the same for a while; nothing is told that was only passed by. */
function useSettled(value: number | null): number | null {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (value === null) {
      setSettled(null);
      return;
    }
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
