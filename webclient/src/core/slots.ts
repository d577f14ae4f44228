// What each receive slot shows. Pure. The track of a slot is there from the first answer on and never
// changes; the server tells whose media runs in it (architecture.md: receive slots).
import type { MediaMap } from "./protocol";

export type Kind = MediaMap["kind"];

/** One receive slot; `Track` is MediaStreamTrack in a browser. */
export interface Slot<Track> {
  readonly mid: string;
  readonly kind: Kind;
  /** null until the track of the slot has arrived. */
  readonly track: Track | null;
  /** The participant whose media the slot carries or will carry; null: nobody's. */
  readonly source: string | null;
  /** The first picture or sound of `source` has gone through; before that the slot shows someone else. */
  readonly switched: boolean;
  /** The own line does not carry the picture now: nothing comes of it (F-05). */
  readonly held: boolean;
}

export type Slots<Track> = ReadonlyMap<string, Slot<Track>>;

/** The slots with the track that `ontrack` brought; a map message may have been quicker. */
export function arrived<Track>(slots: Slots<Track>, mid: string, kind: Kind, track: Track): Slots<Track> {
  const known = slots.get(mid);
  const { source = null, switched = false, held = false } = known ?? {};
  // A screen is told from a camera by the map alone: its track is video like any other.
  const slot = { mid, kind: known?.kind ?? kind, track, source, switched, held };
  return new Map(slots).set(mid, slot);
}

/** The slots after the server's message; a message may come before the slot's track. */
export function mapped<Track>(slots: Slots<Track>, map: Omit<MediaMap, "consultation">): Slots<Track> {
  const track = slots.get(map.mid)?.track ?? null;
  const slot = {
    mid: map.mid,
    kind: map.kind,
    track,
    source: map.source,
    switched: map.source !== null && map.switched,
    held: map.held ?? false,
  };
  return new Map(slots).set(map.mid, slot);
}

/**
 * The track that shows this participant now, or null.
 *
 * A slot that is unmapped or not yet switched is no one's: its element would still hold the last frame of
 * whoever was there before, and nobody must see that under another's name.
 */
export function trackOf<Track>(slots: Slots<Track>, participant: string, kind: Kind): Track | null {
  for (const slot of slots.values()) {
    if (slot.source === participant && slot.kind === kind && slot.switched) return slot.track;
  }
  return null;
}

/** The participant whose screen is shown or coming, or null. */
export function presenterOf<Track>(slots: Slots<Track>): string | null {
  for (const { kind, source } of slots.values()) if (kind === "screen" && source !== null) return source;
  return null;
}

/** Every sound that is to be heard: mapped audio slots with their tracks. */
export function sounds<Track>(
  slots: Slots<Track>,
): readonly { readonly mid: string; readonly track: Track }[] {
  return Array.from(slots.values()).flatMap(({ kind, source, mid, track }) =>
    kind === "audio" && source !== null && track !== null ? [{ mid, track }] : [],
  );
}
