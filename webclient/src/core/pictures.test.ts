import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Pictures } from "./pictures";
import type { Slots } from "./slots";
import { TestConnection, TestTrack } from "./testing/browser";
import { ANNA } from "./testing/messages";

let connection: TestConnection;
let pictures: Pictures;
const showing = (held: boolean): Slots<MediaStreamTrack> =>
  new Map([["1", { mid: "1", kind: "video", track: null, source: ANNA, switched: true, held }]]);
let shown = showing(false);

beforeEach(() => {
  vi.useFakeTimers();
  connection = new TestConnection();
  connection.connectionState = "connected";
  connection.addTransceiver(new TestTrack("video"), { direction: "sendonly" });
  connection.addTransceiver("video", { direction: "recvonly" });
  connection.addTransceiver("audio", { direction: "recvonly" });
  pictures = new Pictures();
  shown = showing(false);
});

afterEach(() => vi.useRealTimers());

const sender = () => {
  const found = connection.transceivers[0]?.sender;
  if (!found) throw new Error("no sender");
  return found;
};

/** Seconds in which the own picture has this rate (kbit/s) and the other one this many frames. */
async function go(seconds: number, rate: number, frames = 25): Promise<void> {
  for (let passed = 0; passed < seconds; passed++) {
    vi.advanceTimersByTime(1_000);
    const { counts } = sender();
    counts.bytesSent += rate * 125;
    counts.framesEncoded += 25;
    counts.qualityLimitationReason = rate < 300 ? "bandwidth" : "none";
    connection.packetAt += 1;
    connection.frames.set("1", (connection.frames.get("1") ?? 0) + frames);
    await pictures.look(
      connection as unknown as RTCPeerConnection,
      sender() as unknown as RTCRtpSender,
      shown,
    );
  }
}

describe("pictures", () => {
  it("go on where the line carries them", async () => {
    await go(30, 1_000);
    expect(pictures.state.get()).toEqual({ held: false, poor: false, stopped: new Set() });
    expect(sender().parameters.encodings).toEqual([{ active: true }]);
  });

  it("are held back where it does not, and come back by themselves", async () => {
    await go(3, 1_000);
    await go(8, 50);
    expect(pictures.state.get()).toMatchObject({ held: true, poor: true });
    expect(sender().parameters.encodings).toEqual([{ active: false }]);
    await go(9, 0);
    expect(sender().parameters.encodings).toEqual([{ active: true }]);
    expect(pictures.state.get()).toMatchObject({ held: false, poor: true });
    await go(7, 1_000);
    expect(pictures.state.get()).toMatchObject({ held: false, poor: false });
  });

  it("of who signs are never held back, and come again at once with the first sign (F-61)", async () => {
    await go(3, 1_000);
    await go(8, 50);
    expect(sender().parameters.encodings).toEqual([{ active: false }]);
    pictures.speaksBy(true);
    await go(1, 50);
    expect(sender().parameters.encodings).toEqual([{ active: true }]);
    await go(30, 50);
    expect(pictures.state.get()).toMatchObject({ held: false, poor: false });
    expect(sender().parameters.encodings).toEqual([{ active: true }]);
    pictures.speaksBy(false);
    await go(8, 50);
    expect(pictures.state.get()).toMatchObject({ poor: true });
  });

  it("of another that have stopped are told with whose they are", async () => {
    await go(3, 1_000);
    await go(6, 1_000, 0);
    expect(pictures.state.get().stopped).toEqual(new Set([ANNA]));
    await go(5, 1_000);
    expect(pictures.state.get().stopped).toEqual(new Set());
  });

  it("that the server holds back are told at once, and not while they come again", async () => {
    await go(3, 1_000);
    shown = showing(true);
    await go(1, 1_000, 0);
    expect(pictures.state.get().stopped).toEqual(new Set([ANNA]));
    await go(20, 1_000, 0);
    shown = showing(false);
    await go(1, 1_000, 0);
    expect(pictures.state.get().stopped).toEqual(new Set());
  });

  it("are looked at afresh in another connection", async () => {
    await go(3, 1_000);
    await go(8, 50, 0);
    expect(pictures.state.get()).toMatchObject({ held: true });
    pictures.reset();
    expect(pictures.state.get()).toEqual({ held: false, poor: false, stopped: new Set() });
  });
});
