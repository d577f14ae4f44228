// Keeps the screen on: a tablet that goes dark in a call takes the camera along (W3C Screen Wake Lock).

/** The parts of a browser that are used; others for tests. */
export interface Screen {
  /** Missing in older browsers, and on pages that did not come over HTTPS. */
  readonly wakeLock: { request(type: "screen"): Promise<{ release(): Promise<void> }> } | undefined;
  readonly document: Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;
}

/** Keeps the screen on from now until the returned function is called. Browsers that cannot, do not. */
export function keepAwake(screen: Screen = { wakeLock: navigator.wakeLock, document }): () => void {
  const { wakeLock, document: page } = screen;
  if (!wakeLock) return () => undefined;
  let wanted = true;
  let release: (() => Promise<void>) | null = null;
  const ask = async () => {
    if (!wanted || page.visibilityState !== "visible") return;
    try {
      const lock = await wakeLock.request("screen");
      if (wanted) release = () => lock.release();
      else await lock.release();
    } catch {
      // The system saves its battery: it decides.
    }
  };
  // A window that is hidden loses the lock (section 6.4): it is asked for again when it is seen.
  const changed = () => void ask();
  page.addEventListener("visibilitychange", changed);
  void ask();
  return () => {
    wanted = false;
    page.removeEventListener("visibilitychange", changed);
    void release?.().catch(() => undefined); // the browser may have let it go
  };
}
