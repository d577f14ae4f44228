// How long one waits for the line. Pure: what was measured is an argument.

/** The least, and while no answer has told how long one takes: 0.4 s tore a living line at 20 % loss. */
const LEAST_CHECK_MS = 500;
const LONGEST_CHECK_MS = 1_500;
/** The quickest of so many answers tells what the line takes; in the others the server had something to do. */
const ANSWERS = 8;
/** What TCP adds to a round trip before it sends a lost packet again: Linux's least, of the 1 s in RFC 6298. */
const SENT_AGAIN_MS = 200;
/**
 * How often a browser may be made to try in vain.
 *
 * sparing: Chromium makes a WebSocket wait that follows failed ones, none of the first dozen in two to four minutes
 * for more than 0.3 s, and each from the sixteenth on for 1-5 s (blink's WebSocket throttler). eager: Firefox counts no
 * attempt that the page gave up, but lets the next one wait for the socket of the last, which asks ever more seldom.
 */
export type Pace = "sparing" | "eager";

/** Quick tries of a sparing browser, after a loss that may have been a hiccup. */
const QUICK_ATTEMPTS = 2;
/** One try in so many of an eager one has patience: the network that has come back may be a slower one. */
const PATIENT_EACH = 3;
/** After so many nobody waits for the next moment any more. Together they last F-04's 30 s, and some more. */
const ATTEMPTS = { sparing: 16, eager: 30 } as const;
/** A first SYN that nobody hears is sent again after 1 s (RFC 6298 section 2.1): this asks twice. */
const PATIENCE_MS = { sparing: 2_300, eager: 2_000 } as const;
/** A connection is made in four round trips and took 0.05-0.2 s; with a packet lost, or the server busy, so long. */
const LEAST_ATTEMPT_MS = 600;
/** As much as the last success took, so many times: one of its four round trips may be lost and sent again. */
const QUICK_TIMES = 3;
/** The same in a patient try: half of it more, for what is spread about the last measure. */
const PATIENT_TIMES = 1.5;
/** The first attempt's time too, and any later one's: whoever has not answered by then has lost the question. */
export const LONGEST_ATTEMPT_MS = 8_000;

/** After a try that ran out of time: that was the pause, this lets the socket close. */
const TIMED_OUT_PAUSE_MS = 50;
/** After the first try that failed at once: a server that begins anew is there in a moment. */
const FAILED_PAUSE_MS = 330;
/** After each further one so much longer, which is Firefox's own pace: no more fail than the browser forgives. */
const FAILED_TIMES = 1.5;
/** After the last of them. */
const SLOW_PAUSE_MS = 4_000;

/** How long an answer takes on one line. */
export class AnswerTime {
  readonly #latestMs: number[] = [];

  /** One answer has taken so long. */
  took(answerMs: number): void {
    this.#latestMs.push(answerMs);
    if (this.#latestMs.length > ANSWERS) this.#latestMs.shift();
  }

  /** An answer comes within so many ms, also when the question or the answer was lost once on its way. */
  get patienceMs(): number {
    if (this.#latestMs.length === 0) return LEAST_CHECK_MS;
    const oneLostMs = 2 * Math.min(...this.#latestMs) + SENT_AGAIN_MS;
    return Math.min(LONGEST_CHECK_MS, Math.max(LEAST_CHECK_MS, oneLostMs));
  }

  /** Another line: nothing is known of it. */
  reset(): void {
    this.#latestMs.length = 0;
  }
}

/**
 * How many ms an attempt to connect may take; the last first one that succeeded took `tookMs`, null: none has yet.
 *
 * What was sent into nothing is only sent again after 1 s, so the first tries are short; a line that took long to
 * come up is given longer.
 */
export function attemptMs(attempt: number, tookMs: number | null, pace: Pace): number {
  if (attempt >= ATTEMPTS[pace]) return LONGEST_ATTEMPT_MS;
  const patientMs = Math.min(LONGEST_ATTEMPT_MS, Math.max(PATIENCE_MS[pace], PATIENT_TIMES * (tookMs ?? 0)));
  const patient =
    pace === "sparing" ? attempt >= QUICK_ATTEMPTS : attempt % PATIENT_EACH === PATIENT_EACH - 1;
  if (tookMs === null || patient) return patientMs;
  return Math.min(patientMs, Math.max(LEAST_ATTEMPT_MS, QUICK_TIMES * tookMs));
}

/** The longest pause in ms after an attempt that failed; who has waited in vain has paused already. */
export function longestPauseMs(attempt: number, timedOut: boolean, pace: Pace): number {
  if (attempt >= ATTEMPTS[pace]) return SLOW_PAUSE_MS;
  return timedOut ? TIMED_OUT_PAUSE_MS : Math.min(SLOW_PAUSE_MS, FAILED_PAUSE_MS * FAILED_TIMES ** attempt);
}
