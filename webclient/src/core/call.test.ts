import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "./api";
import { Call } from "./call";
import { Devices } from "./devices";
import { sounds, trackOf } from "./slots";
import { settle, TestConnection, TestMedia, TestStream } from "./testing/browser";
import { TestLink } from "./testing/link";
import type { Channel } from "./volatile";

const HERE = "c".repeat(32);
const ANNA = "a".repeat(32);

let link: TestLink;
let media: TestMedia;
let devices: Devices;
let connections: TestConnection[];
let channels: (Channel | null)[];
let call: Call;

/** The newest connection. */
const newest = (): TestConnection => {
  const connection = connections.at(-1);
  if (!connection) throw new Error("no connection was made");
  return connection;
};

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", TestStream);
  link = new TestLink().answer("media:offer", () => ({ sdp: "answer" }));
  media = new TestMedia();
  devices = new Devices(media.devices);
  await devices.open();
  connections = [];
  channels = [];
  call = new Call({
    link,
    consultation: HERE,
    devices: devices.state,
    channel: (channel) => void channels.push(channel),
    createConnection: () => {
      connections.push(new TestConnection());
      return newest() as unknown as RTCPeerConnection;
    },
  });
});

afterEach(() => {
  call.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function connected(): Promise<void> {
  call.start();
  await settle();
  newest().moveTo("connected");
}

const map = (mid: string, source: string | null, switched = true, kind: "audio" | "video" = "video") =>
  link.tell("media:map", { consultation: HERE, mid, kind, source, switched });

describe("a call", () => {
  it("offers its own sound and picture, a channel, and slots for three voices and four pictures", async () => {
    await connected();
    expect(newest().transceivers.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual([
      "audio sendonly",
      "video sendonly",
      ...Array(3).fill("audio recvonly"),
      ...Array(4).fill("video recvonly"),
    ]);
    expect(link.requests("media:offer")).toEqual([{ consultation: HERE, sdp: "offer with 9 m-lines" }]);
    expect(channels.at(-1)).toBe(newest().channel);
    expect(call.state.get().phase).toBe("connected");
  });

  it("shows whom the server has mapped, also when the map came before the answer", async () => {
    link.answer("media:offer", () => {
      map("5", ANNA);
      map("2", ANNA, true, "audio");
      return { sdp: "answer" };
    });
    await connected();
    expect(trackOf(call.state.get().slots, ANNA, "video")).toMatchObject({ id: "slot-5" });
    expect(sounds(call.state.get().slots)).toHaveLength(1);
    map("5", null);
    expect(trackOf(call.state.get().slots, ANNA, "video")).toBeNull();
  });

  it("ignores the maps of another consultation", async () => {
    await connected();
    link.tell("media:map", { consultation: ANNA, mid: "5", kind: "video", source: ANNA, switched: true });
    expect(trackOf(call.state.get().slots, ANNA, "video")).toBeNull();
  });

  it("sends the track of a camera that is turned off and on without a new offer", async () => {
    await connected();
    const sender = newest().transceivers[1]?.sender;
    await devices.setCamera(false);
    expect(sender?.track).toBeNull();
    await devices.setCamera(true);
    expect(sender?.track).toBe(devices.state.get().camera.track);
    expect(link.requests("media:offer")).toHaveLength(1);
  });

  it("waits 3 s for a path to come back, then makes a new connection", async () => {
    await connected();
    map("5", ANNA);
    newest().moveTo("disconnected");
    expect(call.state.get().phase).toBe("reconnecting");
    vi.advanceTimersByTime(2_900);
    newest().moveTo("connected");
    vi.advanceTimersByTime(60_000);
    expect(connections).toHaveLength(1);
    newest().moveTo("disconnected");
    vi.advanceTimersByTime(3_000);
    await settle();
    expect(connections).toHaveLength(2);
    expect(connections[0]?.closed).toBe(true);
    expect(trackOf(call.state.get().slots, ANNA, "video")).toBeNull();
    newest().moveTo("connected");
    expect(call.state.get().phase).toBe("connected");
  });

  it("makes a new connection at once when the media process has come back empty", async () => {
    await connected();
    link.tell("media:restart", { consultation: HERE });
    vi.advanceTimersByTime(0);
    await settle();
    expect(connections).toHaveLength(2);
    expect(call.state.get().phase).toBe("reconnecting");
  });

  it("tries again within a second while the media process is away", async () => {
    link.answer("media:offer", () => new ApiError("unavailable"));
    call.start();
    await settle();
    for (let second = 0; second < 5; second++) {
      vi.advanceTimersByTime(1_000);
      await settle();
    }
    expect(connections.length).toBeGreaterThanOrEqual(5);
    expect(connections.filter(({ closed }) => !closed)).toHaveLength(0);
    link.answer("media:offer", () => ({ sdp: "answer" }));
    vi.advanceTimersByTime(1_000);
    await settle();
    newest().moveTo("connected");
    expect(call.state.get().phase).toBe("connected");
  });

  it("tries again when an answer leads nowhere for 10 s, and not when it has led somewhere", async () => {
    call.start();
    await settle();
    vi.advanceTimersByTime(10_000);
    await settle();
    expect(connections).toHaveLength(2);
    newest().moveTo("connected");
    vi.advanceTimersByTime(60_000);
    expect(connections).toHaveLength(2);
  });

  it("keeps a running connection while only the line to the server is lost", async () => {
    await connected();
    link.line.set("down");
    link.line.set("up");
    await settle();
    expect(connections).toHaveLength(1);
  });

  it("offers again as soon as the line is back when the path was lost too", async () => {
    await connected();
    link.line.set("down");
    newest().moveTo("failed");
    vi.advanceTimersByTime(30_000);
    expect(connections).toHaveLength(1);
    link.line.set("up");
    vi.advanceTimersByTime(0);
    await settle();
    expect(connections).toHaveLength(2);
  });

  it("stops where the server refuses its media", async () => {
    link.answer("media:offer", () => new ApiError("refused"));
    call.start();
    await settle();
    vi.advanceTimersByTime(60_000);
    expect(call.state.get().phase).toBe("refused");
    expect(connections).toHaveLength(1);
  });

  it("leaves nothing open when it is closed, twice too", async () => {
    await connected();
    map("5", ANNA);
    call.close();
    call.close();
    expect(newest().closed).toBe(true);
    expect(call.state.get()).toEqual({ phase: "closed", slots: new Map() });
    expect(channels.at(-1)).toBeNull();
    expect(link.listeners).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(connections).toHaveLength(1);
  });

  it("takes no answer that comes after the end", async () => {
    let answer: (reply: { sdp: string }) => void = () => undefined;
    link.answer("media:offer", () => new Promise((resolve) => (answer = resolve)));
    call.start();
    await settle();
    call.close();
    answer({ sdp: "late" });
    await settle();
    expect(call.state.get()).toEqual({ phase: "closed", slots: new Map() });
  });
});
