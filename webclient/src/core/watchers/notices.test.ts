import { describe, expect, it } from "vitest";
import { type Fault, Notices } from "./notices";

const of = (...faults: Fault[]): ReadonlySet<Fault> => new Set(faults);
const MINUTE = 60_000;

describe("notices of faults", () => {
  it("come one at a time, the one that disturbs all first, and the next when it has been read", () => {
    const notices = new Notices();
    const both = of("cameraCovered", "microphoneSilent");
    expect(notices.step(both, 0)).toBe("microphoneSilent");
    expect(notices.step(of("howl", ...both), 1_000)).toBe("microphoneSilent");
    notices.dismiss(2_000);
    expect(notices.step(both, 2_100)).toBe("cameraCovered");
    notices.dismiss(3_000);
    expect(notices.step(both, 3_100)).toBeNull();
  });

  it("go by themselves with their fault, but not before they can be read", () => {
    const notices = new Notices();
    notices.step(of("microphoneOff"), 0);
    expect(notices.step(of(), 1_000)).toBe("microphoneOff");
    expect(notices.step(of(), 4_000)).toBeNull();
  });

  it("are not repeated within five minutes, whether they were read or went by themselves", () => {
    const notices = new Notices();
    notices.step(of("howl"), 0);
    notices.step(of(), 10_000);
    expect(notices.step(of("howl"), MINUTE)).toBeNull();
    expect(notices.step(of("howl"), 5 * MINUTE)).toBe("howl");
    notices.dismiss(6 * MINUTE);
    expect(notices.step(of("howl"), 10 * MINUTE)).toBeNull();
    expect(notices.step(of("howl"), 11 * MINUTE)).toBe("howl");
  });
});
