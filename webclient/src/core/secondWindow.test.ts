// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Display, featuresFor, SecondWindow } from "./secondWindow";

class Sheet {
  text = "";
  replaceSync(text: string): void {
    this.text = text;
  }
}

const display = (availLeft: number): Display => ({
  availLeft,
  availTop: 0,
  availWidth: 1920,
  availHeight: 1040,
});
const HERE = display(0);
const THERE = display(1920);

/** Another window as a browser gives it, as far as it is touched. */
function another() {
  const other = {
    document: document.implementation.createHTMLDocument(),
    closed: false,
    CSSStyleSheet: Sheet,
    focus: vi.fn(),
    close: vi.fn(() => {
      other.closed = true;
    }),
  };
  return other;
}

let other: ReturnType<typeof another>;
let second: SecondWindow;

function host(more: object = {}): Window & { open: ReturnType<typeof vi.fn> } {
  const own = { open: vi.fn(() => other), screen: HERE, ...more };
  return new Proxy(window, {
    get: (target, key) => {
      const value: unknown = Reflect.get(key in own ? own : target, key);
      return typeof value === "function" && !(key in own) ? value.bind(target) : value;
    },
  }) as never;
}

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  other = another();
});
afterEach(() => {
  second.close();
  vi.useRealTimers();
});

async function opened(from: Window): Promise<void> {
  second = new SecondWindow(from);
  second.start();
  await vi.advanceTimersByTimeAsync(0);
  await second.open();
}

describe("the second window (F-26)", () => {
  it("gives a place to draw, in this page's language and styles", async () => {
    document.documentElement.lang = "sv";
    const style = document.createElement("style");
    style.textContent = ".paper { color: red; }";
    document.head.append(style);
    await opened(host());
    const { root } = second.state.get();
    expect(root?.ownerDocument).toBe(other.document);
    const [sheet] = other.document.adoptedStyleSheets as unknown as Sheet[];
    expect(sheet?.text).toContain("color: red");
    await vi.advanceTimersByTimeAsync(300);
    expect(other.document.documentElement.lang).toBe("sv");
    style.remove();
  });

  it("is brought back by closing it, here or there", async () => {
    await opened(host());
    other.closed = true;
    await vi.advanceTimersByTimeAsync(300);
    expect(second.state.get().root).toBeNull();
    other = another();
    await second.open();
    expect(second.state.get().root).not.toBeNull();
    second.bringBack();
    expect(other.close).toHaveBeenCalled();
    expect(second.state.get().root).toBeNull();
    expect(sessionStorage).toHaveLength(0);
  });

  it("is filled again after it was loaded again", async () => {
    await opened(host());
    const before = second.state.get().root;
    other.document = document.implementation.createHTMLDocument();
    await vi.advanceTimersByTimeAsync(300);
    expect(second.state.get().root?.ownerDocument).toBe(other.document);
    expect(second.state.get().root).not.toBe(before);
  });

  it("is opened once", async () => {
    const from = host();
    await opened(from);
    await second.open();
    expect(from.open).toHaveBeenCalledTimes(1);
    expect(other.focus).toHaveBeenCalled();
  });

  it("says so where the browser does not let it be opened", async () => {
    await opened(host({ open: () => null }));
    expect(second.state.get()).toEqual({ root: null, blocked: true });
    expect(sessionStorage).toHaveLength(0);
  });

  it("goes with the page, and is there again when the page was loaded again", async () => {
    await opened(host());
    window.dispatchEvent(new Event("pagehide"));
    expect(other.close).toHaveBeenCalled();
    other = another();
    const again = new SecondWindow(host());
    again.start();
    expect(again.state.get().root?.ownerDocument).toBe(other.document);
    again.close();
    expect(sessionStorage).toHaveLength(0);
  });

  it("forgets quietly that it was there where a page may open none by itself", () => {
    sessionStorage.setItem("etaluukku-second-window", "1");
    second = new SecondWindow(host({ open: () => null }));
    second.start();
    expect(second.state.get()).toEqual({ root: null, blocked: false });
    expect(sessionStorage).toHaveLength(0);
  });
});

describe("another display (W3C Window Management)", () => {
  const managing = (state: PermissionState) => {
    const getScreenDetails = vi.fn(async () => ({ screens: [HERE, THERE], currentScreen: HERE }));
    const permissions = { query: async () => ({ state }) };
    return { from: host({ getScreenDetails, navigator: { permissions } }), getScreenDetails };
  };

  it("is filled whole where the browser lets the page see it", async () => {
    const { from } = managing("granted");
    await opened(from);
    expect(from.open).toHaveBeenCalledWith("", expect.any(String), featuresFor(THERE, HERE));
    expect(featuresFor(THERE, HERE)).toBe("popup,left=1920,top=0,width=1920,height=1040");
  });

  it.each(["prompt", "denied"] as const)("is not asked for where the permission is: %s", async (state) => {
    const { from, getScreenDetails } = managing(state);
    await opened(from);
    expect(getScreenDetails).not.toHaveBeenCalled();
    expect(from.open).toHaveBeenCalledWith("", expect.any(String), featuresFor(null, HERE));
    expect(featuresFor(null, HERE)).toBe("popup,left=960,top=0,width=960,height=1040");
  });
});
