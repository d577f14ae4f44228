import "./statement.css";
import { type ReactNode, useEffect, useState } from "react";
import { FetchApi } from "../core/api";
import type { OperatorContact } from "../core/protocol";
import type { Language } from "../core/types";
import { ErrorNotice } from "../design/ErrorNotice";
import { Loading } from "../design/Loading";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";
import { en } from "./en";
import { fi } from "./fi";
import { sv } from "./sv";
import { MADE, type Passage, type StatementText, SUPERVISOR_EMAIL, SUPERVISOR_PAGES } from "./text";

const TEXTS: Record<Language, StatementText> = { fi, sv, en };

/** The statement's words in the language of the screen. */
export function useStatementText(): StatementText {
  return TEXTS[useLanguage().localLang];
}

interface StatementProps {
  /** Of its headings: one below the heading that it stands under. */
  readonly level: 2 | 3;
  /** A page of its own may lead to those of others. */
  readonly leads?: boolean;
}

/** The accessibility statement without its title: act 306/2019, section 9; decision (EU) 2018/1523. */
export default function Statement({ level, leads = false }: StatementProps) {
  const { localLang } = useLanguage();
  const text = useStatementText();
  const { operator, error, ask } = useOperator();
  if (error) return <ErrorNotice error={error} onRetry={ask} />;
  if (!operator) return <Loading />;
  const day = (iso: string) => dayOf(iso, localLang);
  const review = operator.reviewed
    ? text.reviewed.replace("{{day}}", day(operator.reviewed))
    : text.neverReviewed;
  return (
    <div className="statement" data-testid="statement">
      <p>{operator.name ? text.about.replace("{{name}}", operator.name) : text.aboutNobody}</p>
      <p>{text.law}</p>
      <Part level={level} passage={text.status} />
      <Part level={level} passage={text.lacking} />
      <Part level={level} passage={text.assessment} />
      <Part level={level} passage={text.made} day={day(MADE)}>
        <p>{review}</p>
      </Part>
      <Part level={level} passage={text.feedback}>
        <Ways operator={operator} text={text} leads={leads} />
      </Part>
      <Part level={level} passage={text.supervision}>
        <Supervisor text={text} leads={leads} />
      </Part>
    </div>
  );
}

/** Who runs the service; asked once, and again at a press. */
function useOperator() {
  const [operator, setOperator] = useState<OperatorContact | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks the server anew
  useEffect(() => {
    const asking = new AbortController();
    new FetchApi("guest")
      .get<OperatorContact>("/api/accessibility", asking.signal)
      .then(setOperator, (reason) => {
        if (!asking.signal.aborted) setError(reason);
      });
    return () => asking.abort();
  }, [round]);
  const ask = () => {
    setError(null);
    setRound(round + 1);
  };
  return { operator, error, ask };
}

interface PartProps {
  readonly level: 2 | 3;
  readonly passage: Passage;
  readonly day?: string;
  readonly children?: ReactNode;
}

function Part({ level, passage, day = "", children }: PartProps) {
  const Heading = `h${level}` as const;
  return (
    <section>
      <Heading>{passage.title}</Heading>
      {passage.paragraphs.map((words) => (
        <p key={words}>{words.replace("{{day}}", day)}</p>
      ))}
      {passage.list ? (
        <ul>
          {passage.list.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      ) : null}
      {children}
    </section>
  );
}

interface WaysProps {
  readonly operator: OperatorContact;
  readonly text: StatementText;
  readonly leads: boolean;
}

/** The ways that the operator has given, or whom to tell where there is none. */
function Ways({ operator: { email, phone, address }, text, leads }: WaysProps) {
  if (!(email || phone || address)) return <p>{text.nobodyToTell}</p>;
  return (
    <ul className="plain-list">
      {email ? (
        <li>
          {text.email}: <Way to={`mailto:${email}`} words={email} leads={leads} />
        </li>
      ) : null}
      {phone ? (
        <li>
          {text.phone}: {phone}
        </li>
      ) : null}
      {address ? (
        <li>
          {text.address}: {address}
        </li>
      ) : null}
    </ul>
  );
}

function Supervisor({ text, leads }: Omit<WaysProps, "operator">) {
  return (
    <ul className="plain-list">
      {text.supervisor.map((line) => (
        <li key={line}>{line}</li>
      ))}
      <li>
        <Way to={`mailto:${SUPERVISOR_EMAIL}`} words={SUPERVISOR_EMAIL} leads={leads} />
      </li>
      <li>
        <Way to={SUPERVISOR_PAGES} words={SUPERVISOR_PAGES} leads={leads} />
      </li>
    </ul>
  );
}

/** At a service point and above a page that keeps its place nothing leads away: to be read and written down. */
function Way({ to, words, leads }: { readonly to: string; readonly words: string; readonly leads: boolean }) {
  return leads ? <a href={to}>{words}</a> : <span>{words}</span>;
}

function dayOf(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(iso),
  );
}
