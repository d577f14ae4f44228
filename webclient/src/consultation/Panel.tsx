import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { CloseIcon } from "./Icons";

interface PanelProps {
  readonly id: string;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What a control of the toolbar opens beside the people: takes the focus, and closes with Escape. */
export function Panel({ id, title, onClose, children }: PanelProps) {
  const { t } = useTranslation("consultation");
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // What is opened to be written in has taken the focus itself.
    if (!section.current?.contains(document.activeElement)) heading.current?.focus();
  }, []);
  return (
    <section
      id={id}
      ref={section}
      className="panel"
      aria-labelledby={`${id}-title`}
      onKeyDown={({ key }) => {
        if (key === "Escape") onClose();
      }}
    >
      <div className="panel__head">
        <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className="icon-button" onClick={onClose}>
          <CloseIcon />
          <span className="visually-hidden">{t("actions.close")}</span>
        </button>
      </div>
      {children}
    </section>
  );
}
