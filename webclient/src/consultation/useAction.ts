import { useCallback, useRef, useState } from "react";

interface Action {
  /** Runs it; a failure is in `error` until the next one. One at a time: a second press does nothing. */
  readonly run: (action: () => Promise<unknown>) => void;
  readonly busy: boolean;
  readonly error: unknown;
  /** Takes the failure away. */
  readonly forget: () => void;
}

/** What a button does, while it is doing it and where it failed. */
export function useAction(): Action {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const running = useRef(false);
  const run = useCallback((action: () => Promise<unknown>) => {
    if (running.current) return;
    running.current = true;
    setState({ busy: true, error: null });
    const done = (error: unknown) => {
      running.current = false;
      setState({ busy: false, error });
    };
    action().then(() => done(null), done);
  }, []);
  const forget = useCallback(() => setState((now) => ({ ...now, error: null })), []);
  return { run, forget, ...state };
}
