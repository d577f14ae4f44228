import type { ReactElement, ReactNode } from "react";
import { Button } from "suomifi-ui-components";

interface ActionProps {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly type?: "button" | "submit";
  readonly variant?: "default" | "secondary" | "secondaryNoBorder";
  readonly icon?: ReactElement;
  readonly className?: string;
  /** Being done: still focusable, so that nobody loses their place, and deaf to presses by its owner. */
  readonly "aria-disabled"?: boolean;
  /** Cannot be pressed now; prefer "aria-disabled" where the press itself is what made it so. */
  readonly disabled?: boolean;
  /** The visible words and what they are about, where several buttons say the same. */
  readonly "aria-label"?: string;
  readonly "data-testid"?: string;
  readonly id?: string;
  /** For the service point and for the one thing that a page is about. */
  readonly large?: boolean;
}

/** The design system's button in our two sizes: 44 px and 64 px high. */
export function Action({ large = false, className = "", children, ...props }: ActionProps) {
  const classes = ["action", large && "action--large", className];
  return (
    <Button {...props} className={classes.filter(Boolean).join(" ")}>
      {children}
    </Button>
  );
}
