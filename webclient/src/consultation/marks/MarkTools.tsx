import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../../core/consultation";
import { mayCapture } from "../../core/identity";
import type { Marking, Tool } from "../../core/marking";
import { NOTE_CHARS, newestOf } from "../../core/marks";
import type { StampName } from "../../core/protocol";
import { useStore } from "../../core/store";
import { Action } from "../../design/Action";
import { ErrorNotice } from "../../design/ErrorNotice";
import { usePageMode } from "../reading/pageMode";
import { markingOf } from "./markingOf";
import { StampSign, ToolSign } from "./signs";

/** In the order of their keys, from 1; 0 puts the tool away. */
export const TOOLS: readonly Tool[] = ["pen", "highlighter", "note", "stamp", "eraser"];
const STAMPS: readonly StampName[] = ["check", "cross", "question", "sign_here"];

/** The tool of this key; undefined: it is no key of a tool. */
export function toolOfKey(key: string): Tool | null | undefined {
  return key === "0" ? null : TOOLS[Number(key) - 1];
}

/** The tools for marking the page, in one row; for those who may mark. */
export function MarkTools({ model }: { readonly model: ConsultationModel }) {
  const { may } = useStore(model.state);
  const locked = !mayCapture(useStore(model.identity.state));
  const [mode] = usePageMode(model);
  // On the picture of the page alone: its words, and parts to be covered, have tools of their own.
  if (!may.has("mark:add") || mode !== "picture") return null;
  return <Tools model={model} marking={markingOf(model)} locked={locked} />;
}

interface ToolsProps {
  readonly model: ConsultationModel;
  readonly marking: Marking;
  /** Nothing may be marked now (F-95). */
  readonly locked: boolean;
}

function Tools({ model, marking, locked }: ToolsProps) {
  const { t } = useTranslation("marks");
  const { me } = useStore(model.state);
  const { tool, stamp, marks, noteAt, error, coming } = useStore(marking.state);
  const none = newestOf(marks, me) === null;
  return (
    <div className="mark-tools">
      <div className="mark-tools__row" role="toolbar" aria-label={t("tools")} onKeyDown={moveFocus}>
        <ToolButton name={t("point")} shortcut="0" on={tool === null} onPress={() => marking.take(null)}>
          <ToolSign name="point" />
        </ToolButton>
        {TOOLS.map((one, at) => (
          <ToolButton
            key={one}
            name={t(one)}
            shortcut={String(at + 1)}
            testId={`tool-${one}`}
            on={tool === one}
            off={locked}
            onPress={() => marking.take(tool === one ? null : one)}
          >
            <ToolSign name={one} />
          </ToolButton>
        ))}
        <ToolButton
          name={t("undo")}
          shortcut="Control+Z"
          testId="tool-undo"
          off={none}
          onPress={() => void marking.undo()}
        >
          <ToolSign name="undo" />
        </ToolButton>
        {tool === "stamp" ? (
          <StampChoice stamp={stamp} onChoose={(chosen) => marking.choose(chosen)} />
        ) : null}
      </div>
      <p className="mark-tools__help quiet" role="status">
        {locked ? t("locked") : coming ? t("coming") : tool ? t(`help.${tool}`) : ""}
      </p>
      {error ? <ErrorNotice error={error} onClose={() => marking.forgive()} /> : null}
      {noteAt ? <NoteForm marking={marking} /> : null}
    </div>
  );
}

interface ToolButtonProps {
  readonly name: string;
  readonly shortcut: string;
  readonly on?: boolean;
  readonly off?: boolean;
  readonly testId?: string;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function ToolButton({ name, shortcut, on, off = false, testId, onPress, children }: ToolButtonProps) {
  return (
    <button
      type="button"
      className="icon-button mark-tool"
      title={`${name} (${shortcut.replace("Control", "Ctrl")})`}
      aria-keyshortcuts={shortcut}
      aria-pressed={on}
      // Not `disabled`: the keyboard's focus would be lost.
      aria-disabled={off}
      data-testid={testId}
      onClick={() => {
        if (!off) onPress();
      }}
    >
      {children}
      <span className="mark-tool__name">{name}</span>
    </button>
  );
}

/** Arrow keys move along the row, as in any toolbar; Tab works too. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  const tools = [...event.currentTarget.querySelectorAll<HTMLElement>("button, input")];
  const at = tools.indexOf(event.target as HTMLElement);
  if (step === 0 || at < 0 || (event.target as HTMLElement).matches("input")) return;
  event.preventDefault();
  tools[(at + step + tools.length) % tools.length]?.focus();
}

interface StampChoiceProps {
  readonly stamp: StampName;
  readonly onChoose: (stamp: StampName) => void;
}

function StampChoice({ stamp, onChoose }: StampChoiceProps) {
  const { t } = useTranslation("marks");
  return (
    <fieldset className="stamp-choice">
      <legend className="visually-hidden">{t("stampChoice")}</legend>
      {STAMPS.map((one) => (
        <label key={one} className="stamp-choice__one" data-on={one === stamp}>
          <input
            type="radio"
            name="stamp"
            className="visually-hidden"
            checked={one === stamp}
            onChange={() => onChoose(one)}
          />
          <StampSign stamp={one} />
          <span>{t(`stamps.${one}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The text of a note, for the place that was pressed. */
function NoteForm({ marking }: { readonly marking: Marking }) {
  const { t } = useTranslation("marks");
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  // Once: whoever has gone on to a button is not fetched back when somebody else marks.
  useEffect(() => field.current?.focus(), []);
  /** Gets the keys again: the next note is a press away. In the window where this form is. */
  const page = () => field.current?.ownerDocument.querySelector<HTMLElement>(".sheet");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = page();
    if (text.trim()) void marking.note(text).then((done) => done && next?.focus());
  };
  const cancel = () => {
    page()?.focus();
    marking.write(null);
  };
  return (
    <form
      className="note-form"
      onSubmit={submit}
      onKeyDown={({ key }) => {
        if (key === "Escape") cancel();
      }}
    >
      <label htmlFor="note-text">{t("noteText")}</label>
      <textarea
        id="note-text"
        data-testid="note-text"
        rows={2}
        maxLength={NOTE_CHARS}
        value={text}
        ref={field}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="buttons">
        <Action type="submit" data-testid="note-add" aria-disabled={!text.trim()}>
          {t("noteAdd")}
        </Action>
        <Action variant="secondary" onClick={cancel}>
          {t("noteCancel")}
        </Action>
      </div>
    </form>
  );
}
