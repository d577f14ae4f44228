import { describe, expect, it } from "vitest";
import { keepCandidates, targetsOf, waysOf } from "./ways";

const ANSWER = [
  "v=0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "a=candidate:1 1 udp 2130706431 192.0.2.10 7000 typ host",
  "a=candidate:2 1 tcp 1671430143 192.0.2.10 443 typ host tcptype passive",
  "a=candidate:3 1 udp 2130706175 2001:db8::10 7000 typ host",
  "a=end-of-candidates",
  "",
].join("\r\n");

function test(urls: string[]) {
  return {
    iceServers: { servers: [{ urls, username: "1:x", credential: "y" }], expiresAt: 1 },
    seconds: 60,
  };
}

describe("the ways to try", () => {
  it("are UDP and TCP where there is no relay", () => {
    expect(waysOf({ iceServers: null, seconds: 60 }).map(({ kind }) => kind)).toEqual(["udp", "tcp"]);
  });

  it("have one relay each, UDP first, with its credentials and the port that a firewall sees", () => {
    const ways = waysOf(
      test([
        "turns:[2001:db8::1]:443?transport=tcp",
        "turn:a.fi:3479?transport=tcp",
        "turns:a.fi",
        "turn:a.fi",
      ]),
    ).slice(2);
    expect(ways.map(({ kind, targets }) => [kind, ...targets])).toEqual([
      ["turn-udp", "a.fi:3478/udp"],
      ["turn-tcp", "a.fi:3479/tcp"],
      ["turn-tls", "[2001:db8::1]:443/tcp"],
      ["turn-tls", "a.fi:5349/tcp"],
    ]);
    expect(ways[0]?.server).toEqual({ urls: "turn:a.fi", username: "1:x", credential: "y" });
  });

  it("leave out what is no TURN server", () => {
    expect(waysOf(test(["stun:a.fi", "nonsense"]))).toHaveLength(2);
  });
});

describe("an answer", () => {
  it("is narrowed to one transport, and nothing else of it changes", () => {
    const kept = keepCandidates(ANSWER, "tcp");
    expect(kept.split("\r\n").filter((line) => line.startsWith("a=candidate:"))).toHaveLength(1);
    expect(kept).toContain("192.0.2.10 443 typ host tcptype passive");
    expect(keepCandidates(kept, "tcp")).toBe(kept);
    expect(kept.endsWith("a=end-of-candidates\r\n")).toBe(true);
  });

  it("tells the addresses that a firewall must let out to", () => {
    expect(targetsOf(ANSWER, "udp")).toEqual(["192.0.2.10:7000/udp", "[2001:db8::10]:7000/udp"]);
    expect(targetsOf(ANSWER, "tcp")).toEqual(["192.0.2.10:443/tcp"]);
  });
});
