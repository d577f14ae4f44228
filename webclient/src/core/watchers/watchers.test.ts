import { beforeAll, describe, expect, it } from "vitest";
import { RATE, randomFrom, STEP, STEP_MS, TestAnalyser, Voice } from "../testing/speech";
import { CameraWatch, figuresOf, type Seen } from "./camera";
import { HowlWatch, strongestTone, type Tone } from "./howl";
import { MicrophoneWatch } from "./microphone";

const TEN_MINUTES = (10 * 60_000) / STEP_MS;
const SILENCE = new Float32Array(STEP);

/** A tone at a frequency (Hz) whose amplitude is told by the time (s). */
function tone(hz: number, amplitude: (seconds: number) => number) {
  let sample = 0;
  return (): Float32Array =>
    Float32Array.from({ length: STEP }, () => {
      const seconds = sample++ / RATE;
      return amplitude(seconds) * Math.sin(2 * Math.PI * hz * seconds);
    });
}

function added(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((sample, index) => sample + (b[index] ?? 0));
}

/** The times (s) at which a howl is heard in a sound. */
function howls(next: () => Float32Array, steps: number): number[] {
  const analyser = new TestAnalyser();
  const watch = new HowlWatch();
  const found: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { spectrum } = analyser.take(next());
    if (watch.step(strongestTone(spectrum(), analyser.hzPerBin), step * STEP_MS)) found.push(step / 10);
  }
  return found;
}

interface Moment {
  readonly own: number;
  readonly others: number;
  readonly tone: Tone | null;
  readonly atMs: number;
}

/**
 * Two who take turns of 2 to 20 s for ten minutes, as one of them hears it. Now and then both read in silence as
 * long; then the one speaks who was asked.
 */
function conversation(): Moment[] {
  const [own, other] = [new Voice(1), new Voice(2, 210)];
  const [ownRoom, otherRoom] = [new Voice(3, 110, 0.0008), new Voice(4, 110, 0.0003)];
  const [ears, line] = [new TestAnalyser(), new TestAnalyser()];
  const random = randomFrom(5);
  let until = 0;
  let speaker: "own" | "other" | "nobody" = "nobody";
  let asked: "own" | "other" = "own";
  const moments: Moment[] = [];
  for (let step = 0; step < TEN_MINUTES; step++) {
    if (step >= until) {
      const silence: boolean = speaker !== "nobody" && random() < 0.4;
      speaker = silence ? "nobody" : asked;
      if (!silence) asked = asked === "own" ? "other" : "own";
      until = step + 20 + Math.floor(random() * 180);
    }
    const heard = ears.take(speaker === "own" ? own.next() : ownRoom.quiet());
    const received = line.take(speaker === "other" ? other.next() : otherRoom.quiet());
    const tone = strongestTone(heard.spectrum(), ears.hzPerBin);
    moments.push({ own: heard.level, others: received.level, tone, atMs: step * STEP_MS });
  }
  return moments;
}

describe("ten minutes of a conversation", () => {
  let moments: Moment[];
  beforeAll(() => {
    moments = conversation();
  }, 120_000);

  it("F-14: raise no alarm of an open microphone, nor of a howl", () => {
    const open = new MicrophoneWatch();
    const howl = new HowlWatch();
    const alarms = moments.flatMap(({ own, others, tone, atMs }) => {
      const verdict = open.step({ own, others, on: true }, atMs);
      return howl.step(tone, atMs) || verdict !== "well" ? [`${atMs} ms: ${verdict}`] : [];
    });
    expect(alarms).toEqual([]);
    expect(moments).toHaveLength(TEN_MINUTES);
    // It was speech, not silence.
    expect(moments.filter(({ own }) => own > 0.02).length).toBeGreaterThan(0.2 * TEN_MINUTES);
    expect(moments.filter(({ others }) => others > 0.02).length).toBeGreaterThan(0.2 * TEN_MINUTES);
  });

  it("F-14: raise no alarm where a headset is dead between sentences", () => {
    const watch = new MicrophoneWatch();
    const verdicts = moments.map(({ own, others, atMs }) =>
      watch.step({ own: own < 0.004 ? 0 : own, others, on: true }, atMs),
    );
    expect(new Set(verdicts)).toEqual(new Set(["well"]));
  });

  it("raise no alarm of a closed microphone while only the others speak, and hear them in the room", () => {
    const watch = new MicrophoneWatch();
    const verdicts = moments.map(({ others, atMs }) =>
      watch.step({ own: others * 0.5, others, on: false }, atMs),
    );
    expect(new Set(verdicts)).toEqual(new Set(["well"]));
  });
});

