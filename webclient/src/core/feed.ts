// A screen is one snapshot with a version for each feed, plus deltas. Pure: no clock, no socket.

/** What every delta carries. */
export interface Versioned {
  readonly feed: string;
  readonly version: number;
}

/**
 * apply: the next change. stale: the snapshot had it already. gap: something is missing, ask for the
 * snapshot. foreign: of no feed that this screen shows.
 */
export type Verdict = "apply" | "stale" | "gap" | "foreign";

/** The versions that a screen has seen, by feed. */
export class Feeds {
  #versions = new Map<string, number>();

  /** Starts from a snapshot; feeds that it does not name are forgotten. */
  restart(feeds: Iterable<Versioned>): void {
    this.#versions = new Map(Array.from(feeds, ({ feed, version }) => [feed, version]));
  }

  /** Judges a delta, and counts it when it is to be applied. A gap changes nothing. */
  judge({ feed, version }: Versioned): Verdict {
    const last = this.#versions.get(feed);
    if (last === undefined) return "foreign";
    if (version <= last) return "stale";
    if (version !== last + 1) return "gap";
    this.#versions.set(feed, version);
    return "apply";
  }
}
