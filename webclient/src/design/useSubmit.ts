import { type FormEvent, useState } from "react";

export interface Submission {
  /** The person has tried at least once: missing fields may be named. */
  readonly asked: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (event: FormEvent) => Promise<void>;
}

/**
 * One form that is sent once at a time.
 *
 * `ready`: every needed field is filled; else nothing is sent. `send`: fails with an ApiError; after
 * success the form stays busy, for its page goes away.
 */
export function useSubmit(ready: boolean, send: () => Promise<unknown>): Submission {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function onSubmit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setAsked(true);
    if (busy || !ready) return;
    setBusy(true);
    setError(null);
    try {
      await send();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }
  return { asked, busy, error, onSubmit };
}

/** What a text field shows when it was left empty. */
export function missing(is: boolean, sentence: string): { status: "error"; statusText: string } | object {
  return is ? { status: "error", statusText: sentence } : {};
}
