// Where the focus is among those who wait, and where keys move it.

/** The id of one's place in the list. */
export function placeIdOf(ticket: string): string {
  return `place-${ticket}`;
}

/** The id of the button that answers: where the focus goes, so that Enter takes this one. */
export function acceptIdOf(ticket: string): string {
  return `accept-${ticket}`;
}

/** The id of the button that opens the form to write. */
export function writeIdOf(ticket: string): string {
  return `write-${ticket}`;
}

/** The ticket that the focus is in; null where it is elsewhere. */
function focused(tickets: readonly string[]): string | null {
  const here = (ticket: string) =>
    document.getElementById(placeIdOf(ticket))?.contains(document.activeElement) ?? false;
  return tickets.find(here) ?? null;
}

/** The ticket after (1) or before (-1) the focus, the first or the last from outside; at an end it stays. */
export function neighbourOf(tickets: readonly string[], step: 1 | -1): string {
  const at = tickets.indexOf(focused(tickets) ?? "");
  if (at < 0) return tickets.at(step === 1 ? 0 : -1) ?? "";
  return tickets[Math.min(Math.max(at + step, 0), tickets.length - 1)] ?? "";
}

/** Opens the form to the ticket that the focus is in, else to the first; where it is open, goes to it. */
export function write(tickets: readonly string[]): void {
  const ticket = focused(tickets) ?? tickets[0];
  if (ticket === undefined) return;
  const button = document.getElementById(writeIdOf(ticket));
  if (button?.getAttribute("aria-expanded") === "false") button.click();
  else document.getElementById(placeIdOf(ticket))?.querySelector("textarea")?.focus();
}
