import type { ReactNode } from "react";
import { Sign, type Tone } from "./Sign";

interface NoticeProps {
  readonly tone: Tone;
  readonly title?: string;
  readonly children?: ReactNode;
  /** A button or two at the end. */
  readonly action?: ReactNode;
}

/** A message inside a page, read aloud when it appears: errors at once, others when there is a pause. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  return (
    <div className={`notice notice--${tone}`} role={tone === "error" ? "alert" : "status"}>
      <Sign tone={tone} />
      <div className="notice__text">
        {title ? <p className="notice__title">{title}</p> : null}
        {children ? <p>{children}</p> : null}
      </div>
      {action}
    </div>
  );
}

/** A message over the whole width, under the header. */
export function Banner({ tone, title, children }: Omit<NoticeProps, "action">) {
  return (
    <div className={`banner banner--${tone}`} role={tone === "error" ? "alert" : "status"}>
      <div className="page__inner banner__row">
        <Sign tone={tone} />
        <div>
          {title ? <p className="banner__title">{title}</p> : null}
          {children ? <p>{children}</p> : null}
        </div>
      </div>
    </div>
  );
}
