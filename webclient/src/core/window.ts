/**
 * Takes a consultation's place into this window; gives back what lets it go again.
 *
 * Two windows of one browser would take each other's media connection away for ever. The newest one has
 * it, and `lost` tells the older one (Web Locks API, `steal`). A browser without locks does without.
 */
export function takePlace(participant: string, lost: () => void): () => void {
  const locks = globalThis.navigator?.locks;
  if (!locks) return () => {};
  let letGo = () => {};
  let released = false;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  locks
    .request(`etaluukku-${participant}`, { steal: true }, () => held)
    .catch(() => {
      if (!released) lost();
    });
  return () => {
    released = true;
    letGo();
  };
}
