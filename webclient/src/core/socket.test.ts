import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newId } from "./ids";
import { SocketLink, type Wire } from "./socket";

/** The client side of a Socket.IO connection, without one. */
class TestWire implements Wire {
  connected = false;
  active = true;
  readonly sent: { event: string; request: unknown; acknowledge: (reply: unknown) => void }[] = [];
  readonly #listeners = new Map<string, ((...values: unknown[]) => void)[]>();

  connect = vi.fn();
  disconnect = vi.fn(() => {
    if (this.connected) this.happen("disconnect", "io client disconnect");
  });

  emit(event: string, request: unknown, acknowledge: (reply: unknown) => void): void {
    this.sent.push({ event, request, acknowledge });
  }

  on(event: string, listener: (...values: unknown[]) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  off(event: string, listener: (...values: unknown[]) => void): void {
    this.#listeners.set(
      event,
      (this.#listeners.get(event) ?? []).filter((one) => one !== listener),
    );
  }

  happen(event: string, ...values: unknown[]): void {
    if (event === "connect") this.connected = true;
    if (event === "disconnect") this.connected = false;
    for (const listener of this.#listeners.get(event) ?? []) listener(...values);
  }
}

let wire: TestWire;
let link: SocketLink;
let networkChanged: () => void;
let watching: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  wire = new TestWire();
  link = new SocketLink(wire, "eager", (changed) => {
    networkChanged = changed;
    watching = true;
    return () => {
      watching = false;
    };
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const cancel = () => ({ id: newId(), ticket: newId() });

describe("a link", () => {
  it("sends what was asked before it was connected", async () => {
    const asked = link.emit("point:open", {});
    expect(wire.sent).toHaveLength(0);
    wire.happen("connect");
    wire.sent[0]?.acknowledge({ ok: { name: "Soini" } });
    await expect(asked).resolves.toEqual({ name: "Soini" });
  });

  it("sends the same request with the same id after a lost line, and takes one answer", async () => {
    wire.happen("connect");
    const request = cancel();
    const asked = link.emit("ticket:cancel", request);
    wire.happen("disconnect", "transport close");
    expect(link.state.get()).toBe("down");
    wire.happen("connect");
    expect(wire.sent.map((one) => one.request)).toEqual([request, request]);
    wire.sent[1]?.acknowledge({ ok: {} });
    wire.sent[0]?.acknowledge({ error: { code: "conflict" } });
    await expect(asked).resolves.toEqual({});
  });

  it("asks again on a living line that does not answer", async () => {
    wire.happen("connect");
    const request = cancel();
    const asked = link.emit("ticket:cancel", request);
    vi.advanceTimersByTime(8_000);
    expect(wire.sent.map((one) => one.request)).toEqual([request, request]);
    wire.sent[1]?.acknowledge({ ok: {} });
    await asked;
    vi.advanceTimersByTime(60_000);
    expect(wire.sent).toHaveLength(2);
  });

  it("gives up after 35 s", async () => {
    const asked = link.emit("ticket:cancel", cancel());
    const failed = expect(asked).rejects.toMatchObject({ code: "unavailable", detail: "network" });
    vi.advanceTimersByTime(35_000);
    await failed;
    wire.happen("connect");
    expect(wire.sent).toHaveLength(0);
  });

  it("fails an offer at once when the line is lost", async () => {
    wire.happen("connect");
    const asked = link.emit("media:offer", { consultation: newId(), sdp: "v=0" }, { once: true });
    const failed = expect(asked).rejects.toMatchObject({ code: "unavailable" });
    wire.happen("disconnect", "ping timeout");
    await failed;
    wire.happen("connect");
    expect(wire.sent).toHaveLength(1);
  });

  it("tells a refusal by its code and detail", async () => {
    wire.happen("connect");
    const asked = link.emit("ticket:cancel", cancel());
    wire.sent[0]?.acknowledge({ error: { code: "conflict", detail: "taken" } });
    await expect(asked).rejects.toMatchObject({ code: "conflict", detail: "taken" });
  });

  it("calls an answer that is none of the protocol's unavailable", async () => {
    wire.happen("connect");
    const asked = link.emit("ticket:cancel", cancel());
    wire.sent[0]?.acknowledge("<html>");
    await expect(asked).rejects.toMatchObject({ code: "unavailable" });
  });

  it("stops where the session may not connect", async () => {
    const asked = link.emit("point:open", {});
    wire.active = false;
    wire.happen("connect_error", { message: "unauthenticated" });
    await expect(asked).rejects.toMatchObject({ code: "unauthenticated" });
    expect(link.state.get()).toBe("refused");
    vi.advanceTimersByTime(60_000);
    expect(wire.connect).not.toHaveBeenCalled();
  });

  it("comes back by itself after a server that hung up or has too many", () => {
    wire.happen("connect");
    wire.happen("disconnect", "io server disconnect");
    vi.advanceTimersByTime(3_000);
    expect(wire.connect).toHaveBeenCalledTimes(1);
    wire.active = false;
    wire.happen("connect_error", { message: "refused for now", data: { code: "unavailable" } });
    expect(link.state.get()).toBe("down");
    vi.advanceTimersByTime(3_000);
    expect(wire.connect).toHaveBeenCalledTimes(2);
  });

  it.each([
    { message: "limit", data: { code: "limit", detail: "connections" } },
    { message: "xhr poll error", description: 429 },
  ])("tells that too many are open, and tries again: %o", async (error) => {
    const asked = link.emit("point:open", {});
    wire.active = false;
    wire.happen("connect_error", error);
    expect(link.state.get()).toBe("full");
    vi.advanceTimersByTime(3_000);
    expect(wire.connect).toHaveBeenCalledOnce();
    networkChanged();
    expect(wire.connect).toHaveBeenCalledTimes(2);
    wire.happen("connect_error", { message: "timeout" });
    expect(link.state.get()).toBe("down");
    wire.happen("connect");
    wire.sent[0]?.acknowledge({ ok: { name: "Soini" } });
    await expect(asked).resolves.toEqual({ name: "Soini" });
  });

  it("keeps no more than 64 requests waiting", async () => {
    const waiting = Array.from({ length: 64 }, () => link.emit("point:open", {}));
    await expect(link.emit("point:open", {})).rejects.toMatchObject({ code: "limit" });
    const failed = Promise.allSettled(waiting);
    link.close();
    expect((await failed).every(({ status }) => status === "rejected")).toBe(true);
    expect(wire.disconnect).toHaveBeenCalled();
  });

  it("tells events until the listener is taken away", () => {
    const heard: number[] = [];
    const stop = link.on("server:draining", ({ secondsLeft }) => heard.push(secondsLeft));
    wire.happen("server:draining", { feed: "", version: 0, secondsLeft: 60 });
    stop();
    wire.happen("server:draining", { feed: "", version: 0, secondsLeft: 50 });
    expect(heard).toEqual([60]);
  });

  it("is asked whether it lives, and lives as soon as the server answers", async () => {
    wire.happen("connect");
    const lives = link.check();
    expect(link.check()).toBe(lives);
    expect(wire.sent.map(({ event }) => event)).toEqual(["session:check"]);
    vi.advanceTimersByTime(499);
    wire.sent[0]?.acknowledge({ ok: {} });
    await expect(lives).resolves.toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(wire.disconnect).not.toHaveBeenCalled();
  });

  it("is made anew when somebody doubts it and the server does not answer for 0.5 s", async () => {
    wire.happen("connect");
    const lives = link.check();
    vi.advanceTimersByTime(500);
    await expect(lives).resolves.toBe(false);
    expect(link.state.get()).toBe("down");
    expect(wire.connect).toHaveBeenCalledTimes(1);
  });

  it("is given the time that its answers take, and not what a request that was sent again took", async () => {
    wire.happen("connect");
    const asked = link.emit("point:open", {});
    vi.advanceTimersByTime(600);
    wire.sent[0]?.acknowledge({ ok: {} });
    await asked;
    const again = link.emit("ticket:cancel", cancel());
    vi.advanceTimersByTime(8_010); // sent again 10 ms ago
    wire.sent[2]?.acknowledge({ ok: {} });
    await again;
    const lives = link.check();
    vi.advanceTimersByTime(1_399);
    expect(wire.disconnect).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await expect(lives).resolves.toBe(false);
    expect(wire.connect).toHaveBeenCalledTimes(1);
  });

  it("is left alone when the doubt was about nothing", async () => {
    wire.happen("connect");
    link.trust();
    const lives = link.check();
    vi.advanceTimersByTime(200);
    link.trust();
    await expect(lives).resolves.toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(wire.disconnect).not.toHaveBeenCalled();
  });

  it("does not live while it is lost, and a doubt ends with it", async () => {
    await expect(link.check()).resolves.toBe(false);
    wire.happen("connect");
    const lives = link.check();
    wire.happen("disconnect", "transport close");
    await expect(lives).resolves.toBe(false);
    vi.advanceTimersByTime(60_000);
    expect(wire.disconnect).not.toHaveBeenCalled();
  });

  it("that is lost is tried when the server is found, not before", async () => {
    const asked: { found: (found: boolean) => void; signal: AbortSignal }[] = [];
    const ask = (signal: AbortSignal) => new Promise<boolean>((found) => asked.push({ found, signal }));
    const find = async (nth: number) => {
      asked[nth]?.found(true);
      await Promise.resolve();
      await Promise.resolve();
    };
    wire.happen("connect");
    const stop = link.askBy(ask);
    wire.happen("disconnect", "transport close");
    expect(wire.disconnect).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(60_000);
    expect(wire.connect).not.toHaveBeenCalled();
    networkChanged();
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    await find(0);
    expect(wire.connect).not.toHaveBeenCalled();
    await find(1);
    expect(wire.connect).toHaveBeenCalledTimes(1);
    // The library goes on by itself for a while; then the network is gone again.
    for (let tries = 0; tries < 3; tries++) wire.happen("connect_error", { message: "timeout" });
    expect(asked).toHaveLength(3);
    await find(2);
    for (let tries = 0; tries < 3; tries++) wire.happen("connect_error", { message: "timeout" });
    await find(3);
    expect(wire.connect).toHaveBeenCalledTimes(3);
    for (let tries = 0; tries < 9; tries++) wire.happen("connect_error", { message: "timeout" });
    networkChanged();
    expect(asked).toHaveLength(4);
    expect(wire.connect).toHaveBeenCalledTimes(4);
    wire.happen("connect");
    wire.happen("disconnect", "transport close");
    expect(asked).toHaveLength(5);
    stop();
    expect(asked[4]?.signal.aborted).toBe(true);
    expect(wire.connect).toHaveBeenCalledTimes(5);
  });

  it("is tried as ever by who cannot even ask", async () => {
    wire.happen("connect");
    link.askBy(() => Promise.reject(new TypeError("this browser cannot ask")));
    wire.happen("disconnect", "transport close");
    await vi.advanceTimersByTimeAsync(0);
    expect(wire.connect).toHaveBeenCalledTimes(1);
  });

  it("is tried as ever where trying in vain does no harm", () => {
    const own = new TestWire();
    const sparing = new SocketLink(own, "sparing", () => () => undefined);
    sparing.askBy(() => Promise.reject(new Error("nobody asks")));
    own.happen("connect");
    own.happen("disconnect", "transport close");
    expect(own.disconnect).not.toHaveBeenCalled();
    sparing.close();
  });

  it("is tried at once in another network, and hears of none once it is closed", () => {
    wire.happen("connect");
    networkChanged();
    expect(wire.sent.map(({ event }) => event)).toEqual(["session:check"]);
    expect(wire.connect).not.toHaveBeenCalled();
    wire.happen("disconnect", "transport close");
    networkChanged();
    expect(wire.connect).toHaveBeenCalledTimes(1);
    link.close();
    expect(watching).toBe(false);
  });
});
