import { useEffect } from "react";

const AGAIN_MS = 10_000;

/** Tries again every few seconds while something has failed: nobody stands there to press a button. */
export function useRetry(failed: boolean, retry: () => void): void {
  useEffect(() => {
    if (!failed) return;
    const timer = setInterval(retry, AGAIN_MS);
    return () => clearInterval(timer);
  }, [failed, retry]);
}
