import "./reading.css";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Action } from "./Action";

interface ReadingDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly testId: string;
}

/** A text to read above the page, which keeps its place: focus goes to its heading and back, Escape closes. */
export function ReadingDialog({ title, onClose, children, testId }: ReadingDialogProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    // The browser keeps the focus inside, closes with Escape, and gives the focus back.
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    heading.current?.focus();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} className="reading" aria-labelledby={id} data-testid={testId} onClose={onClose}>
      <div className="reading__sheet">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {children}
        <div>
          <Action large data-testid={`close-${testId}`} onClick={() => dialog.current?.close()}>
            {t("close")}
          </Action>
        </div>
      </div>
    </dialog>
  );
}
