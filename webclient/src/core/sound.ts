// How the own sound is treated before it is sent, and where that is kept (F-52).

/** As the person has set it. */
export interface SoundWish {
  /** Noise behind the voice is taken out; an interpreter may need the sound as it is. */
  readonly noiseSuppression: boolean;
  /** What comes out of the own loudspeaker is taken out. */
  readonly echoCancellation: boolean;
  /** The room echoes all the same: the microphone waits while others speak. */
  readonly echoingRoom: boolean;
}

export const USUAL: SoundWish = { noiseSuppression: true, echoCancellation: true, echoingRoom: false };

/** Names the wish in this browser's storage; it outlives a consultation, for it tells nothing of anybody. */
export const SOUND_KEY = "etaluukku-sound";

/** Seats of people who work here; a service point and a guest's browser forget with the call (F-25). */
const KEEPS = /^\/(?:desk|interpreter|admin)(?:\/|$)/;

/** Where a wish is kept between calls. */
export interface Keeping {
  read(): SoundWish;
  keep(wish: SoundWish): void;
}

/** The storage of this browser on a page of staff; elsewhere nothing is kept. */
export function keepingHere(
  browser: Pick<Window, "localStorage" | "location"> | undefined = globalThis.window,
): Keeping {
  if (!browser || !KEEPS.test(browser.location.pathname)) return { read: () => USUAL, keep: () => undefined };
  const { localStorage } = browser;
  return {
    read: () => toWish(localStorage.getItem(SOUND_KEY)),
    keep: (wish) => localStorage.setItem(SOUND_KEY, JSON.stringify(wish)),
  };
}

/** The wish that was kept; the usual one where there is none, or another program has written here. */
export function toWish(kept: string | null): SoundWish {
  const found = parsed(kept);
  const value = (name: keyof SoundWish): boolean => {
    const one = found[name];
    return typeof one === "boolean" ? one : USUAL[name];
  };
  return {
    noiseSuppression: value("noiseSuppression"),
    echoCancellation: value("echoCancellation"),
    echoingRoom: value("echoingRoom"),
  };
}

function parsed(kept: string | null): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(kept ?? "");
    return typeof found === "object" && found !== null ? { ...found } : {};
  } catch {
    return {};
  }
}

/** What the browser is asked for: W3C Media Capture and Streams, section 4.3.8. */
export function constraintsOf({ noiseSuppression, echoCancellation }: SoundWish): MediaTrackConstraints {
  return {
    echoCancellation: { ideal: echoCancellation },
    noiseSuppression: { ideal: noiseSuppression },
    autoGainControl: { ideal: true },
  };
}

/** Is the sound of the microphone itself the same? */
export function treatedAlike(one: SoundWish, other: SoundWish): boolean {
  return one.noiseSuppression === other.noiseSuppression && one.echoCancellation === other.echoCancellation;
}

/** Treats a running track so; false: this browser needs the microphone opened anew for it. */
export async function treat(track: MediaStreamTrack, wish: SoundWish): Promise<boolean> {
  const { deviceId } = track.getSettings();
  const same = deviceId ? { deviceId: { exact: deviceId } } : {};
  await track.applyConstraints({ ...constraintsOf(wish), ...same }).catch(() => undefined); // the settings tell
  return isTreated(track, wish);
}

/** Whether the browser says that the track is treated so. */
export function isTreated(track: MediaStreamTrack, wish: SoundWish): boolean {
  const now = track.getSettings();
  // One that a browser does not tell of, it cannot do: another track would not either.
  return (["noiseSuppression", "echoCancellation"] as const).every(
    (name) => now[name] === undefined || now[name] === wish[name],
  );
}
