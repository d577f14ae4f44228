// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetEverything, KEYS_KEY, LANGUAGE_KEY } from "./reset";

/** What jsdom does not have, as a browser has it. */
function browser(more: object): Window {
  return new Proxy(window, {
    get: (target, name) => (name in more ? more[name as never] : Reflect.get(target, name, target)),
  });
}

describe("the end of a consultation (F-25)", () => {
  beforeEach(() => {
    localStorage.clear();
    localStorage.setItem(LANGUAGE_KEY, "sv");
    localStorage.setItem("draft", "hakemus");
    sessionStorage.setItem("consultation", "c".repeat(32));
    window.history.replaceState({ name: "Veli" }, "", "/join/ABCD-1234?name=Veli#papers");
  });

  it("leaves how the screen is set and nothing else", () => {
    localStorage.setItem(KEYS_KEY, "off");
    forgetEverything();
    expect({ ...localStorage }).toEqual({ [LANGUAGE_KEY]: "sv", [KEYS_KEY]: "off" });
    expect(sessionStorage).toHaveLength(0);
    expect(window.location.href).toBe(`${window.location.origin}/join`);
    expect(window.history.state).toBeNull();
  });

  it("does it twice as well as once", () => {
    forgetEverything();
    forgetEverything();
    expect(localStorage).toHaveLength(1);
  });
});

describe("what lies outside the page (F-25)", () => {
  const writeText = vi.fn(async (_: string) => {});
  const clipboard = () => browser({ navigator: { clipboard: { writeText } } });
  beforeEach(() => writeText.mockReset());
  afterEach(() => window.history.replaceState(null, "", "/"));

  it("is emptied: stores of the browser that this client does not even use", async () => {
    const gone: string[] = [];
    const caches = { keys: async () => ["pages"], delete: async (name: string) => void gone.push(name) };
    const indexedDB = {
      databases: async () => [{ name: "papers" }],
      deleteDatabase: (name: string) => void gone.push(name),
    };
    forgetEverything(browser({ caches, indexedDB }));
    await vi.waitFor(() => expect(gone).toEqual(["pages", "papers"]));
  });

  it("is the clipboard of a service point, and nobody else's", () => {
    window.history.replaceState(null, "", "/desk");
    forgetEverything(clipboard());
    expect(writeText).not.toHaveBeenCalled();
    window.history.replaceState(null, "", "/point");
    forgetEverything(clipboard());
    expect(writeText).toHaveBeenCalledExactlyOnceWith("");
  });

  it("is tried again with the next press where the browser wants one", async () => {
    window.history.replaceState(null, "", "/point");
    writeText.mockRejectedValueOnce(new DOMException("", "NotAllowedError"));
    forgetEverything(clipboard());
    await Promise.resolve();
    for (let press = 0; press < 2; press++) window.dispatchEvent(new Event("pointerdown"));
    expect(writeText).toHaveBeenCalledTimes(2);
  });
});
