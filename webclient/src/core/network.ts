// When the browser says that its network is another one.

/** The part of the Network Information API that tells; Chromium on phones has it, others have none of it. */
interface Connection extends EventTarget {
  readonly type?: string;
}

/** Calls `changed` when the network has come back or is of another kind (Wi-Fi, mobile); returns the way to stop. */
export function watchNetwork(changed: () => void): () => void {
  const { connection } = (globalThis.navigator ?? {}) as { readonly connection?: Connection };
  let type = connection?.type;
  const typeChanged = () => {
    // The same event tells of every new estimate of the rate; only the kind is another network.
    if (connection?.type === type) return;
    type = connection?.type;
    if (type !== "none") changed();
  };
  globalThis.addEventListener?.("online", changed);
  connection?.addEventListener("change", typeChanged);
  return () => {
    globalThis.removeEventListener?.("online", changed);
    connection?.removeEventListener("change", typeChanged);
  };
}
