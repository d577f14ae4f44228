import { describe, expect, it } from "vitest";
import { Receiving, Sending, type Sent } from "./quality";

/** A sender that is stepped once a second; the rate in kbit/s. */
class Sender {
  readonly sending = new Sending();
  #second = 0;
  #sent: Sent = { bytes: 0, frames: 0, lost: 0, limited: false };

  go(seconds: number, rate: number, more: Partial<Sent> & { readonly frameRate?: number } = {}): this {
    const { frameRate = 25, ...counts } = more;
    for (let passed = 0; passed < seconds; passed++) {
      const { bytes, frames } = this.#sent;
      const held = this.sending.held;
      this.#sent = {
        lost: 0,
        limited: true,
        ...counts,
        bytes: bytes + (held ? 0 : rate * 125),
        frames: frames + (held ? 0 : frameRate),
      };
      this.sending.step(this.#sent, ++this.#second * 1_000);
    }
    return this;
  }

  off(seconds: number): this {
    for (let passed = 0; passed < seconds; passed++) this.sending.step(null, ++this.#second * 1_000);
    return this;
  }

  get state(): { readonly held: boolean; readonly poor: boolean } {
    return { held: this.sending.held, poor: this.sending.poor };
  }
}

const SENT = { held: false, poor: false };
const HELD = { held: true, poor: true };
const TRIED = { held: false, poor: true };

describe("the own picture", () => {
  it("is sent on a good line, and through a hiccup of 5 s", () => {
    expect(new Sender().go(20, 1_000).go(5, 20).go(20, 1_000).go(5, 20).go(1, 1_000).state).toEqual(SENT);
  });

  it("is held back when the line gives it less than 100 kbit/s for 6 s", () => {
    const sender = new Sender().go(10, 1_000).go(5, 99);
    expect(sender.state).toEqual(SENT);
    expect(sender.go(1, 99).state).toEqual(HELD);
  });

  it("is held back when a quarter of it is lost for 6 s, whatever its rate", () => {
    expect(new Sender().go(3, 1_000).go(10, 1_000, { lost: 0.24 }).state).toEqual(SENT);
    expect(new Sender().go(3, 1_000).go(6, 1_000, { lost: 0.25 }).state).toEqual(HELD);
  });

  it("may be small where the line is not the reason: a still or dark picture", () => {
    expect(new Sender().go(60, 20, { limited: false }).state).toEqual(SENT);
    expect(new Sender().go(60, 20, { limited: null, frameRate: 25 }).state).toEqual(SENT);
    expect(new Sender().go(8, 20, { limited: null, frameRate: 4 }).state).toEqual(HELD);
  });

  it("is nothing to judge while the camera is off", () => {
    expect(new Sender().go(10, 1_000).off(60).go(3, 20).off(3).go(3, 20).state).toEqual(SENT);
  });

  it("is not judged by a time in which nobody looked", () => {
    const sender = new Sender().go(10, 1_000);
    sender.sending.step({ bytes: 2_000_000, frames: 300, lost: 0, limited: true }, 40_000);
    expect(sender.state).toEqual(SENT);
  });

  it("is tried again after 10 s and is back when it was good for 5 s", () => {
    const sender = new Sender().go(2, 1_000).go(6, 20).go(9, 20);
    expect(sender.state).toEqual(HELD);
    expect(sender.go(1, 1_000).state).toEqual(TRIED);
    expect(sender.go(5, 1_000).state).toEqual(TRIED);
    expect(sender.go(1, 1_000).state).toEqual(SENT);
  });

  it("is tried more rarely each time that it fails: 10 s, 20 s, 30 s, 30 s", () => {
    const sender = new Sender().go(2, 1_000).go(6, 20);
    for (const pause of [10, 20, 30, 30]) {
      expect(sender.go(pause - 1, 20).state).toEqual(HELD);
      expect(sender.go(1, 20).state).toEqual(TRIED);
      expect(sender.go(7, 20).state).toEqual(HELD);
    }
  });

  it("is tried soon again when it was good for a minute in between", () => {
    const sender = new Sender().go(2, 1_000).go(6, 20).go(10, 20).go(7, 20).go(20, 20);
    sender.go(66, 1_000).go(6, 20);
    expect(sender.go(9, 20).state).toEqual(HELD);
    expect(sender.go(1, 20).state).toEqual(TRIED);
  });
});

describe("a picture of another", () => {
  const moving = (frames: number) => new Map([["anna", frames]]);

  it("has stopped after 4 s without a frame, and moves again after 2 s of frames", () => {
    const receiving = new Receiving();
    const told: boolean[] = [];
    for (let second = 0; second <= 12; second++) {
      const frames = second <= 5 ? 0 : (second - 5) * 20;
      told.push(receiving.step(moving(frames), true, second * 1_000).has("anna"));
    }
    expect(told.indexOf(true)).toBe(4);
    expect(told.lastIndexOf(true)).toBe(7);
  });

  it("has not stopped where nothing at all comes, or it is not there any more", () => {
    const receiving = new Receiving();
    for (let second = 0; second < 10; second++)
      expect(receiving.step(moving(0), false, second * 1_000).size).toBe(0);
    for (let second = 10; second < 20; second++) receiving.step(moving(0), true, second * 1_000);
    expect(receiving.step(moving(0), true, 20_000)).toEqual(new Set(["anna"]));
    expect(receiving.step(new Map(), true, 21_000).size).toBe(0);
    expect(receiving.step(moving(0), true, 22_000).size).toBe(0);
  });

  it("stays stopped while a frame comes now and then", () => {
    const receiving = new Receiving();
    let frames = 0;
    for (let second = 0; second < 30; second++) {
      if (second % 3 === 0) frames += 1;
      const stopped = receiving.step(moving(second < 6 ? 0 : frames), true, second * 1_000).has("anna");
      if (second >= 8) expect(stopped).toBe(true);
    }
  });
});
