import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "./api";
import { Call } from "./call";
import { continues } from "./connection";
import { Devices } from "./devices";
import { Sharing } from "./sharing";
import { trackOf } from "./slots";
import { settle, TestConnection, TestMedia, TestStream } from "./testing/browser";
import { TestLink } from "./testing/link";

const HERE = "c".repeat(32);
const ANNA = "a".repeat(32);

let link: TestLink;
let media: TestMedia;
let sharing: Sharing;
let connections: TestConnection[];
let call: Call;
let version: number;

const newest = (): TestConnection => {
  const connection = connections.at(-1);
  if (!connection) throw new Error("no connection was made");
  return connection;
};

const answer = () => ({ sdp: `v=0\r\no=- 4242 ${++version} IN IP4 0.0.0.0\r\n` });
const offers = () => link.requests("media:offer").map(({ sdp }) => sdp);
const slots = (kind: string) =>
  newest().transceivers.filter((one) => one.kind === kind && one.direction === "recvonly").length;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", TestStream);
  version = 0;
  link = new TestLink().answer("media:offer", answer);
  media = new TestMedia();
  const devices = new Devices(media.devices);
  await devices.open();
  sharing = new Sharing(media.devices);
  connections = [];
  call = new Call({
    link,
    consultation: HERE,
    devices: devices.state,
    sharing: sharing.state,
    channel: () => undefined,
    createConnection: () => {
      connections.push(new TestConnection());
      return newest() as unknown as RTCPeerConnection;
    },
  });
});

afterEach(() => {
  call.close();
  sharing.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function connected(): Promise<void> {
  call.start();
  await settle();
  newest().moveTo("connected");
  await settle();
}

describe("receive slots", () => {
  it("are added by one further offer in a few steps, and are never taken back", async () => {
    await connected();
    const counted: [number, number, number][] = [];
    for (const others of [1, 3, 4, 5, 7, 2, 8, 24, 0, 24]) {
      call.expect(others);
      await settle();
      counted.push([slots("audio"), slots("video"), offers().length]);
    }
    expect(counted).toEqual([
      [3, 4, 1],
      [3, 4, 1],
      [7, 8, 2],
      [7, 8, 2],
      [7, 8, 2],
      [7, 8, 2],
      [24, 25, 3],
      [24, 25, 3],
      [24, 25, 3],
      [24, 25, 3],
    ]);
    expect(connections).toHaveLength(1);
  });

  it("are enough in the first offer when it is known who is in", async () => {
    call.expect(7);
    await connected();
    expect([slots("audio"), slots("video"), offers().length]).toEqual([7, 8, 1]);
  });

  it("wait for the answer that is under way: there is never a second offer", async () => {
    let reply: () => void = () => undefined;
    await connected();
    link.answer("media:offer", () => new Promise((resolve) => (reply = () => resolve(answer()))));
    call.expect(5);
    await settle();
    call.expect(9);
    await settle();
    expect(offers()).toHaveLength(2);
    reply();
    await settle();
    expect(offers()).toHaveLength(3);
    expect([slots("audio"), slots("video")]).toEqual([24, 25]);
    reply();
    await settle();
    expect(offers()).toHaveLength(3);
  });

  it("wait for the line, and are offered when it is back", async () => {
    await connected();
    link.line.set("down");
    call.expect(5);
    await settle();
    expect(offers()).toHaveLength(1);
    link.line.set("up");
    await settle();
    expect([slots("audio"), offers().length]).toEqual([7, 2]);
  });

  it("are offered again when nobody answered", async () => {
    await connected();
    link.answer("media:offer", () => new ApiError("unavailable"));
    call.expect(5);
    await settle();
    link.answer("media:offer", answer);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([slots("audio"), offers().length, connections.length]).toEqual([7, 3, 1]);
  });

  it("show those who are mapped on them, whether the map or the track comes first", async () => {
    await connected();
    link.answer("media:offer", () => {
      link.tell("media:map", { consultation: HERE, mid: "15", kind: "video", source: ANNA, switched: true });
      return answer();
    });
    call.expect(5);
    await settle();
    expect(trackOf(call.state.get().slots, ANNA, "video")).toMatchObject({ id: "slot-15" });
  });
});

describe("the second video", () => {
  const sending = () => newest().transceivers.filter(({ direction }) => direction === "sendonly");

  it("goes on one m-line of its own however often it is begun and ended", async () => {
    await connected();
    for (let round = 0; round < 5; round++) {
      await sharing.showScreen();
      await settle();
      expect(sending().map(({ sender }) => sender.track)).toContain(sharing.state.get().track);
      sharing.stop();
      await settle();
      expect(sending()).toHaveLength(2);
      expect(newest().transceivers.at(-1)?.sender.track).toBeNull();
    }
    expect(newest().transceivers).toHaveLength(10);
    expect(offers()).toHaveLength(11);
  });

  it("changes from a screen to a document without an offer", async () => {
    await connected();
    await sharing.showScreen();
    await settle();
    await sharing.showDocument("desk-camera");
    await settle();
    expect(offers()).toHaveLength(2);
    expect(sending().at(-1)?.sender.track).toBe(sharing.state.get().track);
  });

  it("goes on over a new connection", async () => {
    await connected();
    await sharing.showScreen();
    await settle();
    link.tell("media:restart", { consultation: HERE });
    await vi.advanceTimersByTimeAsync(1);
    expect(connections).toHaveLength(2);
    expect(sending().map(({ kind }) => kind)).toEqual(["audio", "video", "video"]);
    expect(sending().at(-1)?.sender.track).toBe(sharing.state.get().track);
  });
});

describe("an answer", () => {
  const origin = (id: string, version: number) => `v=0\r\no=- ${id} ${version} IN IP4 0.0.0.0\r\ns=-\r\n`;

  it("goes on where the session stays and its version grows", () => {
    expect(continues(origin("4611686018427387903", 1), origin("4611686018427387903", 2))).toBe(true);
    expect(continues(origin("7", 2), origin("7", 1))).toBe(false);
    expect(continues(origin("7", 1), origin("8", 2))).toBe(false);
    expect(continues("", "answer")).toBe(false);
  });
});
