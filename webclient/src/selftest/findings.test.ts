import { describe, expect, it } from "vitest";
import type { Seen } from "../core/watchers/camera";
import type { Phase, TestState } from "../nettest/model";
import type { Judgement } from "../nettest/verdict";
import {
  cameraFinding,
  LOOKS,
  loudspeakerFinding,
  microphoneFinding,
  networkFinding,
  openWays,
} from "./findings";

const ROOM: Seen = { mean: 110, deviation: 40, difference: 1.5, frames: null };
const looks = (seen: (second: number) => Seen | null) => Array.from({ length: LOOKS }, (_, at) => seen(at));
const times = (count: number, level: number) => Array.from({ length: count }, () => level);

describe("F-30: the camera", () => {
  it("is well when its picture moves and is not dark", () => {
    expect(cameraFinding(looks((at) => ({ ...ROOM, frames: at * 15 })))).toBe("well");
  });

  it("is covered when it stays dark", () => {
    expect(cameraFinding(looks(() => ({ ...ROOM, mean: 4, deviation: 2 })))).toBe("covered");
  });

  it("is well when it was dark at first alone", () => {
    expect(cameraFinding(looks((at) => (at < 4 ? { ...ROOM, mean: 4, deviation: 2 } : ROOM)))).toBe("well");
  });

  it("is frozen when every picture is the same, or none comes", () => {
    expect(cameraFinding(looks(() => ({ ...ROOM, difference: 0 })))).toBe("frozen");
    expect(cameraFinding(looks(() => ({ ...ROOM, frames: 1 })))).toBe("frozen");
  });

  it("is not known in a hidden window, or when the test was short", () => {
    expect(cameraFinding(looks((at) => (at === 7 ? null : { ...ROOM, mean: 4, deviation: 2 })))).toBe(
      "unknown",
    );
    expect(cameraFinding([ROOM, ROOM])).toBe("unknown");
  });
});

describe("F-30: the microphone", () => {
  it.each([
    ["a quiet room", times(30, 0.0004), "well"],
    ["one sound in silence", [...times(29, 0), 0.002], "well"],
    ["digital silence", times(30, 0), "silent"],
    ["noise below the last bit", times(30, 1e-6), "silent"],
    ["no sound that may be looked at", times(30, 0).map(() => null), "unknown"],
    ["next to nothing", times(2, 0), "unknown"],
  ] as const)("with %s", (_, levels, found) => {
    expect(microphoneFinding(levels)).toBe(found);
  });
});

describe("F-30: the loudspeaker", () => {
  const heard = { before: times(30, -90), during: times(10, -55) };
  const faint = { before: times(30, -90), during: times(10, -85) };

  it("is well when the microphone hears both tones", () => {
    expect(loudspeakerFinding("well", [heard, heard])).toBe("well");
  });

  it("is unheard, and not broken, when it does not: it may be headphones", () => {
    expect(loudspeakerFinding("well", [faint, faint])).toBe("unheard");
  });

  it("is not well by a sound of the room at one of the two", () => {
    expect(loudspeakerFinding("well", [heard, faint])).toBe("unheard");
    const hum = { before: times(30, -50), during: times(10, -49) };
    expect(loudspeakerFinding("well", [hum, hum])).toBe("unheard");
  });

  it("is not known without a microphone that works, or without tones", () => {
    expect(loudspeakerFinding("silent", [heard, heard])).toBe("unknown");
    expect(loudspeakerFinding("well", [])).toBe("unknown");
    expect(loudspeakerFinding("well", [heard, { before: times(30, -90), during: [] }])).toBe("unknown");
  });
});

describe("F-30: the line", () => {
  const state = (phase: Phase, judgement?: Judgement, open = true): TestState => ({
    phase,
    ways: [
      { kind: "udp", targets: [], state: "closed", why: "silent" },
      { kind: "tcp", targets: [], state: open ? "open" : "closed", why: null },
    ],
    measuring: null,
    result: judgement ? { judgement, measured: null, at: new Date(0) } : null,
    error: null,
  });

  it.each([
    [{ verdict: "video", limits: [] }, "well"],
    [{ verdict: "sound", limits: ["up"] }, "poor"],
    [{ verdict: "nothing", limits: ["loss"] }, "bad"],
    [{ verdict: "nothing", limits: ["unmeasured"] }, "closed"],
  ] as const)("%o is %s", (judgement, found) => {
    expect(networkFinding(state("done", judgement), true, true)).toBe(found);
  });

  it("is closed when no way is open, whether or not there is sound", () => {
    const closed = state("done", { verdict: "nothing", limits: ["closed"] }, false);
    expect(networkFinding(closed, true, true)).toBe("closed");
    expect(networkFinding(closed, true, false)).toBe("closed");
  });

  it("is not known when the browser lets no sound be sent: then nothing can come back", () => {
    const silent = state("done", { verdict: "nothing", limits: ["unmeasured"] });
    expect(networkFinding(silent, true, false)).toBe("unknown");
  });

  it("is not known when the test could not be made", () => {
    expect(networkFinding(state("failed"), true, true)).toBe("unknown");
    expect(networkFinding(state("idle"), true, true)).toBe("unknown");
    expect(networkFinding(state("idle"), false, true)).toBe("browser");
  });

  it("names the open ways", () => {
    expect(openWays(state("done"))).toEqual(["tcp"]);
  });
});
