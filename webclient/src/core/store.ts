import { useSyncExternalStore } from "react";

/** What a screen needs of a view model: its state now, and word when it is another one. */
export interface Readable<S> {
  /** The state; the same object until something changes. */
  get(): S;
  /** Calls `listener` after each change; returns the way to stop it. */
  subscribe(listener: () => void): () => void;
}

/** A state that tells its listeners when it is replaced. No React, no queue: listeners run at once. */
export class Store<S> implements Readable<S> {
  #state: S;
  readonly #listeners = new Set<() => void>();

  constructor(initial: S) {
    this.#state = initial;
  }

  get = (): S => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Replaces the state; an identical one is no change. */
  set(next: S): void {
    if (Object.is(next, this.#state)) return;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Replaces some fields of the state. */
  patch(fields: Partial<S>): void {
    this.set({ ...this.#state, ...fields });
  }
}

/** The state of a view model; the component is drawn again when it changes. */
export function useStore<S>(store: Readable<S>): S {
  return useSyncExternalStore(store.subscribe, store.get);
}
