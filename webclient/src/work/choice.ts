import { type Readable, Store } from "../core/store";

/** Something that staff turn on or off for this browser, for the next visits too. */
export class Choice {
  readonly #store: Store<boolean>;
  readonly state: Readable<boolean>;

  /** `key` is one of those that core/reset.ts keeps. */
  constructor(
    private readonly key: string,
    initially: boolean,
  ) {
    this.#store = new Store(stored(key) ?? initially);
    this.state = this.#store;
  }

  set(on: boolean): void {
    this.#store.set(on);
    try {
      localStorage.setItem(this.key, on ? "on" : "off");
    } catch {
      // A browser that refuses storage: the next visit begins as the first one did.
    }
  }
}

function stored(key: string): boolean | null {
  try {
    const word = localStorage.getItem(key);
    return word === null ? null : word === "on";
  } catch {
    return null;
  }
}
