/** The only key that outlives a consultation: the language that the screen was set to. */
export const LANGUAGE_KEY = "etaluukku-language";

type Browser = Pick<Window, "localStorage" | "sessionStorage" | "history" | "location">;

/**
 * Leaves nothing of the citizen in this browser (F-25): storage but for the screen's language, and what the
 * address bar and its history entry tell. View models forget their own: see ConsultationModel.close.
 */
export function forgetEverything(browser: Browser | undefined = globalThis.window): void {
  if (!browser) return; // view models also run without a browser: in their unit tests
  const { localStorage, sessionStorage, history, location } = browser;
  const language = localStorage.getItem(LANGUAGE_KEY);
  localStorage.clear();
  sessionStorage.clear();
  if (language !== null) localStorage.setItem(LANGUAGE_KEY, language);
  // The browser keeps a list of what was fetched: the addresses of the papers are in it.
  globalThis.performance.clearResourceTimings?.();
  // Only the first segment of the path: the second one of /join/CODE is a person's invitation.
  history.replaceState(null, "", `/${location.pathname.split("/")[1] ?? ""}`);
}
