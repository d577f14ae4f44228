// @vitest-environment jsdom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useNotice, type Waits } from "./useNotice";

/** As much of the Notifications API as there is to see: neither node nor jsdom has it. */
class FakeNotification {
  static permission: NotificationPermission = "default";
  static answer: NotificationPermission = "granted";
  static asked = 0;
  static all: FakeNotification[] = [];
  static async requestPermission(): Promise<NotificationPermission> {
    FakeNotification.asked += 1;
    FakeNotification.permission = FakeNotification.answer;
    return FakeNotification.answer;
  }
  onclick: (() => void) | null = null;
  closed = false;
  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    FakeNotification.all.push(this);
  }
  close(): void {
    this.closed = true;
  }
}

let looking: boolean;

beforeEach(() => {
  localStorage.clear();
  Object.assign(FakeNotification, { permission: "default", answer: "granted", asked: 0, all: [] });
  vi.stubGlobal("Notification", FakeNotification);
  looking = false;
  vi.spyOn(document, "hasFocus").mockImplementation(() => looking);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const ANNA: Waits = { id: "a", words: "Kuntoutus, Soini" };
const BERT: Waits = { id: "b", words: "Perhe-etuudet, Alavus" };
const hook = (initial: readonly Waits[]) =>
  renderHook(({ waiting }) => useNotice(waiting, "Asiakas odottaa"), { initialProps: { waiting: initial } });
const shown = () => FakeNotification.all.filter(({ closed }) => !closed);

async function on(initial: readonly Waits[] = []) {
  const made = hook(initial);
  await act(() => made.result.current.setOn(true));
  return made;
}

it("asks for permission when it is turned on, and never before", async () => {
  const { result } = hook([ANNA]);
  expect(result.current.state).toBe("off");
  expect([FakeNotification.asked, FakeNotification.all.length]).toEqual([0, 0]);
  await act(() => result.current.setOn(true));
  expect([FakeNotification.asked, result.current.state]).toEqual([1, "on"]);
});

it("tells of each new one, no more than the list shows, and without a sound of its own", async () => {
  const { rerender } = await on([ANNA]);
  rerender({ waiting: [ANNA, BERT] });
  const [only] = shown();
  expect(shown()).toHaveLength(1);
  expect(only).toMatchObject({
    title: "Asiakas odottaa",
    options: { body: "Perhe-etuudet, Alavus", silent: true },
  });
  rerender({ waiting: [ANNA, BERT] });
  expect(FakeNotification.all).toHaveLength(1);
});

it("leaves alone who looks at the desk, and is taken away when they do or the client is gone", async () => {
  const { rerender } = await on();
  looking = true;
  rerender({ waiting: [ANNA] });
  expect(shown()).toHaveLength(0);
  looking = false;
  rerender({ waiting: [ANNA, BERT] });
  expect(shown()).toHaveLength(1);
  rerender({ waiting: [ANNA] });
  expect(shown()).toHaveLength(0);
  rerender({ waiting: [ANNA, BERT] });
  act(() => void window.dispatchEvent(new Event("focus")));
  expect(shown()).toHaveLength(0);
});

it("brings the page to the front when it is pressed", async () => {
  const front = vi.spyOn(window, "focus").mockImplementation(() => undefined);
  const { rerender } = await on();
  rerender({ waiting: [ANNA] });
  const [only] = shown();
  only?.onclick?.();
  expect(front).toHaveBeenCalledOnce();
  expect(shown()).toHaveLength(0);
});

it("says that the browser forbids it, and shows nothing", async () => {
  FakeNotification.answer = "denied";
  const { result, rerender } = await on();
  expect(result.current.state).toBe("denied");
  rerender({ waiting: [ANNA] });
  expect(FakeNotification.all).toHaveLength(0);
});

it("stays on for the next visit, and is turned off for good", async () => {
  const first = await on();
  first.unmount();
  const again = hook([]);
  expect([again.result.current.state, FakeNotification.asked]).toEqual(["on", 1]);
  await act(() => again.result.current.setOn(false));
  again.rerender({ waiting: [ANNA] });
  expect(FakeNotification.all).toHaveLength(0);
  expect(hook([]).result.current.state).toBe("off");
});

it("is not offered where there are no notifications", () => {
  vi.stubGlobal("Notification", undefined);
  expect(hook([ANNA]).result.current.state).toBe("none");
});
