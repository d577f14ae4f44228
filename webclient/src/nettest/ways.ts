// The ways to the media server, and what an answer says of them.
import type { SiteTest } from "../core/protocol";

export type WayKind = "udp" | "tcp" | "turn-udp" | "turn-tcp" | "turn-tls";
/** silent, refused: a firewall. credential, relay: the service's relay. broken: answers, and no call comes of it. */
export type Why = "silent" | "credential" | "relay" | "broken";

/** One way to try alone. */
export interface Way {
  readonly kind: WayKind;
  /** The relay of a way over TURN. */
  readonly server: RTCIceServer | null;
  /** What must be reached, as a firewall's rule has it; of direct ways the answer tells it. */
  readonly targets: readonly string[];
}

const TURN = /^(turns?):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/;
const PORTS = { turn: "3478", turns: "5349" } as const; // RFC 8656 section 4

/** In the order in which a call takes them: by the type preferences of ICE, direct ones first (RFC 8445 section 5.1.2.2). */
const ORDER: readonly WayKind[] = ["udp", "tcp", "turn-udp", "turn-tcp", "turn-tls"];

/** The ways, best first, whatever the order of the relays in the service's configuration. */
export function waysOf(test: SiteTest): Way[] {
  const relays = (test.iceServers?.servers ?? []).flatMap(({ urls, username, credential }) =>
    urls.flatMap((url) => {
      const found = relayOf(url);
      return found ? [{ ...found, server: { urls: url, username, credential } }] : [];
    }),
  );
  const direct = (["udp", "tcp"] as const).map((kind) => ({ kind, server: null, targets: [] }));
  return [...direct, ...relays].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function relayOf(url: string): Pick<Way, "kind" | "targets"> | null {
  const [, scheme, host, port, transport] = TURN.exec(url) ?? [];
  if ((scheme !== "turn" && scheme !== "turns") || !host) return null;
  const over = scheme === "turns" || transport === "tcp" ? "tcp" : "udp";
  return {
    kind: scheme === "turns" ? "turn-tls" : `turn-${over}`,
    targets: [`${host}:${port ?? PORTS[scheme]}/${over}`],
  };
}

/** The transport of the candidates that a way goes by; a relay speaks UDP with the media server. */
export function transportOf(kind: WayKind): "udp" | "tcp" {
  return kind === "tcp" ? "tcp" : "udp";
}

/** The answer with the candidates of one transport alone (RFC 8839 section 5.1). */
export function keepCandidates(sdp: string, transport: "udp" | "tcp"): string {
  return sdp
    .split("\r\n")
    .filter((line) => !line.startsWith("a=candidate:") || line.split(" ")[2] === transport)
    .join("\r\n");
}

/** The addresses of the candidates of one transport. */
export function targetsOf(sdp: string, transport: "udp" | "tcp"): string[] {
  const found = sdp.split("\r\n").flatMap((line) => {
    const words = line.split(" ");
    if (!line.startsWith("a=candidate:") || words[2] !== transport) return [];
    const host = words[4]?.includes(":") ? `[${words[4]}]` : words[4];
    return [`${host}:${words[5]}/${transport}`];
  });
  return [...new Set(found)];
}
