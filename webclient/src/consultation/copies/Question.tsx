import { type ReactNode, useEffect, useId, useRef } from "react";

interface QuestionProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onEscape?: () => void;
}

/** A question below the controls of the open paper; keyboard and screen reader begin at its heading. */
export function Question({ title, children, onEscape }: QuestionProps) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section
      className="paper-question"
      aria-labelledby={id}
      onKeyDown={({ key }) => {
        if (key === "Escape") onEscape?.();
      }}
    >
      <h3 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h3>
      {children}
    </section>
  );
}
