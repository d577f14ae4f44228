import type { ReactNode } from "react";

export type PillTone = "good" | "busy" | "off";

/** A state in one word, with a shape of its own: filled circle, half circle, ring with a bar. */
export function Pill({ tone, children }: { readonly tone: PillTone; readonly children: ReactNode }) {
  return (
    <span className={`pill pill--${tone}`}>
      <svg className="pill__shape" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {tone === "good" ? <circle cx="7" cy="7" r="6" fill="currentColor" /> : null}
        {tone !== "good" ? (
          <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" />
        ) : null}
        {tone === "busy" ? <path d="M7 1a6 6 0 0 1 0 12z" fill="currentColor" /> : null}
        {tone === "off" ? <path d="M4 6h6v2H4z" fill="currentColor" /> : null}
      </svg>
      {children}
    </span>
  );
}
