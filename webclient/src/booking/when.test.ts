import { describe, expect, it } from "vitest";
import { byDay, clockOf, dateOf, dayAfter, dayOf } from "./when";

const at = (text: string) => Date.parse(text) / 1000;

describe("days and times of appointments", () => {
  it("are those of the wall in Finland, in winter and in summer", () => {
    expect(clockOf(at("2026-03-28T07:00Z"), "fi")).toBe("9.00");
    expect(clockOf(at("2026-03-30T06:00Z"), "fi")).toBe("9.00");
    expect(clockOf(at("2026-03-30T06:00Z"), "en")).toBe("9:00");
    expect(dayOf(at("2026-11-29T22:30Z"), "fi")).toBe("maanantai 30. marraskuuta");
    expect(dayOf(at("2026-11-29T22:30Z"), "sv")).toBe("måndag 30 november");
    expect(dayOf(at("2026-11-29T22:30Z"), "se")).toBe("maanantai 30. marraskuuta");
  });

  it("fall on days in their order", () => {
    const times = [at("2026-11-29T21:00Z"), at("2026-11-29T22:00Z"), at("2026-11-30T10:00Z")];
    expect(byDay(times, (one) => one).map(([day, those]) => [day, those.length])).toEqual([
      ["2026-11-29", 1],
      ["2026-11-30", 2],
    ]);
    expect(dateOf(times[1] ?? 0)).toBe("2026-11-30");
  });

  it.each([
    ["2026-12-31", "2027-01-01"],
    ["2026-03-28", "2026-03-29"],
    ["2026-10-25", "2026-10-26"],
  ])("after %s comes %s", (day, next) => {
    expect(dayAfter(day)).toBe(next);
  });
});
