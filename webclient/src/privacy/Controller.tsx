import "./privacy.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LocalText, PrivacyNotice } from "../core/protocol";
import { useLanguage } from "../i18n";
import { PrivacyDialog } from "./PrivacyDialog";

export interface ControllerProps {
  /** The authority; not known yet where only a code is. */
  readonly name?: LocalText;
  /** Fails with an ApiError. */
  readonly read: () => Promise<PrivacyNotice>;
  /** What must be done first, where it cannot be read yet. */
  readonly first?: string | undefined;
  /** What a refusal means here, where that is known better than by the error. */
  readonly refused?: string;
  /** The screen is one's own: its texts may lead to pages of others. */
  readonly leads?: boolean;
}

/** Who answers for the data, in a line, and a press that opens the whole text (F-101). */
export function Controller({ name, ...dialog }: ControllerProps) {
  const { t } = useTranslation("privacy");
  const { local, localLang } = useLanguage();
  const [open, setOpen] = useState(false);
  const controller = name ? local(name) : null;
  return (
    <>
      <p className="controller" lang={localLang}>
        <span>{controller ? t("line", { controller }) : t("lineUnknown")}</span>
        <button
          type="button"
          className="reading-link"
          aria-haspopup="dialog"
          data-testid="privacy-open"
          // Visible words first; beside several authorities each press says whose text it opens.
          {...(controller ? { "aria-label": t("openOf", { controller }) } : {})}
          onClick={() => setOpen(true)}
        >
          {t("open")}
        </button>
      </p>
      {open ? <PrivacyDialog {...dialog} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
