import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { MAX_LINE_CHARS } from "../core/t140";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { Switch } from "../design/Switch";
import { useAction } from "./useAction";

type ModelProps = { readonly model: ConsultationModel };

/** The field for the next line: as a message when it is ready, or letter by letter. */
export function Composer({ model }: ModelProps) {
  const { t } = useTranslation("consultation");
  const { may } = useStore(model.state);
  const { live } = useStore(model.text.state);
  return (
    <>
      <Switch
        label={t("chat.live")}
        state={live ? t("chat.liveOn") : t("chat.liveOff")}
        on={live}
        onChange={(on) => model.text.setLive(on)}
        testId="live-text"
      />
      {live ? <LiveField model={model} /> : null}
      {!live && may.has("consultation:say") ? <MessageField model={model} /> : null}
    </>
  );
}

function MessageField({ model }: ModelProps) {
  const { t } = useTranslation("consultation");
  const { chatCharacters } = useStore(model.state);
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
          // Nor does the browser keep what was typed, with the page of its session (F-25).
          autoComplete="off"
          maxLength={chatCharacters}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (finishes(event)) submit(event);
          }}
        />
      </label>
      <Action type="submit" aria-disabled={busy}>
        {t("chat.send")}
      </Action>
    </form>
  );
}

/** Every letter goes to the others; Enter finishes the line. */
function LiveField({ model: { text } }: ModelProps) {
  const { t } = useTranslation("consultation");
  const { draft, waiting } = useStore(text.state);
  const finish = (event: FormEvent) => {
    event.preventDefault();
    if (draft !== "") text.write(`${draft}\n`);
  };
  return (
    <form className="composer" onSubmit={finish}>
      <p className="quiet" id="live-text-hint">
        {t("chat.liveHint")}
      </p>
      <label className="field">
        <span>{t("chat.liveField")}</span>
        <textarea
          rows={2}
          autoComplete="off"
          data-testid="live-text-field"
          aria-describedby="live-text-hint"
          maxLength={MAX_LINE_CHARS}
          value={draft}
          onChange={({ target }) => text.write(target.value)}
          onKeyDown={(event) => {
            if (finishes(event)) finish(event);
          }}
        />
      </label>
      <p className="composer__waiting" role="status">
        {waiting ? t("chat.waiting") : null}
      </p>
      <Action type="submit" variant="secondary">
        {t("chat.liveEnd")}
      </Action>
    </form>
  );
}

function finishes(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing;
}
