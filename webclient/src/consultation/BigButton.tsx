import type { ReactNode } from "react";

interface BigButtonProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly onClick: () => void;
  readonly testId: string;
  readonly id?: string;
  readonly "aria-expanded"?: boolean;
  readonly "aria-controls"?: string | undefined;
  /** Has no effect now; still there to be reached, so that nobody loses their place. */
  readonly off?: boolean;
  /** Ends something. */
  readonly grave?: boolean;
}

/** Icon and word, at least 88 px high: for hands that shake and eyes that see little. */
export function BigButton({ icon, label, testId, off = false, grave = false, ...button }: BigButtonProps) {
  return (
    <button
      type="button"
      className={grave ? "big big--grave" : "big"}
      data-testid={testId}
      aria-disabled={off}
      {...button}
    >
      <span className="big__icon">{icon}</span>
      <span>{label}</span>
    </button>
  );
}
