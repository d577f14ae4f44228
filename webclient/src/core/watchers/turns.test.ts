import { describe, expect, it } from "vitest";
import { STEP_MS, TestAnalyser, Voice } from "../testing/speech";
import { Turns } from "./turns";

/** At which steps the microphone is held, for levels of the others each 100 ms. */
function held(levels: readonly number[]): boolean[] {
  const turns = new Turns();
  return levels.map((level, step) => turns.step(level, step * STEP_MS));
}

describe("half duplex", () => {
  it("holds the microphone with the second loud measurement, and lets it go 0.6 s after the last", () => {
    const levels = [0, 0, 0.1, 0.1, 0.1, 0, 0, 0, 0, 0, 0, 0];
    expect(held(levels).map(Number).join("")).toBe("000111111100".slice(0, levels.length));
  });

  it("holds nothing for a click, nor for the noise of an open line", () => {
    expect(held([0, 0.2, 0, 0, 0.2, 0, 0, 0])).not.toContain(true);
    expect(held(Array(50).fill(0.003))).not.toContain(true);
  });

  it("lets a fan at the other end hold nothing for longer than it takes to be known", () => {
    const fan = Array.from({ length: 60 }, (_, step) => 0.02 + 0.004 * (step % 3));
    expect(held([0, 0, 0, ...fan]).slice(40)).not.toContain(true);
  });

  it("stays held where a word sinks, and does not begin there", () => {
    expect(held([0, 0.1, 0.1, ...Array(20).fill(0.003)]).slice(2)).not.toContain(false);
  });

  it("holds nearly all of a sentence, and flutters little", () => {
    const voice = new Voice(31);
    const line = new TestAnalyser();
    const levels = Array.from({ length: 600 }, () => line.take(voice.next()).level);
    const states = held(levels);
    const through = levels.filter((level, step) => level >= 0.02 && !states[step]).length;
    expect(through).toBeLessThan(0.1 * levels.filter((level) => level >= 0.02).length);
    const changes = states.filter((state, step) => step > 0 && state !== states[step - 1]).length;
    expect(changes).toBeLessThan(60);
  });

  it("opens the microphone when nothing was measured for long", () => {
    const turns = new Turns();
    turns.step(0.1, 0);
    expect(turns.step(0.1, 100)).toBe(true);
    expect(turns.step(0.1, 5_000)).toBe(false);
  });
});
