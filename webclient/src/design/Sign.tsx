/** What a message is about; each has a shape of its own, so colour is never alone. */
export type Tone = "info" | "success" | "warning" | "error";

const COLOURS: Record<Tone, string> = {
  info: "hsl(212, 63%, 45%)",
  success: "hsl(165, 90%, 27%)",
  warning: "hsl(32, 90%, 30%)",
  error: "hsl(3, 59%, 43%)",
};

/** Circle: to know. Tick: done. Triangle: take care. Octagon: failed. */
export function Sign({ tone }: { readonly tone: Tone }) {
  const colour = COLOURS[tone];
  return (
    <svg className="sign" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      {tone === "info" || tone === "success" ? <circle cx="14" cy="14" r="13" fill={colour} /> : null}
      {tone === "warning" ? <path d="M14 1.5 27.5 26H.5z" fill={colour} /> : null}
      {tone === "error" ? <path d="M8.5 1h11L27 8.5v11L19.5 27h-11L1 19.5v-11z" fill={colour} /> : null}
      {tone === "success" ? (
        <path d="m8 14.5 4.2 4.2 8-8.7" fill="none" stroke="#fff" strokeWidth="2.5" />
      ) : null}
      {tone === "info" ? <path d="M12.7 12h2.6v9h-2.6zm0-5h2.6v2.8h-2.6z" fill="#fff" /> : null}
      {tone === "warning" ? <path d="M12.7 10h2.6v8h-2.6zm0 9.8h2.6v2.7h-2.6z" fill="#fff" /> : null}
      {tone === "error" ? <path d="M12.7 6.5h2.6v9h-2.6zm0 11.3h2.6v2.8h-2.6z" fill="#fff" /> : null}
    </svg>
  );
}
