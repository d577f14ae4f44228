import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import type { PaperEntry } from "../core/protocol";
import { useStore } from "../core/store";
import { ErrorNotice } from "../design/ErrorNotice";
import { PaperDeeds } from "./copies/PaperDeeds";
import { LargerIcon, NextIcon, PreviousIcon, SmallerIcon } from "./Icons";
import { type PageSize, SIZES } from "./PageView";
import { ReadingTools } from "./reading/ReadingTools";
import { useAction } from "./useAction";

interface PageControlsProps {
  readonly model: ConsultationModel;
  readonly paper: PaperEntry;
  /** From 0. */
  readonly page: number;
  readonly size: PageSize;
  readonly onSize: (size: PageSize) => void;
}

/** Turning the page for everybody, and the size of it for oneself. */
export function PageControls({ model, paper, page, size, onSize }: PageControlsProps) {
  const { t } = useTranslation("consultation");
  const { may } = useStore(model.state);
  const { run, busy, error } = useAction();
  const turn = (to: number) => {
    if (to >= 0 && to < paper.pages && to !== page) run(() => model.papers.turn(paper.paper, to));
  };
  const smaller = SIZES.findLast((one) => one < size);
  const larger = SIZES.find((one) => one > size);
  return (
    <div className="page-controls">
      {error ? <ErrorNotice error={error} /> : null}
      <div className="page-controls__row">
        {may.has("paper:turn") ? (
          <PageButton
            testId="previous-page"
            label={t("papers.previous")}
            icon={<PreviousIcon />}
            off={busy || page <= 0}
            onClick={() => turn(page - 1)}
          />
        ) : null}
        <PageNumber page={page} pages={paper.pages} onTurn={may.has("paper:turn") ? turn : null} />
        {may.has("paper:turn") ? (
          <PageButton
            testId="next-page"
            label={t("papers.next")}
            icon={<NextIcon />}
            off={busy || page >= paper.pages - 1}
            onClick={() => turn(page + 1)}
          />
        ) : null}
        <span className="page-controls__gap" />
        <PageButton
          label={t("papers.smaller")}
          icon={<SmallerIcon />}
          off={smaller === undefined}
          onClick={() => onSize(smaller ?? size)}
        />
        <PageButton
          label={t("papers.larger")}
          icon={<LargerIcon />}
          off={larger === undefined}
          onClick={() => onSize(larger ?? size)}
        />
        <ReadingTools model={model} />
        <PaperDeeds model={model} paper={paper} />
      </div>
    </div>
  );
}

interface PageButtonProps {
  readonly label: string;
  readonly icon: React.ReactNode;
  readonly off: boolean;
  readonly onClick: () => void;
  readonly testId?: string;
}

function PageButton({ label, icon, off, onClick, testId }: PageButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      data-testid={testId}
      title={label}
      // Not `disabled`: at the last page the keyboard's focus would be lost.
      aria-disabled={off}
      onClick={() => {
        if (!off) onClick();
      }}
    >
      {icon}
      <span className="visually-hidden">{label}</span>
    </button>
  );
}

interface PageNumberProps {
  readonly page: number;
  readonly pages: number;
  /** null: this person follows the pages of the others. */
  readonly onTurn: ((page: number) => void) | null;
}

function PageNumber({ page, pages, onTurn }: PageNumberProps) {
  const { t } = useTranslation("consultation");
  const [text, setText] = useState("");
  useEffect(() => setText(String(page + 1)), [page]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = Number.parseInt(text, 10);
    if (onTurn && wanted >= 1 && wanted <= pages) onTurn(wanted - 1);
    else setText(String(page + 1));
  };
  if (!onTurn) {
    return (
      <p className="page-number">
        {t("papers.pageField")} {page + 1} {t("papers.pageOf", { pages })}
      </p>
    );
  }
  return (
    <form className="page-number" onSubmit={submit} onBlur={submit}>
      <label>
        {t("papers.pageField")}{" "}
        <input
          inputMode="numeric"
          autoComplete="off"
          size={4}
          value={text}
          data-testid="page-number"
          onChange={({ target }) => setText(target.value)}
        />
      </label>{" "}
      {t("papers.pageOf", { pages })}
    </form>
  );
}
