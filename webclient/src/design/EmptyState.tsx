import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly title: string;
  readonly picture?: ReactNode;
  readonly children?: ReactNode;
  /** Of its heading: one below the heading that it stands under. */
  readonly level?: 2 | 3;
}

/** Says that there is nothing here now, and what will make something appear. */
export function EmptyState({ title, picture, children, level = 3 }: EmptyStateProps) {
  const Heading = `h${level}` as const;
  return (
    <div className="empty">
      {picture}
      <Heading>{title}</Heading>
      {children ? <p className="empty__text">{children}</p> : null}
    </div>
  );
}
