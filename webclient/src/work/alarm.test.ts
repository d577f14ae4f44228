// @vitest-environment jsdom
import { act, cleanup, fireEvent, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useAlarm } from "./useAlarm";

/** As much of Web Audio as the chime needs: node has none. */
const started: number[] = [];
class FakeNode {
  readonly gain = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
  constructor(
    _context: unknown,
    private readonly options: { frequency?: number },
  ) {}
  connect<T>(next: T): T {
    return next;
  }
  start(): void {
    started.push(this.options.frequency ?? 0);
  }
  stop(): void {}
}
class FakeContext {
  state = "suspended";
  readonly currentTime = 0;
  readonly destination = {};
  async resume(): Promise<void> {
    this.state = "running";
  }
  async close(): Promise<void> {
    this.state = "closed";
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("AudioContext", FakeContext);
  vi.stubGlobal("OscillatorNode", FakeNode);
  vi.stubGlobal("GainNode", FakeNode);
  started.length = 0;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const press = () => act(async () => void fireEvent.pointerDown(window));

it("is silent until something was pressed, rings at a new call, and again while it waits", async () => {
  const { result, rerender } = renderHook(({ calls }) => useAlarm(calls, "!"), {
    initialProps: { calls: ["a"] },
  });
  expect(started).toEqual([]);
  expect(result.current.unlocked).toBe(false);
  await press();
  expect(result.current.unlocked).toBe(true);
  rerender({ calls: ["a", "b"] });
  expect(started).toHaveLength(2);
  act(() => void vi.advanceTimersByTime(6_000));
  expect(started).toHaveLength(4);
  rerender({ calls: [] });
  act(() => void vi.advanceTimersByTime(60_000));
  expect(started).toHaveLength(4);
});

it("does not ring for those who have turned it off", async () => {
  const { result, rerender } = renderHook(({ calls }) => useAlarm(calls, "!"), {
    initialProps: { calls: [] as string[] },
  });
  await press();
  act(() => result.current.setOn(false));
  rerender({ calls: ["a"] });
  act(() => void vi.advanceTimersByTime(60_000));
  expect(started).toEqual([]);
});
