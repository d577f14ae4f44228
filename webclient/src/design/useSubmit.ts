import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react";

export interface Submission {
  /** The person has tried at least once: missing fields may be named. */
  readonly asked: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => Promise<void>;
}

/**
 * One form that is sent once at a time. What is missing is told where it is filled in: the first such field has the
 * focus then.
 *
 * `ready`: every needed field is filled; else nothing is sent. `send`: fails with an ApiError; after
 * success the form stays busy, for its page goes away.
 */
export function useSubmit(ready: boolean, send: () => Promise<unknown>): Submission {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function onSubmit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setAsked(true);
    if (!ready) requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
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

/** The field that has the focus whenever what was sent in it is refused: it is mended there. */
export function useRefusedField(error: unknown, refused: boolean): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Each refusal is a new error.
    if (error && refused) field.current?.focus();
  }, [error, refused]);
  return field;
}

/** What a text field shows when it was left empty; read out with the field, which has the focus then. */
export function missing(is: boolean, sentence: string): Missing | object {
  return is ? { status: "error", statusText: sentence, statusTextAriaLiveMode: "off" } : {};
}

interface Missing {
  readonly status: "error";
  readonly statusText: string;
  readonly statusTextAriaLiveMode: "off";
}
