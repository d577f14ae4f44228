import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";
import { Composer } from "./Composer";
import { conversation, type Line, readable } from "./conversation";
import { nameOf } from "./people";

type ModelProps = { readonly model: ConsultationModel };

/** Messages and real-time text, what others are typing just now, and a field for the next line. */
export function ChatPanel({ model }: ModelProps) {
  const { t } = useTranslation("consultation");
  const { chat } = useStore(model.state);
  const { lines: written } = useStore(model.text.state);
  const lines = conversation(chat, written);
  const nameBy = useNames(model);
  const end = useRef<HTMLLIElement>(null);
  const last = lines.at(-1)?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line brings the end into view
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [last]);
  return (
    <>
      {lines.length === 0 ? <p className="quiet">{t("chat.empty")}</p> : null}
      <ol
        className="chat plain-list"
        data-testid="chat-lines"
        aria-label={t("chat.title")}
        // Who has no mouse scrolls it with the arrow keys (WCAG 2.1.1).
        tabIndex={lines.length > 0 ? 0 : undefined}
      >
        {lines.map((line) => (
          <li key={line.key} ref={line.key === last ? end : null} className={classOf(line, model)}>
            <ChatLine model={model} line={line} name={nameBy(line.participant)} />
          </li>
        ))}
      </ol>
      <Growing model={model} nameBy={nameBy} />
      <Composer model={model} />
    </>
  );
}

/** What was sent and what was received can be told apart (F-64). */
function classOf({ participant }: Line, { state }: ConsultationModel): string {
  return participant === state.get().me ? "chat__line chat__line--own" : "chat__line";
}

interface ChatLineProps extends ModelProps {
  readonly line: Line;
  readonly name: string;
}

function ChatLine({ model, line, name }: ChatLineProps) {
  const { t } = useTranslation("consultation");
  const { language } = useLanguage();
  const time = new Intl.DateTimeFormat([localeOf(language)], { timeStyle: "short" });
  return (
    <>
      <p className="chat__from">
        {name} {line.at === null ? `· ${t("chat.liveLine")}` : <time>{time.format(line.at * 1000)}</time>}
        {isUnsent(model, line) ? <strong className="chat__unsent">{t("chat.unsent")}</strong> : null}
      </p>
      <p className="chat__text" dir="auto">
        {line.text}
      </p>
    </>
  );
}

function isUnsent({ state, text }: ConsultationModel, line: Line): boolean {
  const { lines, unsent, waiting } = text.state.get();
  const own = lines.filter(({ participant }) => participant === state.get().me);
  return waiting && own.slice(own.length - unsent).some(({ id }) => line.key === `text-${id}`);
}

interface GrowingProps extends ModelProps {
  readonly nameBy: (participant: string) => string;
}

/** A line for each who is typing. It is read aloud when it is finished, not letter by letter (F-64). */
function Growing({ model, nameBy }: GrowingProps) {
  const { t } = useTranslation("consultation");
  const { growing } = useStore(model.text.state);
  const lines = [...growing].filter(([, { finished }]) => !finished);
  if (lines.length === 0) return null;
  return (
    <ul className="chat plain-list" data-testid="chat-growing" aria-label={t("chat.typing")}>
      {lines.map(([participant, { text }]) => (
        <li key={participant} className="chat__line">
          <p className="chat__from">{nameBy(participant)}</p>
          <p className="chat__text chat__text--growing" dir="auto">
            {readable(text)}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Names by participant, kept for those who have left while their lines are still on the screen. */
function useNames(model: ConsultationModel): (participant: string) => string {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const { participants, me, known } = useStore(model.state);
  return (id) => {
    if (id === me) return t("people.own");
    const person = participants.find(({ participant }) => participant === id) ?? known.get(id);
    return person ? nameOf(person, local) : "";
  };
}
