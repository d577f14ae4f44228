import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchSleep } from "./sleep";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("tells of a sleep once, when the machine wakes", () => {
  const woken = vi.fn();
  const stop = watchSleep(woken);
  vi.advanceTimersByTime(600_000);
  expect(woken).not.toHaveBeenCalled();
  vi.setSystemTime(Date.now() + 3_600_000); // the clock has gone on, and no timer has beaten
  vi.advanceTimersByTime(10_000);
  expect(woken).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(600_000);
  expect(woken).toHaveBeenCalledTimes(1);
  stop();
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(10_000);
  expect(woken).toHaveBeenCalledTimes(1);
});

it("takes the slow beat of a hidden window for no sleep", () => {
  const woken = vi.fn();
  let at = 0;
  const stop = watchSleep(woken, () => at);
  for (let beat = 0; beat < 10; beat++) {
    at += 60_000;
    vi.advanceTimersByTime(10_000);
  }
  expect(woken).not.toHaveBeenCalled();
  stop();
});
