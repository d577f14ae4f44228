import { SIZES_KEY } from "./arrangement";
import { SOUND_KEY } from "./sound";

/** The language that the screen was set to. */
export const LANGUAGE_KEY = "etaluukku-language";
/** Whether an expert wants keys, and notifications of the desktop. */
export const KEYS_KEY = "etaluukku-keys";
export const NOTICE_KEY = "etaluukku-notice";
/** The only keys that outlive a consultation; all but the first are written on pages of staff alone (F-52). */
const KEPT_KEYS = [LANGUAGE_KEY, SOUND_KEY, KEYS_KEY, NOTICE_KEY, SIZES_KEY] as const;

/** The path of the seat that one citizen after the other uses. */
const POINT = "/point";

type Browser = Pick<
  Window,
  | "localStorage"
  | "sessionStorage"
  | "history"
  | "location"
  | "caches"
  | "indexedDB"
  | "navigator"
  | "addEventListener"
>;

/**
 * Leaves nothing of the citizen in this browser (F-25): storage but for the screen's language and what staff have
 * set for themselves, and what the address bar and its history entry tell; at a service point the clipboard too.
 * View models forget their own: see ConsultationModel.close.
 */
export function forgetEverything(browser: Browser | undefined = globalThis.window): void {
  if (!browser) return; // view models also run without a browser: in their unit tests
  const { localStorage, sessionStorage } = browser;
  const kept = KEPT_KEYS.map((key) => [key, localStorage.getItem(key)] as const);
  localStorage.clear();
  sessionStorage.clear();
  for (const [key, value] of kept) if (value !== null) localStorage.setItem(key, value);
  // The browser keeps a list of what was fetched: the addresses of the papers are in it.
  globalThis.performance.clearResourceTimings?.();
  forgetAddress(browser);
  void forgetStores(browser);
  if (browser.location.pathname.startsWith(POINT)) forgetClipboard(browser);
}

/** Takes out of the address bar and this history entry what was of the call; the place in the page may stay. */
export function forgetAddress({ history, location }: Pick<Window, "history" | "location">, hash = ""): void {
  // Only the first segment of the path: the second one of /join/CODE is a person's invitation.
  history.replaceState(null, "", `/${location.pathname.split("/")[1] ?? ""}${hash}`);
}

/** This client keeps nothing in either; what an extension or an earlier version has put there goes too. */
async function forgetStores({ caches, indexedDB }: Browser): Promise<void> {
  try {
    // Neither is there outside a secure context; a list of databases is younger than some browsers.
    await Promise.all(((await caches?.keys()) ?? []).map((name) => caches.delete(name)));
    for (const { name } of (await indexedDB?.databases?.()) ?? []) if (name) indexedDB.deleteDatabase(name);
  } catch {
    // A browser that refuses storage (private mode, policy) has kept nothing.
  }
}

/** A window without the focus may not write to the clipboard, and some want a press: then the next press does it. */
function forgetClipboard(browser: Browser): void {
  const empty = () => browser.navigator.clipboard?.writeText("");
  empty()?.catch(() => {
    browser.addEventListener("pointerdown", () => void empty()?.catch(() => undefined), { once: true });
  });
}
