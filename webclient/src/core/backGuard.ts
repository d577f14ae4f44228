import { forgetAddress } from "./reset";

/** In the state of a history entry: how many entries it lies above the page that the call was opened on. */
const DEPTH = "etaluukkuDepth";

type Browser = Pick<Window, "history" | "location" | "addEventListener" | "removeEventListener">;

/**
 * Keeps the browser's Back from ending a call without a word: an entry of its own lies above the call's page, Back
 * leads from it to that page, which stays, and somebody is asked (HTML Standard section 7.4, session history).
 *
 * After the call the entry stays for the next one. To leave it would be a traversal, and one that is under way calls
 * off whatever the person does next: load the page again, or follow a link.
 *
 * A browser lets nobody be held against their will: Back pressed twice without a touch on the page between leaves.
 */
export class BackGuard {
  #onBack: (() => void) | null = null;
  #depth = 0;
  /** What the entries above show in the address bar: the one below them tells nothing of the call (F-25). */
  #address = "";

  constructor(private readonly browser: Browser = window) {}

  /** Calls `onBack` for each Back from now on; held again in the same turn as released, nothing has happened. */
  hold(onBack: () => void): void {
    const { history, location } = this.browser;
    this.browser.addEventListener("popstate", this.#moved); // again changes nothing
    this.#onBack = onBack;
    this.#address = location.href;
    this.#depth = depthOf(history.state) ?? 0;
    if (this.#depth > 0) return; // of an earlier call, or the page was loaded again in the middle of this one
    forgetAddress(this.browser);
    history.replaceState({ [DEPTH]: 0 }, "");
    this.#above();
  }

  /**
   * The call is over: Back leads down to its page and then where it led before. What an entry on that way still tells
   * of the call, as a used invitation, goes when the entry is reached: until then no page can change it.
   */
  release(): void {
    this.#onBack = null;
    // Whoever ended the call has emptied the entry; the next call is to find it.
    this.browser.history.replaceState({ [DEPTH]: this.#depth }, "");
  }

  #above(): void {
    this.browser.history.pushState({ [DEPTH]: 1 }, "", this.#address);
    this.#depth = 1;
  }

  /** This entry tells its depth, and nothing of the call. */
  #clean(depth: number, hash = ""): void {
    forgetAddress(this.browser, hash);
    this.browser.history.replaceState({ [DEPTH]: depth }, "");
  }

  #moved = (): void => {
    const { history, location } = this.browser;
    const depth = depthOf(history.state);
    if (!this.#onBack) {
      if (depth !== null) this.#clean(depth);
    } else if (depth === null) {
      // A link within the page, as past the controls: an entry above the others, and nobody has gone back. It would
      // keep an invitation that has been used after the call.
      this.#depth += 1;
      this.#clean(this.#depth, location.hash);
    } else if (depth === 0) {
      this.#above();
      this.#onBack?.();
    } else {
      this.#depth = depth;
    }
  };
}

function depthOf(state: unknown): number | null {
  if (typeof state !== "object" || state === null || !(DEPTH in state)) return null;
  const depth: unknown = state[DEPTH];
  return typeof depth === "number" ? depth : null;
}

/** The guard of this window, of which there is one whatever call it shows. */
let own: BackGuard | undefined;

/** Calls `onBack` for each Back of this window; returns the way to let it go again. */
export function holdBack(onBack: () => void): () => void {
  own ??= new BackGuard();
  const guard = own;
  guard.hold(onBack);
  return () => guard.release();
}
