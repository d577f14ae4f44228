import type { IceServers } from "./protocol";

/** The relays that the server has told of, asked for anew when their credentials have run out. */
export class Relays {
  #known: IceServers | null = null;

  /** `refresh` asks the server; what it tells comes by `told` before the promise resolves. */
  constructor(private readonly refresh: () => Promise<void>) {}

  /** The server has told of these, or that there are none. */
  told(iceServers: IceServers | null): void {
    this.#known = iceServers;
  }

  /** For RTCPeerConnection. Without a line the old ones must do: there is nobody to ask. */
  async servers(): Promise<RTCIceServer[]> {
    const expired = this.#known !== null && this.#known.expiresAt <= Date.now() / 1000;
    if (expired) await this.refresh().catch(() => undefined);
    return (this.#known?.servers ?? []).map((server) => ({ ...server, urls: [...server.urls] }));
  }
}
