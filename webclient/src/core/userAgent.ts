/** Firefox's own engine: what it does otherwise than Chromium was measured (docs/interop.md). */
export function isFirefox(): boolean {
  return navigator.userAgent.includes("Firefox/");
}
