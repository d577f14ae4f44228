import { useEffect, useRef, useState } from "react";

/** What anybody does who is there. */
const SIGNS = ["pointerdown", "keydown", "input", "scroll"] as const;
/** So long nobody does anything before the page asks, and then before it closes: the next client reads no name. */
export const ASK_MS = 150_000;
export const CLOSE_MS = 30_000;

/** True while the page is about to close because nobody does anything; any press or key keeps it. */
export function useIdle(onIdle: () => void): boolean {
  const [asking, setAsking] = useState(false);
  const close = useRef(onIdle);
  close.current = onIdle;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      clearTimeout(timer);
      setAsking(false);
      timer = setTimeout(() => {
        setAsking(true);
        timer = setTimeout(() => close.current(), CLOSE_MS);
      }, ASK_MS);
    };
    wait();
    for (const sign of SIGNS) document.addEventListener(sign, wait, true);
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS) document.removeEventListener(sign, wait, true);
    };
  }, []);
  return asking;
}
