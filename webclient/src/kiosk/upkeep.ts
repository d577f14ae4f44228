// A service point that nobody looks after by hand: it takes a new version, and comes back from a failed start.
import type { PointState } from "../core/seats/point";
import type { Link } from "../core/socket";
import type { Readable } from "../core/store";

const STEP_MS = 10_000;
/** Nobody has touched the point for so long: a page that is drawn anew takes nothing out of anybody's hand. */
const IDLE_MS = 60_000;
/** A new version is found at the next line anyway; this is for a line that never broke. */
const LOOK_MS = 3_600_000;
/** A start that failed is tried again after this. */
const AGAIN_MS = 15_000;
/** The version that the page was drawn anew for: a proxy that keeps old pages must not make it do so for ever. */
const TRIED_KEY = "etaluukku-tried";
const TOUCHES = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

const ENTRY = /<script\b[^>]*\bsrc="(\/assets\/[^"]+)"/;

/** The script that a page begins with: its name holds a hash of all of the client. Null: there is none. */
export function entryOf(page: string): string | null {
  return ENTRY.exec(page)?.[1] ?? null;
}

/** What a page does by itself; another one for tests. */
export interface Page {
  /** The script that it began with; null in development. */
  readonly entry: string | null;
  /** The page as the server has it now. Fails where it cannot be had. */
  fetch(): Promise<string>;
  reload(): void;
  tried(): string | null;
  try(entry: string): void;
  nowMs(): number;
}

/** What it looks after. */
export interface Kept {
  readonly link: Pick<Link, "state">;
  readonly point: Readable<Pick<PointState, "phase" | "ticket" | "consultation">>;
  /** Something else that must not be cut short: a self-test. */
  readonly busy: () => boolean;
}

/** Loads a new client version when nobody uses the point, and draws the page anew when it could not be opened. */
export class Upkeep {
  #touchedMs: number;
  #lookMs: number;
  #failedMs: number | null = null;
  #asking = false;
  #stops: (() => void)[] = [];

  constructor(
    private readonly kept: Kept,
    private readonly page: Page = browserPage(),
  ) {
    this.#touchedMs = page.nowMs();
    this.#lookMs = page.nowMs() + LOOK_MS;
  }

  /** Looks after the point until it is closed. */
  start(): void {
    const { link } = this.kept;
    const timer = setInterval(() => void this.#step(), STEP_MS);
    for (const event of TOUCHES) globalThis.addEventListener?.(event, this.#touched, { capture: true });
    let line = link.state.get();
    this.#stops.push(
      () => clearInterval(timer),
      () => {
        for (const event of TOUCHES)
          globalThis.removeEventListener?.(event, this.#touched, { capture: true });
      },
      link.state.subscribe(() => {
        // A server that was away may have come back as a new one.
        if (line === "down" && link.state.get() === "up") this.#lookMs = this.page.nowMs();
        line = link.state.get();
      }),
    );
  }

  /** Twice is once. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #touched = (): void => {
    this.#touchedMs = this.page.nowMs();
  };

  #step(): Promise<void> | undefined {
    const nowMs = this.page.nowMs();
    const { phase, ticket, consultation } = this.kept.point.get();
    if (ticket || consultation || this.kept.busy()) {
      this.#touchedMs = nowMs;
      return;
    }
    this.#failedMs = phase === "failed" ? (this.#failedMs ?? nowMs) : null;
    const failed = this.#failedMs !== null && nowMs - this.#failedMs >= AGAIN_MS;
    const idle = nowMs - this.#touchedMs >= IDLE_MS;
    if (this.#asking || !(failed || (idle && nowMs >= this.#lookMs))) return;
    return this.#ask(failed, nowMs);
  }

  async #ask(failed: boolean, nowMs: number): Promise<void> {
    this.#asking = true;
    this.#lookMs = nowMs + LOOK_MS;
    this.#failedMs = null;
    try {
      // Drawn anew only from a server that answers: a browser's own error page would stay for ever.
      const entry = entryOf(await this.page.fetch());
      const { ticket, consultation } = this.kept.point.get();
      if (entry === null || ticket || consultation || this.kept.busy()) return;
      if (failed) return this.page.reload();
      if (entry === (this.page.entry ?? entry) || entry === this.page.tried()) return;
      this.page.try(entry);
      this.page.reload();
    } catch {
      this.#lookMs = nowMs + AGAIN_MS; // the server is not there yet
    } finally {
      this.#asking = false;
    }
  }
}

function browserPage(): Page {
  return {
    entry: entryOf(document.documentElement.outerHTML),
    async fetch() {
      const reply = await fetch(location.pathname, { cache: "no-store", headers: { Accept: "text/html" } });
      if (!reply.ok) throw new Error(`status ${reply.status}`);
      return reply.text();
    },
    reload: () => location.reload(),
    tried: () => sessionStorage.getItem(TRIED_KEY),
    try: (entry) => sessionStorage.setItem(TRIED_KEY, entry),
    nowMs: () => performance.now(),
  };
}
