// @vitest-environment jsdom
import { cleanup, render, waitFor } from "@testing-library/react";
import axe from "axe-core";
import type { ReactElement } from "react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { changeLanguage, startI18n } from "../i18n";
import { LANGUAGES } from "../i18n/languages";
import { STEPS, STORIES } from "./stories";

/** jsdom draws nothing, so colours are judged in a real browser (tests/e2e). */
const RULES: axe.RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "color-contrast": { enabled: false } },
};

beforeAll(async () => {
  // axe asks for a canvas to look at icon fonts; jsdom has none and says so at length.
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  await startI18n("fi");
});
afterEach(cleanup);

/** Draws a story; a consultation is there when its snapshot has come. What is pressed then is for real browsers. */
async function draw(name: string, story: ReactElement): Promise<HTMLElement> {
  const { container } = render(story);
  const [first] = STEPS[name] ?? [];
  if (name.startsWith("room/") && first && "see" in first)
    await waitFor(() => expect(container.querySelector(first.see)).not.toBeNull());
  return container;
}

describe.each(Object.entries(STORIES))("%s", (name, story) => {
  it.each(LANGUAGES.map(({ code }) => code))("reads whole in %s", async (language) => {
    await changeLanguage(language);
    const container = await draw(name, story);
    expect(document.documentElement.lang).toBe(language);
    expect(container.textContent).not.toMatch(/{{|}}|undefined|\[object/);
    expect(container.querySelectorAll("h1")).toHaveLength(1);
    expect(container.querySelectorAll("main")).toHaveLength(1);
  });

  it("has nothing that axe finds", async () => {
    await changeLanguage("fi");
    await draw(name, story);
    const { violations } = await axe.run(document, RULES);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual(
      [],
    );
  });
});
