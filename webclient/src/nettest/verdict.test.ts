import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judge } from "./verdict";

/** The same file is read by tests/signaling/nettest/test_report.py. */
const VECTORS = new URL("../../../tests/vectors/site-test-verdicts.json", import.meta.url);
const vectors: { verdict: string; limits: string[]; [figure: string]: unknown }[] = JSON.parse(
  readFileSync(VECTORS, "utf8"),
);

describe("the verdict", () => {
  it.each(vectors)("is $verdict for $lossUp $lossDown $roundTripMs $upBps $downBps", (vector) => {
    const { verdict, limits, ...figures } = vector;
    const number = (name: string) => Number(figures[name]);
    expect(
      judge({
        lossUp: number("lossUp"),
        lossDown: number("lossDown"),
        jitterMs: null,
        roundTripMs: number("roundTripMs"),
        upBps: number("upBps"),
        downBps: number("downBps"),
      }),
    ).toEqual({ verdict, limits });
  });
});
