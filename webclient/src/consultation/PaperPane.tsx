import { type ChangeEvent, type DragEvent, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { mayCapture } from "../core/identity";
import type { PapersState } from "../core/papers";
import type { PaperEntry } from "../core/protocol";
import { useStore } from "../core/store";
import { Action } from "../design/Action";
import { ErrorNotice, useErrorSentence } from "../design/ErrorNotice";
import { PaperIcon, UploadIcon } from "./Icons";
import { MarkTools } from "./marks/MarkTools";
import { PageControls } from "./PageControls";
import { type PageSize, PageView } from "./PageView";
import { useAction } from "./useAction";

/** What the page module reads: PDF and pictures. The server goes by the content, whatever is chosen. */
const ACCEPTED =
  "application/pdf,image/png,image/jpeg,image/tiff,image/webp,.pdf,.png,.jpg,.jpeg,.tif,.tiff,.webp";

interface PaperPaneProps {
  readonly model: ConsultationModel;
  /** What can be done with the papers as a whole. */
  readonly tools?: ReactNode;
}

/** The shared papers: the list, the page that everybody sees, and the pointers on it (F-36). */
export function PaperPane({ model, tools = null }: PaperPaneProps) {
  const { t } = useTranslation("consultation");
  const { may } = useStore(model.state);
  const state = useStore(model.papers.state);
  // While an identity document is before the camera no file comes in: it might be a picture of it (F-95).
  const locked = !mayCapture(useStore(model.identity.state));
  const [size, setSize] = useState<PageSize>(2);
  const send = (files: FileList | null) => {
    const chosen = Array.from(files ?? []);
    if (chosen.length > 0 && may.has("paper:add") && !locked) void model.papers.uploadAll(chosen);
  };
  const shown = state.papers.find(({ paper }) => paper === state.shown?.paper);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    send(event.dataTransfer.files);
  };
  return (
    <section
      id="papers"
      className="papers"
      aria-labelledby="papers-title"
      tabIndex={-1}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <div className="papers__head">
        <h2 id="papers-title" className={state.papers.length > 0 ? "visually-hidden" : ""}>
          {t("papers.title")}
        </h2>
        <PaperList model={model} state={state} />
        {may.has("paper:add") ? <Upload state={state} locked={locked} onFiles={send} /> : null}
        {tools}
      </div>
      <FailedFiles model={model} state={state} />
      {shown && state.shown ? (
        <>
          <MarkTools model={model} />
          <PageView model={model} paper={shown} page={state.shown.page} size={size} />
          <PageControls model={model} paper={shown} page={state.shown.page} size={size} onSize={setSize} />
        </>
      ) : (
        <Empty papers={state.papers.length} may={may.has("paper:add")} />
      )}
    </section>
  );
}

function Empty({ papers, may }: { readonly papers: number; readonly may: boolean }) {
  const { t } = useTranslation("consultation");
  if (papers > 0) return <p className="papers__choose">{may ? t("papers.choose") : t("papers.empty")}</p>;
  return (
    <div className="papers__empty">
      <PaperIcon />
      <h3>{t("papers.emptyTitle")}</h3>
      <p>{may ? t("papers.emptyMay") : t("papers.empty")}</p>
    </div>
  );
}

/** Which files were not taken, each with its sentence; the next page or paper takes that of a lone one away. */
function FailedFiles({ model: { papers }, state: { failed, lastOperation } }: PaperListProps) {
  const sentenceOf = useErrorSentence();
  const [table, setTable] = useState(lastOperation);
  useEffect(() => {
    if (table === lastOperation) return;
    setTable(lastOperation);
    if (failed.some(({ alone }) => alone)) papers.forgetFailed();
  }, [papers, failed, table, lastOperation]);
  return failed.map((file) => (
    <ErrorNotice
      key={file.name}
      error={file.error}
      sentence={file.alone ? sentenceOf(file.error) : `${file.name}: ${sentenceOf(file.error)}`}
      onClose={() => papers.forgetFailed(file)}
    />
  ));
}

interface UploadProps {
  readonly state: PapersState;
  /** Nothing may be captured now. */
  readonly locked: boolean;
  readonly onFiles: (files: FileList | null) => void;
}

function Upload({ state: { uploading, waiting }, locked, onFiles }: UploadProps) {
  const { t } = useTranslation("consultation");
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    onFiles(target.files);
    // The browser keeps no name of a citizen's file, and the same file can be chosen again.
    target.value = "";
  };
  return (
    <div className="papers__upload">
      <p role="status" className="quiet">
        {uploading === null ? (locked ? t("papers.locked") : "") : t("papers.uploading", { name: uploading })}
        {uploading !== null && waiting > 0 ? ` ${t("papers.uploadsWaiting", { count: waiting })}` : null}
      </p>
      <label className="upload" aria-disabled={uploading !== null || locked}>
        <input
          type="file"
          multiple
          className="upload__input"
          accept={ACCEPTED}
          data-testid="upload-paper"
          disabled={uploading !== null}
          // It keeps its place in the order of Tab: whoever is at it is not thrown out, and the pane can be scrolled.
          aria-disabled={locked}
          onClick={(event) => {
            if (locked) event.preventDefault();
          }}
          onChange={choose}
        />
        <UploadIcon />
        {t("papers.upload")}
      </label>
    </div>
  );
}

interface PaperListProps {
  readonly model: ConsultationModel;
  readonly state: PapersState;
}

function PaperList({ model, state: { papers, shown } }: PaperListProps) {
  const { t } = useTranslation("consultation");
  const { may } = useStore(model.state);
  const [asked, setAsked] = useState<string | null>(null);
  const { run, error, busy } = useAction();
  if (papers.length === 0) return null;
  const show = ({ paper }: PaperEntry) => {
    if (shown?.paper !== paper) run(() => model.papers.turn(paper, 0));
  };
  return (
    <>
      {error ? <ErrorNotice error={error} /> : null}
      <ul className="papers__list plain-list" aria-label={t("papers.list")}>
        {papers.map((entry) => (
          <li key={entry.paper} className="paper" data-shown={entry.paper === shown?.paper}>
            <button
              type="button"
              className="paper__show"
              aria-current={entry.paper === shown?.paper}
              disabled={!may.has("paper:turn")}
              onClick={() => show(entry)}
            >
              <PaperIcon />
              <span className="paper__name">{entry.name}</span>
              <span className="paper__pages">{t("papers.pages", { count: entry.pages })}</span>
            </button>
            {may.has("paper:remove") && asked !== entry.paper ? (
              <button type="button" className="paper__remove" onClick={() => setAsked(entry.paper)}>
                {t("papers.remove")}
                <span className="visually-hidden">: {entry.name}</span>
              </button>
            ) : null}
            {asked === entry.paper ? (
              <div className="paper__ask" role="alert">
                <p>{t("papers.removeTitle")}</p>
                <Action aria-disabled={busy} onClick={() => run(() => model.papers.remove(entry.paper))}>
                  {t("papers.remove")}
                </Action>
                <Action variant="secondary" onClick={() => setAsked(null)}>
                  {t("papers.removeCancel")}
                </Action>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
