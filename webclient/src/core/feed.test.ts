import { describe, expect, it } from "vitest";
import { Feeds } from "./feed";

const delta = (feed: string, version: number) => ({ feed, version });

describe("the versions of a screen", () => {
  it("lets the next version through once", () => {
    const feeds = new Feeds();
    feeds.restart([delta("point:a", 4)]);
    expect(feeds.judge(delta("point:a", 5))).toBe("apply");
    expect(feeds.judge(delta("point:a", 5))).toBe("stale");
    expect(feeds.judge(delta("point:a", 6))).toBe("apply");
  });

  it("finds a gap and stays where it was", () => {
    const feeds = new Feeds();
    feeds.restart([delta("desk:a", 1)]);
    expect(feeds.judge(delta("desk:a", 3))).toBe("gap");
    expect(feeds.judge(delta("desk:a", 2))).toBe("apply");
    expect(feeds.judge(delta("desk:a", 3))).toBe("apply");
  });

  it("counts each feed by itself, and forgets feeds that a snapshot leaves out", () => {
    const feeds = new Feeds();
    feeds.restart([delta("service:a", 1), delta("service:b", 7)]);
    expect(feeds.judge(delta("service:b", 8))).toBe("apply");
    expect(feeds.judge(delta("service:a", 2))).toBe("apply");
    feeds.restart([delta("service:a", 2)]);
    expect(feeds.judge(delta("service:b", 9))).toBe("foreign");
  });
});
