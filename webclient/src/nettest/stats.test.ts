import { describe, expect, it } from "vitest";
import { figuresOf, type Sample, sampleOf } from "./stats";

const START: Sample = {
  at: 0,
  soundSent: 0,
  soundLostUp: 0,
  soundReceived: 0,
  soundLost: 0,
  jitter: null,
  roundTrip: null,
  bytesSent: 0,
  bytesReceived: 0,
};

describe("a sample", () => {
  it("is taken out of what a browser tells, sound apart from pictures", () => {
    const report: [string, object][] = [
      ["a", { type: "outbound-rtp", kind: "audio", packetsSent: 200, bytesSent: 16_000 }],
      ["b", { type: "outbound-rtp", kind: "video", packetsSent: 999, bytesSent: 100_000 }],
      ["c", { type: "remote-inbound-rtp", kind: "audio", packetsLost: 3, roundTripTime: 0.041 }],
      [
        "d",
        {
          type: "inbound-rtp",
          kind: "audio",
          packetsReceived: 190,
          packetsLost: 7,
          jitter: 0.004,
          bytesReceived: 15_000,
        },
      ],
      [
        "e",
        {
          type: "inbound-rtp",
          kind: "video",
          packetsReceived: 900,
          packetsLost: 80,
          jitter: 0.2,
          bytesReceived: 90_000,
        },
      ],
      ["f", { type: "candidate-pair", currentRoundTripTime: 0.05 }],
    ];
    expect(sampleOf(report, 5)).toEqual({
      at: 5,
      soundSent: 200,
      soundLostUp: 3,
      soundReceived: 190,
      soundLost: 7,
      jitter: 0.004,
      roundTrip: 0.041,
      bytesSent: 116_000,
      bytesReceived: 105_000,
    });
  });

  it("does without what a browser does not tell", () => {
    expect(sampleOf([], 5)).toEqual({ ...START, at: 5 });
  });
});

describe("the figures", () => {
  const end: Sample = {
    ...START,
    at: 4000,
    soundSent: 200,
    soundLostUp: 20,
    soundReceived: 162,
    soundLost: 38,
    jitter: 0.004,
    roundTrip: 0.04,
  };

  it("tell the loss of each direction: 20 of 200 there, 18 of the other 180 back", () => {
    const figures = figuresOf([START, end], []);
    expect(figures?.lossUp).toBeCloseTo(0.1);
    expect(figures?.lossDown).toBeCloseTo(0.1);
    expect(figures?.jitterMs).toBeCloseTo(4);
    expect(figures?.roundTripMs).toBeCloseTo(40);
  });

  it("take the best rate between two samples", () => {
    const loud = [
      { ...START, at: 0 },
      { ...START, at: 500, bytesSent: 12_500, bytesReceived: 0 },
      { ...START, at: 1000, bytesSent: 75_000, bytesReceived: 25_000 },
      { ...START, at: 1000, bytesSent: 95_000, bytesReceived: 95_000 },
    ];
    expect(figuresOf([START, end], loud)).toMatchObject({ upBps: 1_000_000, downBps: 400_000 });
  });

  it("are none where nothing came back", () => {
    expect(figuresOf([START, { ...end, soundReceived: 0 }], [])).toBeNull();
    expect(figuresOf([], [])).toBeNull();
  });
});
