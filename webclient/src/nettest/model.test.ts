import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Api } from "../core/api";
import type { SiteTest } from "../core/protocol";
import type { Line } from "./line";
import { type Browser, NetTest } from "./model";
import type { Sources } from "./sources";
import type { Sample } from "./stats";
import type { WayKind } from "./ways";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Relays as an administrator may have written them: the way that is taken last comes first. */
const RELAYS: SiteTest = {
  iceServers: {
    servers: [{ urls: ["turns:a.fi", "turn:a.fi"], username: "1:x", credential: "y" }],
    expiresAt: 1,
  },
  seconds: 60,
};
const API: Api = {
  seat: "point",
  get: async <Reply>() => RELAYS as Reply,
  post: async <Reply>() => ({ sdp: "" }) as Reply,
  put: () => Promise.reject(new Error("nothing is sent")),
  bytes: () => Promise.reject(new Error("nothing is read")),
};
const SOURCES = { close: () => undefined } as Sources;

/** A line of 50 packets a second; `back`: whether they come back. */
class TestLine implements Line {
  samples = 0;
  closed = false;

  constructor(private readonly back: boolean) {}

  async sendPictures(): Promise<void> {}

  async sample(): Promise<Sample> {
    const count = 25 * this.samples++;
    const back = this.back ? count : 0;
    const bytes = 25_000 * this.samples;
    return {
      at: performance.now(),
      soundSent: count,
      soundLostUp: 0,
      soundReceived: back,
      soundLost: 0,
      jitter: 0.001,
      roundTrip: 0.02,
      bytesSent: bytes,
      bytesReceived: this.back ? bytes : 0,
    };
  }

  close(): void {
    this.closed = true;
  }
}

/** A test in a network where these ways are open; each answers after so many ms. */
async function tested(open: Partial<Record<WayKind, number>>, back = true) {
  const lines = new Map<WayKind, TestLine>();
  const browser: Browser = {
    startSources: () => SOURCES,
    async tryWay(way) {
      await new Promise((resolve) => setTimeout(resolve, open[way.kind] ?? 8_000));
      if (open[way.kind] === undefined) return { way, why: "silent", line: null };
      const line = new TestLine(back);
      lines.set(way.kind, line);
      return { way, why: null, line };
    },
  };
  const test = new NetTest([API], browser);
  const done = test.start();
  await vi.runAllTimersAsync();
  await done;
  const { phase, result } = test.state.get();
  expect(phase).toBe("done");
  expect([...lines.values()].every(({ closed }) => closed)).toBe(true);
  const measured = [...lines].filter(([, { samples }]) => samples > 0).map(([kind]) => kind);
  return { result, measured };
}

it("measures over UDP wherever it is open, also when it answers last, and says so", async () => {
  const { result, measured } = await tested({ udp: 7_000, tcp: 10, "turn-udp": 20, "turn-tls": 30 });
  expect(measured).toEqual(["udp"]);
  expect(result?.measured?.kind).toBe("udp");
  expect(result?.judgement.verdict).toBe("video");
});

it.each([
  [{ tcp: 50, "turn-udp": 10, "turn-tls": 10 }, "tcp"],
  [{ "turn-tls": 10, "turn-udp": 50 }, "turn-udp"],
  [{ "turn-tls": 10 }, "turn-tls"],
] as const)("measures the way that a call would take: of %o, %s", async (open, kind) => {
  const { result, measured } = await tested(open);
  expect(measured).toEqual([kind]);
  expect(result?.measured?.kind).toBe(kind);
});

it("names the way too over which nothing came back", async () => {
  const { result } = await tested({ udp: 10, tcp: 10 }, false);
  expect(result?.judgement).toEqual({ verdict: "nothing", limits: ["unmeasured"] });
  expect(result?.measured).toEqual({ kind: "udp", figures: null });
});

it("measures nothing where no way is open", async () => {
  const { result, measured } = await tested({});
  expect(measured).toEqual([]);
  expect(result?.measured).toBeNull();
});

it("F-30: is broken off within a moment, and sends no pictures then", async () => {
  const line = new TestLine(true);
  const pictures = vi.spyOn(line, "sendPictures");
  const browser: Browser = {
    startSources: () => SOURCES,
    tryWay: async (way) => ({ way, why: null, line: way.kind === "udp" ? line : new TestLine(true) }),
  };
  const broken = new AbortController();
  const done = new NetTest([API], browser).start(broken.signal);
  await vi.advanceTimersByTimeAsync(1_000);
  broken.abort();
  await vi.advanceTimersByTimeAsync(1_000);
  await done;
  expect(line.closed).toBe(true);
  expect(pictures).not.toHaveBeenCalled();
});
