import { describe, expect, it } from "vitest";
import { Silence } from "./silence";

describe("a silence", () => {
  it("is doubted once after 0.6 s and mended once after 1.5 s", () => {
    const silence = new Silence();
    expect(silence.listen(20, 1_000)).toBe("heard");
    const told = Array.from({ length: 12 }, (_, tick) => silence.listen(20, 1_250 + 250 * tick));
    expect(told.filter((one) => one !== "nothing")).toEqual(["doubt", "mend"]);
    expect(told.indexOf("doubt")).toBe(2);
    expect(told.indexOf("mend")).toBe(5);
  });

  it("ends with the next packet, and the next one is told again", () => {
    const silence = new Silence();
    silence.listen(20, 0);
    expect(silence.listen(20, 700)).toBe("doubt");
    expect(silence.listen(40, 950)).toBe("heard");
    expect(silence.listen(40, 1_600)).toBe("doubt");
  });

  it("is none where nobody has been heard, or another connection has begun", () => {
    const silence = new Silence();
    expect(silence.listen(0, 60_000)).toBe("nothing");
    silence.listen(20, 60_000);
    silence.reset();
    expect(silence.listen(0, 120_000)).toBe("nothing");
  });
});
