import { afterEach, describe, expect, it, vi } from "vitest";
import { watchNetwork } from "./network";

class TestNetwork extends EventTarget {
  type: string | undefined = "wifi";

  becomes(type: string | undefined): void {
    this.type = type;
    this.dispatchEvent(new Event("change"));
  }
}

afterEach(() => vi.unstubAllGlobals());

describe("the browser's network", () => {
  it("is another one when it has come back or is of another kind", () => {
    const page = new EventTarget();
    const connection = new TestNetwork();
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    vi.stubGlobal("navigator", { connection });
    const changed = vi.fn();
    const stop = watchNetwork(changed);
    page.dispatchEvent(new Event("online"));
    expect(changed).toHaveBeenCalledTimes(1);
    connection.becomes("wifi"); // a new estimate of the rate
    connection.becomes("none");
    expect(changed).toHaveBeenCalledTimes(1);
    connection.becomes("cellular");
    expect(changed).toHaveBeenCalledTimes(2);
    stop();
    connection.becomes("wifi");
    page.dispatchEvent(new Event("online"));
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("tells nothing where the browser does not", () => {
    vi.stubGlobal("addEventListener", undefined);
    vi.stubGlobal("navigator", {});
    expect(() => watchNetwork(() => undefined)()).not.toThrow();
  });
});
