import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SelfTestFindings, SelfTestPlan } from "../core/protocol";
import type { PointState } from "../core/seats/point";
import { OPENING } from "../core/seats/seat";
import { Store } from "../core/store";
import { TestLink } from "../core/testing/link";
import { SelfTest } from "./selfTest";

const WELL: SelfTestFindings = {
  camera: "well",
  microphone: "well",
  loudspeaker: "unheard",
  network: "well",
  ways: ["udp"],
};
const IDLE: PointState = {
  ...OPENING,
  phase: "ready",
  name: null,
  directory: null,
  ticket: null,
  ticketClosed: null,
};
const TICKET = {} as NonNullable<PointState["ticket"]>;
const HOUR_MS = 3_600_000;

let link: TestLink;
let point: Store<PointState>;
let plan: SelfTestPlan;
/** Signals of the tests that have begun; each ends when the test says so, or when it is broken off. */
let begun: AbortSignal[];
let finish: () => void;
let selfTest: SelfTest;
let seen: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  plan = { dueSeconds: 0, idleSeconds: 60 };
  begun = [];
  seen = true;
  link = new TestLink()
    .answer("point:self-test", () => plan)
    .answer("point:tested", () => ({ dueSeconds: 20 * 3600, idleSeconds: 60 }));
  point = new Store(IDLE);
  selfTest = new SelfTest({
    link,
    point,
    seen: () => seen,
    probe: (signal) =>
      new Promise((resolve) => {
        begun.push(signal);
        finish = () => resolve(WELL);
        signal.addEventListener("abort", finish);
      }),
  });
  selfTest.start();
});
afterEach(() => {
  selfTest.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("F-30: tells the result of one test a day, without a person", async () => {
  await pass(70_000);
  expect(begun).toHaveLength(1);
  expect(selfTest.running.get()).toBe(true);
  finish();
  await pass(0);
  expect(selfTest.running.get()).toBe(false);
  expect(link.requests("point:tested").map(({ findings }) => findings)).toEqual([WELL]);
  await pass(19 * HOUR_MS);
  expect(begun).toHaveLength(1);
  await pass(2 * HOUR_MS);
  expect(begun).toHaveLength(2);
});

it("does not begin again after a reload: the server says that the day is done", async () => {
  plan = { dueSeconds: 20 * 3600, idleSeconds: 60 };
  await pass(HOUR_MS);
  expect(begun).toHaveLength(0);
});

it.each(["ticket", "phase"] as const)("does not begin with %s in the way", async (what) => {
  point.patch(what === "ticket" ? { ticket: TICKET } : { phase: "failed" });
  await pass(HOUR_MS);
  expect(begun).toHaveLength(0);
});

it("does not begin in a hidden window, or without a line", async () => {
  seen = false;
  await pass(HOUR_MS);
  seen = true;
  link.line.set("down");
  await pass(HOUR_MS);
  expect(begun).toHaveLength(0);
});

it("is broken off at once by a call, and tells nothing of it", async () => {
  await pass(70_000);
  point.patch({ ticket: TICKET });
  expect(begun[0]?.aborted).toBe(true);
  await pass(0);
  expect(selfTest.running.get()).toBe(false);
  expect(link.requests("point:tested")).toEqual([]);
  point.patch({ ticket: null });
  await pass(70_000);
  expect(begun).toHaveLength(2);
});

it("is broken off by a lost line and by the end of the page", async () => {
  await pass(70_000);
  link.line.set("down");
  expect(begun[0]?.aborted).toBe(true);
  await pass(0);
  link.line.set("up");
  await pass(140_000);
  selfTest.close();
  expect(begun[1]?.aborted).toBe(true);
  await pass(HOUR_MS);
  expect(begun).toHaveLength(2);
});

it("goes on without a plan from an old server, and asks again", async () => {
  selfTest.close();
  const refusing = new TestLink();
  selfTest = new SelfTest({ link: refusing, point, seen: () => true, probe: async () => WELL });
  selfTest.start();
  await pass(HOUR_MS);
  expect(refusing.requests("point:self-test").length).toBeGreaterThan(2);
  expect(refusing.requests("point:tested")).toEqual([]);
});

it("tests once more an hour later when the browser could not, and not all day", async () => {
  selfTest.close();
  let tries = 0;
  const probe = async () => {
    tries += 1;
    if (tries === 1) throw new Error("this browser draws nothing");
    return WELL;
  };
  selfTest = new SelfTest({ link, point, seen: () => true, probe });
  selfTest.start();
  await pass(HOUR_MS);
  expect(tries).toBe(1);
  await pass(200_000);
  expect(tries).toBe(2);
  expect(link.requests("point:tested")).toHaveLength(1);
});
