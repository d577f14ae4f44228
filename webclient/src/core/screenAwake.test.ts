import { expect, it, vi } from "vitest";
import { keepAwake, type Screen } from "./screenAwake";
import { settle } from "./testing/browser";

/** A screen whose locks are counted; as a browser it lets all go when the window is hidden. */
class TestScreen implements Screen {
  held = 0;
  asked = 0;
  refuse = false;
  visibilityState: DocumentVisibilityState = "visible";
  readonly #listeners = new Set<() => void>();
  readonly document = {
    addEventListener: (_event: string, listener: () => void) => void this.#listeners.add(listener),
    removeEventListener: (_event: string, listener: () => void) => void this.#listeners.delete(listener),
  } as unknown as Screen["document"];

  constructor() {
    Object.defineProperty(this.document, "visibilityState", { get: () => this.visibilityState });
  }

  readonly wakeLock = {
    request: async () => {
      this.asked += 1;
      if (this.refuse) throw new Error("NotAllowedError");
      this.held += 1;
      let mine = true;
      return {
        release: async () => {
          if (mine && this.held > 0) this.held -= 1;
          mine = false;
        },
      };
    },
  };

  show(visible: boolean): void {
    this.visibilityState = visible ? "visible" : "hidden";
    if (!visible) this.held = 0;
    for (const listener of [...this.#listeners]) listener();
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

it("keeps the screen on, and lets it go afterwards", async () => {
  const screen = new TestScreen();
  const stop = keepAwake(screen);
  await settle();
  expect(screen.held).toBe(1);
  stop();
  await settle();
  expect(screen.held).toBe(0);
  expect(screen.listeners).toBe(0);
});

it("asks again when a hidden window is seen", async () => {
  const screen = new TestScreen();
  const stop = keepAwake(screen);
  await settle();
  screen.show(false);
  await settle();
  expect(screen.asked).toBe(1);
  screen.show(true);
  await settle();
  expect(screen.held).toBe(1);
  stop();
});

it("holds nothing when the call was over before the browser answered", async () => {
  const screen = new TestScreen();
  keepAwake(screen)();
  await settle();
  expect(screen.held).toBe(0);
});

it("goes on without: a refusal, or a browser that has none", async () => {
  const screen = new TestScreen();
  screen.refuse = true;
  const stop = keepAwake(screen);
  await settle();
  expect(screen.held).toBe(0);
  stop();
  const listen = vi.spyOn(screen.document, "addEventListener");
  keepAwake({ wakeLock: undefined, document: screen.document })();
  expect(listen).not.toHaveBeenCalled();
});
