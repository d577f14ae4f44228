import { useEffect, useState } from "react";

/** A part of the client that its page begins without: fetched once, and once more where that has failed. */
export class Part<T> {
  #loading: Promise<T> | null = null;
  #loaded: T | null = null;

  constructor(private readonly fetch: () => Promise<T>) {}

  /** The part, when it is here. */
  get loaded(): T | null {
    return this.#loaded;
  }

  /** The part as soon as it is here; fails where the server cannot be reached or has another build by now. */
  load(): Promise<T> {
    this.#loading ??= this.fetch().then(
      (found) => {
        this.#loaded = found;
        return found;
      },
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }
}

/** The part while a screen needs it: null until it is here, and `failed` when it cannot be had. */
export function usePart<T>(part: Part<T>): { readonly loaded: T | null; readonly failed: boolean } {
  const [now, setNow] = useState(() => ({ loaded: part.loaded, failed: false }));
  useEffect(() => {
    let shown = true;
    part.load().then(
      (loaded) => shown && setNow({ loaded, failed: false }),
      () => shown && setNow({ loaded: null, failed: true }),
    );
    return () => {
      shown = false;
    };
  }, [part]);
  return now;
}

/** Fetches the part once the own first screen is there, so that it is at hand when its moment comes. */
export function usePrepared(part: Part<unknown>, ready: boolean): void {
  useEffect(() => {
    // Whoever needs the part asks for it again, and tells then if it cannot be had.
    if (ready) part.load().catch(() => undefined);
  }, [part, ready]);
}
