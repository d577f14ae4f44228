import { describe, expect, it } from "vitest";
import { Moment } from "./moment";

const MINUTE = 60_000;
const DUE = { dueSeconds: 0, idleSeconds: 300 };

describe("F-30: a point tests itself at the first idle time of the day", () => {
  it("asks for the plan first, and again only after a while", () => {
    const moment = new Moment(0);
    expect(moment.step("free", 0)).toBe("ask");
    expect(moment.step("free", 5_000)).toBe("wait");
    expect(moment.step("free", 10 * MINUTE)).toBe("ask");
  });

  it("waits until nobody has touched it for the time of the plan", () => {
    const moment = new Moment(0);
    moment.planned(DUE, 0);
    expect(moment.step("free", 299_000)).toBe("wait");
    moment.touched(299_000);
    expect(moment.step("free", 300_000)).toBe("wait");
    expect(moment.step("free", 599_000)).toBe("test");
  });

  it("never begins in a call or while somebody waits, nor at once afterwards", () => {
    const moment = new Moment(0);
    moment.planned(DUE, 0);
    expect(moment.step("taken", 30 * MINUTE)).toBe("wait");
    expect(moment.step("free", 34 * MINUTE)).toBe("wait");
    expect(moment.step("free", 35 * MINUTE)).toBe("test");
  });

  it("is not due before the time of the plan", () => {
    const moment = new Moment(0);
    moment.planned({ dueSeconds: 3600, idleSeconds: 300 }, 0);
    expect(moment.step("free", 59 * MINUTE)).toBe("wait");
    expect(moment.step("free", 60 * MINUTE)).toBe("test");
  });

  it("never tests where the server wants none", () => {
    const moment = new Moment(0);
    moment.planned({ dueSeconds: null, idleSeconds: 1 }, 0);
    expect(moment.step("free", 1e12)).toBe("wait");
  });

  it("begins anew at the next idle time when it was broken off", () => {
    const moment = new Moment(0);
    moment.planned(DUE, 0);
    expect(moment.step("free", 6 * MINUTE)).toBe("test");
    moment.brokenOff(6 * MINUTE);
    expect(moment.step("free", 7 * MINUTE)).toBe("wait");
    expect(moment.step("free", 11 * MINUTE)).toBe("test");
  });

  it("asks anew when the line has come back", () => {
    const moment = new Moment(0);
    moment.planned({ dueSeconds: null, idleSeconds: 300 }, 0);
    moment.forget();
    expect(moment.step("free", 1)).toBe("ask");
  });
});