describe("a microphone that gives nothing", () => {
  /** The first time (s) at which it is told; null: never in a minute. */
  function toldAt(own: (step: number) => number, others: (step: number) => number, on = true): number | null {
    const watch = new MicrophoneWatch();
    for (let step = 0; step < 600; step++) {
      const verdict = watch.step({ own: own(step), others: others(step), on }, step * STEP_MS);
      if (verdict === "silent") return step / 10;
    }
    return null;
  }
  /** A word of 1 s each 10 s, and silence in which one could answer. */
  const asks = (step: number) => (step % 100 < 10 ? 0.1 : 0);

  it("is told when it has never been heard and one has been asked twice", () => {
    expect(toldAt(() => 0, asks)).toBeCloseTo(14.4, 0);
  });

  it("is told the third time, when only next to nothing comes of it, or when it has worked before", () => {
    expect(toldAt(() => 1e-4, asks)).toBeCloseTo(26.4, 0);
    expect(toldAt((step) => (step < 20 ? 0.1 : 0), asks)).toBeCloseTo(26.4, 0);
  });

  it("is not told while others speak, while all are silent, nor of a quiet room", () => {
    expect(
      toldAt(
        () => 0,
        () => 0.1,
      ),
    ).toBeNull();
    expect(
      toldAt(
        () => 0,
        () => 0,
      ),
    ).toBeNull();
    expect(toldAt(() => 0.0008, asks)).toBeNull();
  });

  it("is well again with the first sound", () => {
    const watch = new MicrophoneWatch();
    let verdict = "";
    for (let step = 0; step < 200; step++) {
      verdict = watch.step({ own: 0, others: asks(step), on: true }, step * STEP_MS);
    }
    expect(verdict).toBe("silent");
    expect(watch.step({ own: 0.01, others: 0, on: true }, 20_000)).toBe("well");
  });

  it("is not told of the time in which nobody measured", () => {
    const watch = new MicrophoneWatch();
    const verdicts = [0, 60_000, 120_000].map((atMs) => watch.step({ own: 0, others: 0, on: true }, atMs));
    expect(verdicts).toEqual(["well", "well", "well"]);
  });
});

describe("a closed microphone", () => {
  /** The first time (s) at which somebody is told to speak into it; null: never in 20 s. */
  function toldAt(next: () => Float32Array): number | null {
    const watch = new MicrophoneWatch();
    const analyser = new TestAnalyser();
    for (let step = 0; step < 200; step++) {
      const { level } = analyser.take(next());
      if (watch.step({ own: level, others: 0, on: false }, step * STEP_MS) === "off") return step / 10;
    }
    return null;
  }

  it("that is spoken into is told within seconds", () => {
    const voice = new Voice(7);
    const at = toldAt(() => voice.next());
    expect(at).toBeGreaterThan(2);
    expect(at).toBeLessThan(10);
  });

  it("beside a fan, or with a word now and then, is nobody's trouble", () => {
    const random = randomFrom(8);
    expect(toldAt(() => Float32Array.from({ length: STEP }, () => (random() - 0.5) * 0.2))).toBeNull();
    let step = 0;
    const voice = new Voice(9);
    expect(toldAt(() => (step++ % 50 < 8 ? voice.next() : SILENCE))).toBeNull();
  });

  it("is not told any more when it has been opened", () => {
    const watch = new MicrophoneWatch();
    for (let step = 0; step < 100; step++) {
      watch.step({ own: step % 4 === 0 ? 0.001 : 0.1, others: 0, on: false }, step * STEP_MS);
    }
    expect(watch.step({ own: 0.1, others: 0, on: false }, 10_000)).toBe("off");
    expect(watch.step({ own: 0.1, others: 0, on: true }, 10_100)).toBe("well");
  });
});

