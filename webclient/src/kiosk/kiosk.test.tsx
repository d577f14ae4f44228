// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { Store } from "../core/store";
import { startI18n } from "../i18n";
import Screen from "../point";
import { SelfTestBanner } from "../selftest/SelfTestBanner";

beforeAll(() => startI18n("fi"));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.head.innerHTML = "";
});

it("a point that starts before its server comes up by itself, without a press", async () => {
  vi.useFakeTimers();
  let asked = 0;
  vi.stubGlobal("fetch", async () => {
    asked += 1;
    if (asked < 3) throw new TypeError("nobody answers");
    return new Response(JSON.stringify({ error: { code: "unauthenticated", detail: "" } }), { status: 401 });
  });
  render(<Screen />);
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(screen.queryByRole("textbox")).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(25_000));
  expect(asked).toBe(3);
  expect(screen.getByRole("textbox")).toBeTruthy(); // the code of a device that is nobody yet
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(asked).toBe(3);
});

it("only the point's own page offers to be installed, once", async () => {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  expect(document.head.querySelector("link[rel=manifest]")).toBeNull();
  render(<Screen />);
  cleanup();
  render(<Screen />);
  const links = [...document.head.querySelectorAll("link[rel=manifest]")];
  expect(links.map((link) => link.getAttribute("href"))).toEqual(["/point.webmanifest"]);
});

it("a point that tests itself says so as long as it does, and reads nothing aloud", () => {
  const running = new Store(false);
  render(<SelfTestBanner running={running} />);
  expect(screen.queryByText(/testaa itseään/)).toBeNull();
  act(() => running.set(true));
  expect(screen.getByText(/testaa itseään/).closest("[role=status], [role=alert]")).toBeNull();
  act(() => running.set(false));
  expect(screen.queryByText(/testaa itseään/)).toBeNull();
});
