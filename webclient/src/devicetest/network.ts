// What a site test means to somebody who only wants to call. Pure (F-03).
import type { TestState } from "../nettest/model";
import type { Limit } from "../nettest/verdict";

/** quiet: nothing is known yet. */
export type Standing = "quiet" | "running" | "good" | "poor" | "bad";
/** What to do: one thing. line: a better line to this machine. firewall: whoever keeps the network. */
export type Remedy = "again" | "line" | "firewall" | "browser";

export interface NetworkFinding {
  readonly standing: Standing;
  readonly remedy: Remedy | null;
}

/** Firewalls close ways; everything else is mended by a cable, or by coming nearer. */
const CLOSED: readonly Limit[] = ["closed", "unmeasured"];

/** What the test has found so far; `able`: this browser makes calls at all. */
export function findingOf({ phase, result }: TestState, able: boolean): NetworkFinding {
  if (!able) return { standing: "bad", remedy: "browser" };
  switch (phase) {
    case "idle":
      return { standing: "quiet", remedy: null };
    case "asking":
    case "trying":
    case "measuring":
      return { standing: "running", remedy: null };
    case "failed":
      return { standing: "bad", remedy: "again" };
    case "done":
      break;
  }
  const { verdict, limits } = result?.judgement ?? { verdict: "nothing", limits: ["closed"] as const };
  if (verdict === "video") return { standing: "good", remedy: null };
  const remedy = limits.some((limit) => CLOSED.includes(limit)) ? "firewall" : "line";
  return { standing: verdict === "sound" ? "poor" : "bad", remedy };
}
