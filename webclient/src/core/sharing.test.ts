import { beforeEach, describe, expect, it } from "vitest";
import { Sharing } from "./sharing";
import { settle, TestMedia } from "./testing/browser";

const ANNA = "a".repeat(32);
const BERT = "b".repeat(32);

let media: TestMedia;
let sharing: Sharing;

beforeEach(() => {
  media = new TestMedia();
  sharing = new Sharing(media.devices);
});

describe("the second video", () => {
  it("is a screen whose text stays sharp, until it is ended", async () => {
    await sharing.showScreen();
    const [track] = media.given;
    expect(sharing.state.get()).toMatchObject({ source: "screen", track, problem: null });
    expect(track?.contentHint).toBe("text");
    sharing.stop();
    sharing.stop();
    expect(track?.readyState).toBe("ended");
    expect(sharing.state.get().track).toBeNull();
  });

  it("is a second camera that the person has chosen", async () => {
    await sharing.showDocument("desk-camera");
    expect(sharing.state.get().source).toBe("document");
    expect(media.asked).toEqual([{ video: expect.objectContaining({ deviceId: { exact: "desk-camera" } }) }]);
  });

  it("ends when the browser's own button or the system ends it", async () => {
    await sharing.showScreen();
    media.given[0]?.onended?.();
    expect(sharing.state.get()).toMatchObject({ source: null, track: null });
  });

  it("lets the first track go when another is taken", async () => {
    await sharing.showScreen();
    await sharing.showDocument("desk-camera");
    expect(media.given.map(({ readyState }) => readyState)).toEqual(["ended", "live"]);
  });

  it("says nothing when the person turns the question down, and says why a camera cannot be had", async () => {
    media.refuseScreen = "NotAllowedError";
    await sharing.showScreen();
    expect(sharing.state.get()).toMatchObject({ source: null, problem: null });
    media.refuseScreen = "NotReadableError";
    await sharing.showScreen();
    expect(sharing.state.get().problem).toBe("busy");
    media.refuse = { video: "NotAllowedError" };
    await sharing.showDocument("desk-camera");
    expect(sharing.state.get()).toMatchObject({ source: null, problem: "denied" });
  });

  it("keeps the old one while a new one is asked for in vain", async () => {
    await sharing.showScreen();
    media.refuseScreen = "NotAllowedError";
    await sharing.showScreen();
    expect(sharing.state.get()).toMatchObject({ source: "screen", track: media.given[0] });
  });

  it("ends when somebody else begins, and says who; one who shared before does not end it", async () => {
    sharing.presented(ANNA);
    await sharing.showScreen();
    sharing.presented(ANNA);
    sharing.presented(null);
    expect(sharing.state.get().source).toBe("screen");
    sharing.presented(BERT);
    expect(sharing.state.get()).toEqual({ source: null, track: null, problem: null, replacedBy: BERT });
    expect(media.given[0]?.readyState).toBe("ended");
    sharing.presented(null);
    expect(sharing.state.get().replacedBy).toBeNull();
  });

  it.each(["stop", "close"] as const)("takes no track that comes after %s", async (end) => {
    const asked = sharing.showScreen();
    sharing[end]();
    await asked;
    await settle();
    expect(media.given[0]?.readyState).toBe("ended");
    expect(sharing.state.get().track).toBeNull();
  });

  it("needs a browser that can show its screen", async () => {
    expect(sharing.canShowScreen).toBe(true);
    const phone = new Sharing({ getUserMedia: media.getUserMedia } as unknown as MediaDevices);
    expect(phone.canShowScreen).toBe(false);
    const insecure = new Sharing(undefined);
    await insecure.showScreen();
    expect(insecure.state.get().problem).toBe("insecure");
  });
});
