// How a service point stands, in one word. Pure (F-30).
import type { PointHealth } from "../core/protocol";

/** untested: nothing is known of it for two days; what was broken before stays broken. */
export type PointStanding = "well" | "failed" | "untested";

/** `daily`: the server wants self-tests at all. */
export function standingOf({ failed, overdue, testedAt }: PointHealth, daily: boolean): PointStanding {
  if (failed.length > 0) return "failed";
  return testedAt === null || (daily && overdue) ? "untested" : "well";
}
