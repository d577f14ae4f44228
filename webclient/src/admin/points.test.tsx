// @vitest-environment jsdom
import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import type { PointHealth, Points, SelfTestFindings } from "../core/protocol";
import { changeLanguage, startI18n } from "../i18n";
import { PointsCard } from "./PointsCard";
import { standingOf } from "./points";

const WELL: SelfTestFindings = {
  camera: "well",
  microphone: "well",
  loudspeaker: "unknown",
  network: "well",
  ways: ["udp"],
};
const HEALTH: PointHealth = {
  point: "a".repeat(32),
  name: { fi: "Salla", sv: "Salla", en: "Salla" },
  testedAt: 1_795_428_000,
  findings: WELL,
  failed: [],
  failingTests: 0,
  overdue: false,
};

beforeAll(() => startI18n("fi"));
afterEach(async () => {
  cleanup();
  await changeLanguage("fi");
});

function rowOf(point: Partial<PointHealth>, daily = true): HTMLElement {
  const points: Points = { daily, points: [{ ...HEALTH, ...point }] };
  render(<PointsCard points={points} failure={null} onRefresh={() => undefined} />);
  return screen.getByRole("row", { name: /Salla/ });
}

it.each([
  [{}, true, "well"],
  [{ failed: ["camera"] }, true, "failed"],
  [{ failed: ["camera"], overdue: true }, true, "failed"],
  [{ overdue: true }, true, "untested"],
  [{ overdue: true }, false, "well"],
  [{ testedAt: null, overdue: true }, false, "untested"],
] as const)("F-30: %o, daily %s, is %s", (point, daily, standing) => {
  expect(standingOf({ ...HEALTH, ...point }, daily)).toBe(standing);
});

it("says when a point was tested last, in Finnish time, and that there is nothing to do", () => {
  const row = rowOf({});
  expect(within(row).getByText("Toimii")).toBeTruthy();
  expect(within(row).getByText("23.11.2026 klo 12.00")).toBeTruthy();
  expect(within(row).getByText("Ei mitään")).toBeTruthy();
});

it("has one remedy for each part that is broken, in the words of the test before a call", () => {
  const findings: SelfTestFindings = { ...WELL, camera: "covered", microphone: "missing", network: "closed" };
  const row = rowOf({ findings, failed: ["camera", "microphone", "network"], failingTests: 3 });
  const todo = within(row)
    .getAllByRole("listitem")
    .map(({ textContent }) => textContent);
  expect(todo).toHaveLength(4);
  expect(todo[0]).toContain("Avaa kameran luukku");
  expect(todo[1]).toContain("Mikrofonia ei löydy");
  expect(todo[2]).toContain("Verkko estää puhelut");
  expect(todo[3]).toContain("3");
});

it.each([
  ["camera", { camera: "frozen" }],
  ["camera", { camera: "denied" }],
  ["camera", { camera: "unsupported" }],
  ["microphone", { microphone: "silent" }],
  ["microphone", { microphone: "busy" }],
  ["loudspeaker", { loudspeaker: "unheard" }],
  ["network", { network: "poor" }],
  ["network", { network: "bad" }],
  ["network", { network: "browser" }],
] as const)("has a sentence of its own for %s %o in every language", async (part, found) => {
  const sentences = new Set<string>();
  for (const language of ["fi", "sv", "en"] as const) {
    await changeLanguage(language);
    const row = rowOf({ findings: { ...WELL, ...found }, failed: [part], failingTests: 1 });
    const [sentence] = within(row).getAllByRole("listitem");
    expect(sentence?.textContent).not.toMatch(/\{\{|device\.|fault\.|network\./);
    sentences.add(sentence?.textContent ?? "");
    cleanup();
  }
  expect(sentences.size).toBe(3);
});

it("tells of a point that is not tested, and of a server that wants no tests", () => {
  const row = rowOf({ testedAt: null, findings: null, overdue: true });
  expect(within(row).getByText("Ei koskaan")).toBeTruthy();
  expect(within(row).getByText(/kahteen päivään/)).toBeTruthy();
  cleanup();
  rowOf({ testedAt: null, findings: null, overdue: true }, false);
  expect(screen.getByText(/ei pyydä laitteita/)).toBeTruthy();
});
