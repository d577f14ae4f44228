import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";

/** MAX_NOTES of signaling/web/messages/identity.py, which is not sent: the server refuses more. */
const MOST_CHARACTERS = 10_000;

/** The expert's own notes, which nobody else sees and which are gone when the call ends. */
export function NotesPanel({ model: { notes } }: { readonly model: Pick<ConsultationModel, "notes"> }) {
  const { t } = useTranslation("consultation");
  const { text, kept } = useStore(notes.state);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => {
    field.current?.focus();
    return () => void notes.flush();
  }, [notes]);
  return (
    <div className="notes">
      <p id={`${id}-hint`}>{t("notes.hint")}</p>
      <label className="field">
        <span>{t("notes.field")}</span>
        <textarea
          ref={field}
          id="notes-field"
          data-testid="notes"
          rows={8}
          maxLength={MOST_CHARACTERS}
          value={text}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => notes.write(target.value)}
          onBlur={() => void notes.flush()}
        />
      </label>
      {/* Not read aloud: it would talk into each sentence that is written. */}
      <p className="quiet" data-testid="notes-state" data-kept={kept}>
        {text === "" && kept ? t("notes.empty") : t(kept ? "notes.kept" : "notes.keeping")}
      </p>
    </div>
  );
}
