import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuthorityEntry, Directory } from "../core/protocol";
import { EmptyState } from "../design/EmptyState";
import { ErrorNotice } from "../design/ErrorNotice";
import { PageHeading } from "../design/PageHeading";
import { useLanguage } from "../i18n";
import { textLanguage } from "../i18n/languages";
import { spokenName } from "../i18n/speech";
import { firstOpen, languagesOf } from "./directory";
import { SearchField, SearchResult, useWords } from "./SearchField";
import { ServiceList } from "./ServiceList";
import { foundBy } from "./search";

interface DirectoryPageProps {
  readonly directory: Directory;
  readonly onCall: (service: string, language: string) => Promise<void>;
  /** Left out where nothing is booked here. */
  readonly onBook?: ((service: string, language: string) => void) | undefined;
  /** The page takes the place of another one: the reading point moves here. */
  readonly focus?: boolean;
}

/** Authority, then service with its call button: two presses to a call (F-10, F-25). */
export function DirectoryPage({ directory, onCall, onBook, focus = false }: DirectoryPageProps) {
  const { language } = useLanguage();
  const { authorities } = directory;
  const [chosen, setChosen] = useState<string | null>(null);
  const { words, setWords } = useWords();
  const [asked, setAsked] = useState<string | null>(null);
  const { calling, error, call } = useCalling(onCall);
  const { heading, jump } = useJump();

  const spoken = asked ?? language;
  if (authorities.length === 0) return <NoServices />;
  const searching = words.trim() !== "";
  const authority = authorities.find((one) => one.authority === chosen) ?? firstOpen(authorities);
  const shown = searching
    ? foundBy(authorities, words, textLanguage(language))
    : authority
      ? [authority]
      : [];
  const nav = (
    <AuthorityList
      key="authorities"
      authorities={authorities}
      chosen={searching ? null : (authority?.authority ?? null)}
      onChoose={(id) => {
        setWords("");
        setChosen(id);
        jump();
      }}
    />
  );
  const services = (
    <div key="services" className="directory__services">
      <SearchResult count={searching ? countOf(shown) : null} />
      {shown.length > 0 ? (
        <SpokenChoice codes={languagesOf(shown)} chosen={spoken} onChoose={setAsked} />
      ) : null}
      {shown.map((one, index) => (
        <ServiceList
          key={one.authority}
          authority={one}
          spoken={spoken}
          calling={calling}
          onCall={call}
          onBook={onBook}
          {...(index === 0 ? { heading } : {})}
        />
      ))}
    </div>
  );
  // What was looked for comes next after the field, also on a narrow screen and for who cannot see.
  return (
    <>
      <DirectoryTop words={words} focus={focus} onWords={setWords} />
      {error ? <ErrorNotice error={error} /> : null}
      <div className="directory">{searching ? [services, nav] : [nav, services]}</div>
    </>
  );
}

function countOf(authorities: readonly AuthorityEntry[]): number {
  return authorities.reduce((sum, { services }) => sum + services.length, 0);
}

/** Moves the reading point to a heading that is drawn only after the press. */
function useJump() {
  const heading = useRef<HTMLHeadingElement>(null);
  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    heading.current?.focus();
  });
  const jump = () => {
    wanted.current = true;
  };
  return { heading, jump };
}

/** Calls one service at a time. */
function useCalling(onCall: DirectoryPageProps["onCall"]) {
  const [calling, setCalling] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const call = (service: string, language: string) => {
    if (calling) return;
    setCalling(service);
    setError(null);
    onCall(service, language)
      .catch(setError)
      .finally(() => setCalling(null));
  };
  return { calling, error, call };
}

interface DirectoryTopProps {
  readonly words: string;
  readonly focus: boolean;
  readonly onWords: (words: string) => void;
}

function DirectoryTop({ words, focus, onWords }: DirectoryTopProps) {
  const { t } = useTranslation("point");
  return (
    <div className="directory__top">
      <PageHeading lead={t("directory.lead")} focus={focus}>
        {t("directory.title")}
      </PageHeading>
      <SearchField words={words} onWords={onWords} />
    </div>
  );
}

function NoServices() {
  const { t } = useTranslation("point");
  return (
    <>
      <PageHeading>{t("directory.title")}</PageHeading>
      <EmptyState level={2} title={t("directory.emptyTitle")}>
        {t("directory.empty")}
      </EmptyState>
    </>
  );
}

interface AuthorityListProps {
  readonly authorities: readonly AuthorityEntry[];
  readonly chosen: string | null;
  readonly onChoose: (authority: string) => void;
}

function AuthorityList({ authorities, chosen, onChoose }: AuthorityListProps) {
  const { t } = useTranslation("point");
  const { local, localLang } = useLanguage();
  return (
    <nav className="directory__authorities" aria-label={t("directory.authorities")}>
      <ul className="plain-list">
        {authorities.map(({ authority, name, services }) => {
          const open = services.filter(({ openNow }) => openNow).length;
          return (
            <li key={authority}>
              <button
                type="button"
                className="authority"
                aria-current={authority === chosen ? "true" : undefined}
                onClick={() => onChoose(authority)}
              >
                <span className="authority__name" lang={localLang}>
                  {local(name)}
                </span>
                <span className="authority__open">
                  {open === 0 ? t("directory.noneOpen") : t("directory.openCount", { count: open })}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

interface SpokenChoiceProps {
  readonly codes: readonly string[];
  readonly chosen: string;
  readonly onChoose: (code: string) => void;
}

/** The language that the client wants to speak; starts as the language of the screen. */
function SpokenChoice({ codes, chosen, onChoose }: SpokenChoiceProps) {
  const { t } = useTranslation("point");
  const { t: common } = useTranslation();
  const { language } = useLanguage();
  return (
    <fieldset className="spoken">
      <legend>{t("directory.language")}</legend>
      <div className="spoken__choices">
        {codes.map((code) => (
          <button
            key={code}
            type="button"
            className="spoken__choice"
            aria-pressed={code === chosen}
            onClick={() => onChoose(code)}
          >
            {spokenName(code, common, language)}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
