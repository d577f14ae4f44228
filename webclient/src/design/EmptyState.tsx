import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly title: string;
  readonly picture?: ReactNode;
  readonly children?: ReactNode;
}

/** Says that there is nothing here now, and what will make something appear. */
export function EmptyState({ title, picture, children }: EmptyStateProps) {
  return (
    <div className="empty">
      {picture}
      <h3>{title}</h3>
      {children ? <p className="empty__text">{children}</p> : null}
    </div>
  );
}
