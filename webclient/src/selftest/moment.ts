// When a service point tests itself. Pure: the time is an argument (F-30).
import type { SelfTestPlan } from "../core/protocol";

/** A plan that could not be had is asked for again after this. */
const ASK_AGAIN_MS = 10 * 60_000;
/** A test that could not be made, or not be told, is tried again after this: its tones must not sound all day. */
const TEST_AGAIN_MS = 3_600_000;

/** What stands in the way of a test: a call, somebody who waits, no line, a window that is not seen. */
export type Standing = "free" | "taken";

/** wait: nothing yet. ask: for the plan. test: now. */
export type Step = "wait" | "ask" | "test";

/** Finds the first idle time of the day. Times are monotonic milliseconds. */
export class Moment {
  #dueMs: number | null = null;
  #idleMs = Number.POSITIVE_INFINITY;
  #askedMs: number | null = null;
  #touchedMs: number;

  constructor(nowMs: number) {
    this.#touchedMs = nowMs;
  }

  /** The server's plan: it knows the last result, also after a reload. */
  planned(plan: SelfTestPlan, nowMs: number): void {
    this.#dueMs = plan.dueSeconds === null ? Number.POSITIVE_INFINITY : nowMs + plan.dueSeconds * 1000;
    this.#idleMs = plan.idleSeconds * 1000;
  }

  /** The line has come back: what was planned may no longer be so. */
  forget(): void {
    this.#dueMs = null;
    this.#askedMs = null;
  }

  /** Somebody has touched the point. */
  touched(nowMs: number): void {
    this.#touchedMs = nowMs;
  }

  /** What to do now; call it every few seconds. */
  step(standing: Standing, nowMs: number): Step {
    if (standing === "taken") {
      this.#touchedMs = nowMs;
      return "wait";
    }
    if (this.#dueMs === null) {
      if (this.#askedMs !== null && nowMs - this.#askedMs < ASK_AGAIN_MS) return "wait";
      this.#askedMs = nowMs;
      return "ask";
    }
    return nowMs >= this.#dueMs && nowMs - this.#touchedMs >= this.#idleMs ? "test" : "wait";
  }

  /** The test was broken off by somebody who came: not again before the next idle time. */
  brokenOff(nowMs: number): void {
    this.#touchedMs = nowMs;
  }

  /** The test could not be made, or its result not be told. */
  couldNot(nowMs: number): void {
    this.#dueMs = nowMs + TEST_AGAIN_MS;
  }
}
