/** The only key that outlives a consultation: the language that the screen was set to. */
export const LANGUAGE_KEY = "etaluukku-language";

/**
 * Leaves nothing of the citizen in this browser (F-25): storage but for the screen's language, and what
 * the address bar and history tell. View models forget their own: see ConsultationModel.close.
 */
export function forgetEverything(
  browser:
    | Pick<Window, "localStorage" | "sessionStorage" | "history" | "location">
    | undefined = globalThis.window,
): void {
  if (!browser) return; // unit tests of view models run without a browser
  const language = browser.localStorage.getItem(LANGUAGE_KEY);
  browser.localStorage.clear();
  browser.sessionStorage.clear();
  if (language) browser.localStorage.setItem(LANGUAGE_KEY, language);
  browser.history.replaceState(null, "", browser.location.pathname);
}