describe("a howl", () => {
  const grows = (seconds: number) => Math.min(0.5, 0.003 * 10 ** ((seconds - 2) * 0.6));

  it.each([440, 1_010, 2_500])(
    "of %i Hz that grows out of the speech is heard within 3 s of being all there is",
    (hz) => {
      const voice = new Voice(11);
      const larsen = tone(hz, (seconds) => (seconds < 2 ? 0 : grows(seconds)));
      const found = howls(
        () =>
          added(
            voice.next().map((sample) => sample * 0.3),
            larsen(),
          ),
        120,
      );
      expect(found[0]).toBeGreaterThan(3);
      expect(found[0]).toBeLessThan(9);
    },
  );

  it("that has ended is over within seconds", () => {
    const found = howls(
      tone(1_010, (seconds) => (seconds < 8 ? 0.003 * 10 ** (seconds / 4) : 0)),
      200,
    );
    expect(found.at(-1)).toBeLessThan(12);
  });

  it.each([
    ["a tone that is always the same", tone(425, () => 0.1)],
    ["beeps", tone(1_000, (seconds) => (seconds % 1 < 0.3 ? 0.3 : 0))],
    ["a siren", glide()],
  ])("is not %s", (_, next) => {
    expect(howls(next, 300)).toEqual([]);
  });

  it("is not silence", () => {
    expect(strongestTone(new Float32Array(512).fill(Number.NEGATIVE_INFINITY), 15)).toBeNull();
  });
});

/** A tone that swells while it goes up and down. */
function glide(): () => Float32Array {
  let sample = 0;
  let phase = 0;
  return () =>
    Float32Array.from({ length: STEP }, () => {
      const seconds = sample++ / RATE;
      phase += (2 * Math.PI * (900 + 400 * Math.sin(seconds * 2))) / RATE;
      return 0.01 * 10 ** (seconds / 20) * Math.sin(phase);
    });
}

const POINTS = 64 * 36;

/** A picture of a brightness, with a sensor's noise, and a light shape that moves. */
function picture(
  random: () => number,
  light: number,
  noise: number,
  shape: number | null,
): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * POINTS);
  for (let point = 0; point < POINTS; point++) {
    const inside = shape !== null && Math.abs((point % 64) - shape) < 8;
    const value = light + (inside ? 60 : 0) + (random() - 0.5) * 2 * noise;
    rgba.fill(value, 4 * point, 4 * point + 3);
  }
  return rgba;
}

/** The verdicts on pictures of so many seconds, one each second. */
function judged(
  next: (second: number) => Uint8ClampedArray,
  seconds: number,
  frames?: (second: number) => number,
) {
  const watch = new CameraWatch();
  let before: Uint8Array | null = null;
  return Array.from({ length: seconds }, (_, second) => {
    const { luma, ...figures } = figuresOf(next(second), before);
    before = luma;
    const seen: Seen = { ...figures, frames: frames?.(second) ?? null };
    return watch.step(seen, second * 1000);
  });
}

describe("a camera", () => {
  it("F-14: raises no alarm in ten minutes, by day, in a dim room, nor while nobody moves", () => {
    const random = randomFrom(21);
    const verdicts = judged(
      (second) => {
        if (second < 200) return picture(random, 120, 3, 20 + (second % 20));
        if (second < 400) return picture(random, 22, 4, 20 + (second % 20)); // a face by the light of the screen
        return picture(random, 120, 1.5, 30); // an empty chair
      },
      600,
      (second) => second * 30,
    );
    expect(new Set(verdicts)).toEqual(new Set(["well"]));
  });

  it("that is covered is told after 5 s, noise or not, and is well when the lid is opened", () => {
    const random = randomFrom(22);
    const verdicts = judged((second) => picture(random, second < 10 ? 16 : 120, 5, null), 12);
    expect(verdicts.indexOf("covered")).toBe(5);
    expect(verdicts.slice(10)).toEqual(["well", "well"]);
    expect(judged(() => new Uint8ClampedArray(4 * POINTS), 10).at(-1)).toBe("covered");
  });

  it("that shows the same picture is told after 12 s", () => {
    const same = picture(randomFrom(23), 120, 10, 30);
    const verdicts = judged(() => same, 20);
    expect(verdicts.indexOf("frozen")).toBe(13); // the first look has nothing to be compared with
  });

  it("that brings no new frame is told after 6 s, where the browser counts", () => {
    const random = randomFrom(24);
    const verdicts = judged(
      () => picture(random, 120, 3, 30),
      20,
      (second) => Math.min(second, 4) * 30,
    );
    expect(verdicts.indexOf("frozen")).toBe(10);
  });

  it("is not judged by the time in which nobody looked", () => {
    const watch = new CameraWatch();
    const dark: Seen = { mean: 10, deviation: 1, difference: 0, frames: 5 };
    expect([0, 60_000, 120_000].map((atMs) => watch.step(dark, atMs))).toEqual(["well", "well", "well"]);
    expect(watch.step(null, 121_000)).toBe("well");
    expect(watch.step(dark, 122_000)).toBe("well");
  });
});
