import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PointState } from "../core/seats/point";
import type { LinkState } from "../core/socket";
import { Store } from "../core/store";
import { entryOf, type Page, Upkeep } from "./upkeep";

const MINUTE = 60_000;
const page = (version: string) =>
  `<html><head><script type="module" nonce="x" crossorigin src="/assets/index-${version}.js"></script></head></html>`;
const TICKET = {} as NonNullable<PointState["ticket"]>;

let line: Store<LinkState>;
let point: Store<Pick<PointState, "phase" | "ticket" | "consultation">>;
let served: string | null;
let reloads: number;
let tried: string | null;
let busy: boolean;
let upkeep: Upkeep;

beforeEach(() => {
  vi.useFakeTimers();
  line = new Store<LinkState>("up");
  point = new Store({ phase: "ready" as PointState["phase"], ticket: null, consultation: null });
  served = page("old");
  reloads = 0;
  tried = null;
  busy = false;
  const made: Page = {
    entry: "/assets/index-old.js",
    async fetch() {
      if (served === null) throw new Error("nobody answers");
      return served;
    },
    reload: () => {
      reloads += 1;
    },
    tried: () => tried,
    try: (entry) => {
      tried = entry;
    },
    nowMs: () => performance.now(),
  };
  upkeep = new Upkeep({ link: { state: line }, point, busy: () => busy }, made);
  upkeep.start();
});
afterEach(() => {
  upkeep.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const restart = () => {
  line.set("down");
  line.set("up");
};

describe("a new version of the client", () => {
  it("is loaded after the server's restart, when nobody has touched the point for a minute", async () => {
    served = page("new");
    restart();
    await pass(50_000);
    expect(reloads).toBe(0);
    await pass(20_000);
    expect(reloads).toBe(1);
  });

  it.each(["ticket", "self-test"])("waits for the end of a %s", async (what) => {
    await pass(10 * MINUTE);
    served = page("new");
    restart();
    if (what === "ticket") point.patch({ ticket: TICKET });
    else busy = true;
    await pass(10 * MINUTE);
    expect(reloads).toBe(0);
    point.patch({ ticket: null });
    busy = false;
    await pass(50_000);
    expect(reloads).toBe(0);
    await pass(20_000);
    expect(reloads).toBe(1);
  });

  it("is not loaded when it is the same one", async () => {
    restart();
    await pass(5 * MINUTE);
    expect(reloads).toBe(0);
  });

  it("is loaded once, also where a proxy goes on giving the old page its script", async () => {
    served = page("new");
    restart();
    await pass(2 * MINUTE);
    restart();
    await pass(2 * MINUTE);
    expect(reloads).toBe(1);
  });

  it("is found within the hour when the line never broke", async () => {
    served = page("new");
    await pass(59 * MINUTE);
    expect(reloads).toBe(0);
    await pass(2 * MINUTE);
    expect(reloads).toBe(1);
  });

  it("is no page of somebody else's: an error of a proxy loads nothing", async () => {
    served = "<html>Bad gateway</html>";
    restart();
    await pass(5 * MINUTE);
    expect(reloads).toBe(0);
  });
});

describe("a point that could not be opened", () => {
  it("is drawn anew as soon as the server answers, without a press", async () => {
    served = null;
    point.patch({ phase: "failed" });
    await pass(2 * MINUTE);
    expect(reloads).toBe(0);
    served = page("old");
    await pass(MINUTE);
    expect(reloads).toBeGreaterThan(0);
  });

  it("is left alone when it has come back by itself", async () => {
    point.patch({ phase: "failed" });
    await pass(10_000);
    point.patch({ phase: "ready" });
    await pass(2 * MINUTE);
    expect(reloads).toBe(0);
  });
});

it("reads the script of a page as the server writes it", () => {
  expect(entryOf(page("a1"))).toBe("/assets/index-a1.js");
  expect(entryOf('<script type="module" src="/src/main.tsx"></script>')).toBeNull();
});
