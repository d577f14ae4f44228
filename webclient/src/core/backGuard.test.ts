// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BackGuard } from "./backGuard";
import { forgetAddress } from "./reset";

/** The next popstate, which a browser fires after the traversal, not during it. */
const moved = () => new Promise<void>((done) => addEventListener("popstate", () => done(), { once: true }));

async function go(by: number): Promise<void> {
  const there = moved();
  history.go(by);
  await there;
}

describe("Back during a call", () => {
  let guard: BackGuard;
  const onBack = vi.fn();
  beforeEach(() => {
    onBack.mockReset();
    history.pushState(null, "", "/demo");
    history.pushState(null, "", "/point");
    guard = new BackGuard();
    guard.hold(onBack);
  });
  afterEach(() => guard.release());

  it("asks instead of leaving, each time", async () => {
    await go(-1);
    await go(-1);
    expect(onBack).toHaveBeenCalledTimes(2);
    expect(location.pathname).toBe("/point");
  });

  it("is held once, however often the screen is drawn", async () => {
    const before = history.length;
    guard.release();
    guard.hold(onBack);
    expect(history.length).toBe(before);
    await go(-1);
    expect(onBack).toHaveBeenCalledTimes(1);
  });

  it("does not take a link within the page for Back", async () => {
    const there = moved();
    location.hash = "papers";
    await there;
    expect(onBack).not.toHaveBeenCalled();
    await go(-1);
    expect(onBack).not.toHaveBeenCalled();
    await go(-1);
    expect(onBack).toHaveBeenCalledTimes(1);
  });
});

describe("the next call", () => {
  it("is held by the entry of the last one", async () => {
    history.pushState(null, "", "/interpreter");
    const guard = new BackGuard();
    const onBack = vi.fn();
    guard.hold(() => undefined);
    const entries = history.length;
    forgetAddress(window); // as a seat does when its call has ended
    guard.release();
    guard.hold(onBack);
    expect(history.length).toBe(entries);
    await go(-1);
    expect(onBack).toHaveBeenCalledTimes(1);
    expect(location.pathname).toBe("/interpreter");
    guard.release();
  });
});

describe("an invitation (F-25)", () => {
  beforeEach(() => {
    history.pushState(null, "", "/demo");
    history.pushState(null, "", "/join/ABCD-1234");
  });

  it("stays in the address bar during the call, for a page that is loaded again", async () => {
    const guard = new BackGuard();
    guard.hold(() => undefined);
    expect(location.pathname).toBe("/join/ABCD-1234");
    await go(-1);
    expect(location.pathname).toBe("/join/ABCD-1234");
    guard.release();
  });

  it("is not in the entry of a link within the page, which keeps its place", async () => {
    const guard = new BackGuard();
    guard.hold(() => undefined);
    const there = moved();
    location.hash = "papers";
    await there;
    expect([location.pathname, location.hash]).toEqual(["/join", "#papers"]);
    expect(history.state).toEqual({ etaluukkuDepth: 2 });
    guard.release();
  });

  it("goes from an entry below such a link as soon as it is reached after the call", async () => {
    const guard = new BackGuard();
    const onBack = vi.fn();
    guard.hold(onBack);
    const there = moved();
    location.hash = "papers";
    await there;
    forgetAddress(window); // as a seat does when its call has ended
    guard.release();
    for (const depth of [1, 0]) {
      await go(-1);
      expect([location.pathname, history.state]).toEqual(["/join", { etaluukkuDepth: depth }]);
    }
    await go(-1);
    expect(location.pathname).toBe("/demo");
    expect(onBack).not.toHaveBeenCalled();
  });

  it("is in no entry after the call, and Back leads where it led before", async () => {
    const guard = new BackGuard();
    const onBack = vi.fn();
    guard.hold(onBack);
    forgetAddress(window);
    guard.release();
    expect([location.pathname, history.state]).toEqual(["/join", { etaluukkuDepth: 1 }]);
    await go(-1);
    expect([location.pathname, history.state]).toEqual(["/join", { etaluukkuDepth: 0 }]);
    await go(-1);
    expect(location.pathname).toBe("/demo");
    expect(onBack).not.toHaveBeenCalled();
  });
});

describe("what a person does at once after the call", () => {
  it("is not called off by the guard, which goes nowhere by itself", () => {
    const went = vi.spyOn(history, "go");
    const guard = new BackGuard();
    guard.hold(() => undefined);
    guard.release();
    expect(went).not.toHaveBeenCalled();
    went.mockRestore();
  });
});
