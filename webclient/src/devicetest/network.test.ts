import { describe, expect, it } from "vitest";
import type { Phase, Result, TestState } from "../nettest/model";
import type { Judgement } from "../nettest/verdict";
import { findingOf } from "./network";

function ended(phase: Phase, judgement?: Judgement): TestState {
  const result: Result | null = judgement ? { judgement, measured: null, at: new Date(0) } : null;
  return { phase, ways: [], measuring: null, result, error: null };
}

describe("F-03: a site test in the words of somebody who wants to call", () => {
  it.each([
    ["idle", "quiet"],
    ["asking", "running"],
    ["trying", "running"],
    ["measuring", "running"],
  ] as const)("%s has no remedy yet", (phase, standing) => {
    expect(findingOf(ended(phase), true)).toEqual({ standing, remedy: null });
  });

  it.each([
    [{ verdict: "video", limits: [] }, "good", null],
    [{ verdict: "sound", limits: ["loss"] }, "poor", "line"],
    [{ verdict: "sound", limits: ["up", "down"] }, "poor", "line"],
    [{ verdict: "nothing", limits: ["delay"] }, "bad", "line"],
    [{ verdict: "nothing", limits: ["closed"] }, "bad", "firewall"],
    [{ verdict: "nothing", limits: ["unmeasured"] }, "bad", "firewall"],
  ] as const)("%o is %s, and has one remedy: %s", (judgement, standing, remedy) => {
    expect(findingOf(ended("done", judgement), true)).toEqual({ standing, remedy });
  });

  it("that could not be made is tried again", () => {
    expect(findingOf(ended("failed"), true)).toEqual({ standing: "bad", remedy: "again" });
  });

  it("is of no use in a browser that makes no calls", () => {
    expect(findingOf(ended("idle"), false)).toEqual({ standing: "bad", remedy: "browser" });
  });
});
