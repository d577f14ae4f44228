import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asked, Reach } from "./reach";

const ANSWER = [
  "v=0",
  "o=- 7 1 IN IP4 0.0.0.0",
  "a=group:BUNDLE 0 1",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "a=mid:0",
  "a=ice-ufrag:serv",
  "a=ice-pwd:0123456789012345678901",
  "a=fingerprint:sha-256 AA:BB",
  "a=candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=mid:1",
  "a=ice-ufrag:serv",
  "a=candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host",
].join("\r\n");

/** An ICE agent whose checks the test answers. */
class Agent {
  iceConnectionState = "new";
  oniceconnectionstatechange: (() => void) | null = null;
  remote = "";
  closed = false;
  createDataChannel = vi.fn();
  setLocalDescription = vi.fn(async () => undefined);

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    this.remote = sdp;
  }

  close(): void {
    this.closed = true;
  }

  find(): void {
    this.iceConnectionState = "connected";
    this.oniceconnectionstatechange?.();
  }
}

let agents: Agent[];
let fetched: { resolve: () => void; reject: () => void; url: string; options: RequestInit }[];
let reach: Reach;

beforeEach(() => {
  vi.useFakeTimers();
  agents = [];
  fetched = [];
  vi.stubGlobal("fetch", (url: string, options: RequestInit) => {
    return new Promise<void>((resolve, reject) => {
      fetched.push({ resolve, reject: () => reject(new TypeError("no network")), url, options });
    });
  });
  reach = new Reach(() => {
    const agent = new Agent();
    agents.push(agent);
    return agent as unknown as RTCPeerConnection;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the search for a server", () => {
  it("asks by the names of the last answer, in a way that opens nothing", () => {
    expect(asked(ANSWER).split("\r\n").slice(5)).toEqual([
      "a=group:BUNDLE 0",
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      "c=IN IP4 0.0.0.0",
      "a=mid:0",
      "a=ice-ufrag:serv/reach",
      "a=ice-pwd:0123456789012345678901",
      "a=fingerprint:sha-256 AA:BB",
      "a=setup:passive",
      "a=sctp-port:5000",
      "a=candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host",
      "",
    ]);
  });

  it("asks with an agent after the other until one has found it, and leaves none behind", async () => {
    reach.learn(ANSWER, []);
    const found = reach.ask(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(3_100);
    expect(agents.map(({ closed }) => closed)).toEqual([true, true, false]);
    agents[2]?.find();
    await expect(found).resolves.toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(agents.map(({ closed }) => closed)).toEqual([true, true, true]);
    expect(fetched[0]?.options.signal?.aborted).toBe(true);
    expect(fetched).toHaveLength(1);
  });

  it("asks by a fetch without credentials too, again after one that failed", async () => {
    const found = reach.ask(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(10);
    fetched[0]?.reject();
    await vi.advanceTimersByTimeAsync(500);
    expect(fetched.map(({ url, options }) => [url, options.credentials])).toEqual([
      ["/healthz", "omit"],
      ["/healthz", "omit"],
    ]);
    expect(agents).toHaveLength(0);
    fetched[1]?.resolve();
    await expect(found).resolves.toBe(true);
  });

  it("goes on by fetch where no agent can be made", async () => {
    const unable = new Reach(() => {
      throw new Error("no peer connections here");
    });
    unable.learn(ANSWER);
    const found = unable.ask(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(4_000);
    fetched[0]?.resolve();
    await expect(found).resolves.toBe(true);
  });

  it("ends when nobody wants to know any more", async () => {
    reach.learn(ANSWER, []);
    const over = new AbortController();
    const found = reach.ask(over.signal);
    await vi.advanceTimersByTimeAsync(100);
    over.abort();
    await expect(found).resolves.toBe(false);
    expect(agents.every(({ closed }) => closed)).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(agents).toHaveLength(1);
  });
});
