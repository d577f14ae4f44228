import { useTranslation } from "react-i18next";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { useAction } from "./useAction";

interface ConfirmPanelProps {
  readonly text: string;
  readonly confirm: string;
  readonly testId: string;
  readonly onConfirm: () => Promise<void>;
  readonly onCancel: () => void;
}

/** Asks once more before the call is over. */
export function ConfirmPanel({ text, confirm, testId, onConfirm, onCancel }: ConfirmPanelProps) {
  const { t } = useTranslation("consultation");
  const { run, busy, error } = useAction();
  return (
    <>
      <p>{text}</p>
      <p role="status">{busy ? t("leave.going") : ""}</p>
      {error ? <ErrorNotice error={error} /> : null}
      <div className="buttons">
        <Action
          className="action--grave"
          data-testid={testId}
          aria-disabled={busy}
          onClick={() => run(onConfirm)}
        >
          {confirm}
        </Action>
        <Action variant="secondary" onClick={onCancel}>
          {t("leave.stay")}
        </Action>
      </div>
    </>
  );
}
