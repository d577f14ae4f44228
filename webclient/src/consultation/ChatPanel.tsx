import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useLanguage } from "../i18n";
import { localeOf } from "../i18n/languages";
import { nameOf } from "./people";
import { useAction } from "./useAction";

const MAX_TEXT_CHARS = 2_000; // the protocol's limit of a line

/** The lines of the chat and a field for the next one. */
export function ChatPanel({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { language } = useLanguage();
  const { chat, may } = useStore(model.state);
  const nameBy = useNames(model);
  const end = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line brings the end into view
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [chat.length]);
  const time = new Intl.DateTimeFormat([localeOf(language)], { timeStyle: "short" });
  return (
    <>
      {chat.length === 0 ? <p className="quiet">{t("chat.empty")}</p> : null}
      <ol className="chat plain-list">
        {chat.map(({ sequence, participant, text, at }, index) => (
          <li key={sequence} ref={index === chat.length - 1 ? end : null} className="chat__line">
            <p className="chat__from">
              {nameBy(participant)} <time>{time.format(at * 1000)}</time>
            </p>
            <p className="chat__text">{text}</p>
          </li>
        ))}
      </ol>
      {may.has("consultation:say") ? <Composer model={model} /> : null}
    </>
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

function Composer({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const [text, setText] = useState("");
  const { run, busy, error } = useAction();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const line = text.trim();
    if (!line) return;
    run(async () => {
      await model.say(line);
      setText("");
    });
  };
  return (
    <form className="composer" onSubmit={submit}>
      {error ? <ErrorNotice error={error} /> : null}
      <label className="field">
        <span>{t("chat.field")}</span>
        <textarea
          rows={2}
          maxLength={MAX_TEXT_CHARS}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
          }}
        />
      </label>
      <Action type="submit" aria-disabled={busy}>
        {t("chat.send")}
      </Action>
    </form>
  );
}
