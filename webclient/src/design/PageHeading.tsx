import { type ReactNode, useEffect, useRef } from "react";

interface PageHeadingProps {
  readonly children: ReactNode;
  readonly lead?: ReactNode;
  /** Moves the reading point here when the page takes the place of another one without a load. */
  readonly focus?: boolean;
}

/** The page's one h1 with its lead. */
export function PageHeading({ children, lead, focus = false }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!focus) return;
    // A page begins at its top, wherever the one before it had been scrolled to.
    document.documentElement.scrollTop = 0;
    heading.current?.focus({ preventScroll: true });
  }, [focus]);
  return (
    <div className="page__heading">
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
      {lead ? <p className="lead">{lead}</p> : null}
    </div>
  );
}
