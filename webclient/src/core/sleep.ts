// When the machine has slept: every line that it had may be dead, and no browser says so at once.

const BEAT_MS = 10_000;
/** Browsers let the timers of a hidden window beat once a minute; what is longer was sleep. */
const SLEPT_MS = 90_000;

/** Calls `woken` after the machine has slept for more than a minute or two; returns the way to stop. */
export function watchSleep(woken: () => void, now: () => number = Date.now): () => void {
  let last = now();
  const timer = setInterval(() => {
    const at = now();
    const slept = at - last > SLEPT_MS;
    last = at;
    if (slept) woken();
  }, BEAT_MS);
  return () => clearInterval(timer);
}
