import "./reading.css";
import { type ComponentType, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../core/api";
import { ErrorNotice } from "./ErrorNotice";
import { Loading } from "./Loading";
import { ReadingDialog } from "./ReadingDialog";

interface StatementLinkProps {
  /** Nothing is lost by leaving this page: the statement has one of its own. */
  readonly leavable: boolean;
}

/** The way to the accessibility statement that keeps a place in the queue, a call and what was typed. */
export function StatementLink({ leavable }: StatementLinkProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (leavable) return <a href="/accessibility">{t("footer.accessibility")}</a>;
  return (
    <>
      <button
        type="button"
        className="reading-link"
        aria-haspopup="dialog"
        data-testid="statement-open"
        onClick={() => setOpen(true)}
      >
        {t("footer.accessibility")}
      </button>
      {open ? (
        <ReadingDialog
          title={t("footer.accessibility")}
          testId="statement-dialog"
          onClose={() => setOpen(false)}
        >
          <LoadedStatement />
        </ReadingDialog>
      ) : null}
    </>
  );
}

/** The statement, loaded when it is read. A load that fails says so here: the page below stays as it is. */
function LoadedStatement() {
  const [Statement, setStatement] = useState<ComponentType<{ level: 3 }> | null>(null);
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    import("../accessibility/Statement").then(
      (loaded) => setStatement(() => loaded.default),
      () => setFailed(true),
    );
  };
  useEffect(load, []);
  if (Statement) return <Statement level={3} />;
  return failed ? <ErrorNotice error={new ApiError("unavailable", "network")} onRetry={load} /> : <Loading />;
}
