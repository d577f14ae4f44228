import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { WaitingTicket } from "../core/protocol";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { writeIdOf } from "./places";

/** MAX_DESK_MESSAGE of signaling/web/messages/queue.py, which is not sent: the server refuses more. */
const MOST_CHARACTERS = 500;

interface WriteToProps {
  readonly waiting: WaitingTicket;
  /** What the service point is called. */
  readonly place: string;
  /** Fails with an ApiError. */
  readonly onWrite: (ticket: string, text: string) => Promise<void>;
}

/** What the desk has written to whoever waits, and the way to write (F-14). */
export function WriteTo({ waiting: { ticket, message }, place, onWrite }: WriteToProps) {
  const { t } = useTranslation("desk");
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="write-to">
      <p role="status">{message ? t("write.sent", { text: message.text }) : ""}</p>
      <Action
        variant="secondaryNoBorder"
        id={writeIdOf(ticket)}
        data-testid={`write-${ticket}`}
        aria-label={`${open ? t("write.close") : t("write.open")}: ${place}`}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {open ? t("write.close") : t("write.open")}
      </Action>
      {open ? (
        <WriteForm id={id} onSend={(text) => onWrite(ticket, text)} onSent={() => setOpen(false)} />
      ) : null}
    </div>
  );
}

interface WriteFormProps {
  readonly id: string;
  readonly onSend: (text: string) => Promise<void>;
  readonly onSent: () => void;
}

function WriteForm({ id, onSend, onSent }: WriteFormProps) {
  const { t } = useTranslation("desk");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus(); // who opens it wants to write
  }, []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const said = text.trim();
    if (busy) return;
    if (!said) {
      field.current?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    onSend(said)
      .then(onSent, setError)
      .finally(() => setBusy(false));
  };
  return (
    <form id={id} className="write-to__form" onSubmit={send}>
      <label className="field">
        <span>{t("write.label")}</span>
        <textarea
          ref={field}
          rows={3}
          maxLength={MOST_CHARACTERS}
          value={text}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <p id={`${id}-hint`} className="quiet">
        {t("write.hint", { most: MOST_CHARACTERS })}
      </p>
      {error ? <ErrorNotice error={error} /> : null}
      <div>
        <Action type="submit" aria-disabled={busy}>
          {busy ? t("write.sending") : t("write.send")}
        </Action>
      </div>
    </form>
  );
}
