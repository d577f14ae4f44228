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
  /** What not doing it is called; else staying in the call. */
  readonly cancel?: string;
  /** What is said while it is being done; else that the call is ending. */
  readonly going?: string;
}

/** Asks once more before the call is over, for oneself or for another. */
export function ConfirmPanel(props: ConfirmPanelProps) {
  const { text, confirm, testId, onConfirm, onCancel, cancel, going } = props;
  const { t } = useTranslation("consultation");
  const { run, busy, error } = useAction();
  return (
    <>
      <p>{text}</p>
      <p role="status">{busy ? (going ?? t("leave.going")) : ""}</p>
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
          {cancel ?? t("leave.stay")}
        </Action>
      </div>
    </>
  );
}
