import { describe, expect, it } from "vitest";
import { arrived, mapped, presenterOf, type Slots, sounds, trackOf } from "./slots";

const NONE: Slots<string> = new Map();
const video = (source: string | null, switched: boolean) =>
  ({ mid: "7", kind: "video", source, switched }) as const;

describe("receive slots", () => {
  it("show the source when the map comes before the track", () => {
    const early = mapped(NONE, video("anna", true));
    expect(trackOf(early, "anna", "video")).toBeNull();
    expect(trackOf(arrived(early, "7", "video", "track"), "anna", "video")).toBe("track");
  });

  it("show nobody until the switch is through", () => {
    const slots = mapped(arrived(NONE, "7", "video", "track"), video("anna", false));
    expect(trackOf(slots, "anna", "video")).toBeNull();
    expect(trackOf(mapped(slots, video("anna", true)), "anna", "video")).toBe("track");
  });

  it("hide at once when the source is gone, whatever `switched` says", () => {
    const shown = mapped(arrived(NONE, "7", "video", "track"), video("anna", true));
    expect(trackOf(mapped(shown, video(null, true)), "anna", "video")).toBeNull();
  });

  it("tell that a picture is held back, and that it is not any more", () => {
    const held = mapped(NONE, { ...video("anna", true), held: true });
    expect(arrived(held, "7", "video", "track").get("7")?.held).toBe(true);
    expect(mapped(held, video("anna", true)).get("7")?.held).toBe(false);
  });

  it("never show one person under another's name while a slot changes hands", () => {
    const shown = mapped(arrived(NONE, "7", "video", "track"), video("anna", true));
    const changing = mapped(shown, video("bert", false));
    expect(trackOf(changing, "anna", "video")).toBeNull();
    expect(trackOf(changing, "bert", "video")).toBeNull();
    expect(trackOf(mapped(changing, video("bert", true)), "bert", "video")).toBe("track");
  });

  it("tell pictures from sounds of the same person, and play mapped sounds only", () => {
    let slots = mapped(arrived(NONE, "3", "audio", "voice"), {
      mid: "3",
      kind: "audio",
      source: "anna",
      switched: false,
    });
    slots = arrived(slots, "4", "audio", "silence");
    expect(trackOf(slots, "anna", "video")).toBeNull();
    expect(sounds(slots)).toEqual([{ mid: "3", track: "voice" }]);
    expect(sounds(mapped(slots, { mid: "3", kind: "audio", source: null, switched: true }))).toEqual([]);
  });
});

describe("a screen", () => {
  const screen = (source: string | null, switched: boolean) =>
    ({ mid: "8", kind: "screen", source, switched }) as const;

  it("stays a screen when its map comes before its track, which is a video like any other", () => {
    const slots = arrived(mapped(NONE, screen("anna", true)), "8", "video", "desktop");
    expect(trackOf(slots, "anna", "screen")).toBe("desktop");
    expect(trackOf(slots, "anna", "video")).toBeNull();
  });

  it("has a presenter from the decision on, and none when it is gone", () => {
    const coming = mapped(arrived(NONE, "8", "video", "desktop"), screen("anna", false));
    expect(presenterOf(coming)).toBe("anna");
    expect(trackOf(coming, "anna", "screen")).toBeNull();
    expect(presenterOf(mapped(coming, screen(null, false)))).toBeNull();
    expect(presenterOf(mapped(NONE, video("anna", true)))).toBeNull();
  });
});
