// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Advisor } from "../core/advisor";
import type { ConsultationModel } from "../core/consultation";
import { EMPTY } from "../core/consultationState";
import { Store } from "../core/store";
import { TestLink } from "../core/testing/link";
import { HERE } from "../core/testing/messages";
import { startI18n } from "../i18n";
import { AdvisorPanel } from "./AdvisorPanel";

function panel(presence: "present" | "away" | "asking" | null, may: string[] = []) {
  const link = new TestLink().answer("advisor:leave", () => ({})).answer("advisor:answer", () => ({}));
  const advisor = new Advisor({ link, consultation: HERE });
  advisor.restart({ advisor: presence });
  const model = {
    advisor,
    state: new Store({ ...EMPTY, may: new Set(may) }),
  } as unknown as ConsultationModel;
  render(<AdvisorPanel model={model} />);
  return { link, advisor };
}

const press = (name: string) => act(async () => void fireEvent.click(screen.getByRole("button", { name })));

beforeAll(() => startI18n("fi"));
afterEach(cleanup);

describe("the advisor's presence", () => {
  it("F-27: is seen by all, also by those who declare nothing", () => {
    const { advisor } = panel("present");
    expect(screen.getByRole("status").textContent).toBe("Neuvoja on huoneessa");
    act(() => advisor.changed({ presence: "away" }));
    expect(screen.getByRole("status").textContent).toBe("Neuvoja on poistunut huoneesta");
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("F-27: ends by one press at the point", async () => {
    const { link, advisor } = panel("present", ["advisor:leave", "advisor:return"]);
    await press("Neuvoja poistuu");
    expect(link.requests("advisor:leave")).toHaveLength(1);
    act(() => advisor.changed({ presence: "away" }));
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("F-99: comes back by the expert's word alone", async () => {
    const { link } = panel("asking", ["advisor:answer"]);
    await press("Ei nyt");
    await press("Päästä neuvoja takaisin");
    expect(link.requests("advisor:answer").map(({ agreed }) => agreed)).toEqual([false, true]);
  });

  it("asks the expert nothing before the advisor does, and says nothing in the lobby", () => {
    panel("away", ["advisor:answer"]);
    expect(screen.queryByRole("button")).toBeNull();
    cleanup();
    panel(null, ["advisor:answer"]);
    expect(screen.queryByTestId("advisor")).toBeNull();
  });
});
