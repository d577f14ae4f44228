// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { startI18n } from "../i18n";
import { ROLES } from "../stories/people";
import { DemoView } from "./DemoView";
import { bySeat, pathOf } from "./seats";

beforeAll(() => startI18n("fi"));
afterEach(cleanup);

it("groups the roles by seat, those that make a call first", () => {
  expect(bySeat([...ROLES].reverse()).map(({ seat }) => seat)).toEqual([
    "point",
    "desk",
    "interpreter",
    "admin",
  ]);
});

it("leads each seat to its screen", () => {
  expect(["point", "desk", "interpreter", "guest", "admin"].map((seat) => pathOf(seat as "point"))).toEqual([
    "/point",
    "/desk",
    "/interpreter",
    "/join",
    "/admin",
  ]);
});

it("enters a role once, however often it is pressed", async () => {
  const onEnter = vi.fn(() => new Promise<void>(() => {}));
  render(<DemoView roles={ROLES} failure={null} onEnter={onEnter} />);
  const button = screen.getByTestId("demo-desk-kela-03");
  await act(async () => void fireEvent.click(button));
  await act(async () => void fireEvent.click(button));
  expect(onEnter).toHaveBeenCalledExactlyOnceWith(ROLES[2]);
  expect(button.textContent).toContain("Avataan…");
});
