import { type Readable, Store } from "./store";

/** Pictures that can be large at once by a person's own choice: the speaker and the interpreter (F-60). */
export const MOST_PINS = 2;
/** The only key, beside the screen's language, that outlives a consultation: sizes, and nobody's name. */
export const SIZES_KEY = "etaluukku-picture-sizes";
/** Until the end of the consultation: a page that is loaded again shows the same pictures large. */
export const PINS_KEY = "etaluukku-pins";

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
  /** One press of a key or a button. */
  readonly step: number;
}

export type SizeName = "share" | "area" | "column";

/** In percent. No picture becomes too small to be seen by being resized. */
export const BOUNDS: Readonly<Record<SizeName, Bounds>> = {
  /** Of two large pictures' place: the first one's. */
  share: { least: 25, most: 75, usual: 50, step: 5 },
  /** Of all pictures' place: the large ones'. */
  area: { least: 50, most: 85, usual: 75, step: 5 },
  /** Of the window's width: the pictures' beside papers. */
  column: { least: 20, most: 60, usual: 27, step: 5 },
};

export interface ArrangementState extends Readonly<Record<SizeName, number>> {
  /** Participants whose pictures are large, the first one first. Who has left may still be among them. */
  readonly pins: readonly string[];
}

/** What somebody has who has chosen nothing yet. */
export type Usual = ArrangementState;

const USUAL: Usual = {
  pins: [],
  share: BOUNDS.share.usual,
  area: BOUNDS.area.usual,
  column: BOUNDS.column.usual,
};

type Shelf = Pick<Storage, "getItem" | "setItem">;

/** Where a browser keeps what somebody has chosen. */
export interface Keeping {
  /** Outlives the consultation. */
  readonly sizes: Shelf;
  /** Is cleared with it. */
  readonly pins: Shelf;
}

/** How one person wants the pictures: which are large, and how large (F-60). */
export class Arrangement {
  readonly #store: Store<ArrangementState>;
  readonly state: Readable<ArrangementState>;

  /**
   * `keeping` is null where the next one at this screen is somebody else: a service point, a guest. `usual` is what the
   * role of this one has in place of what most have.
   */
  constructor(
    private readonly consultation: string,
    private readonly keeping: Keeping | null,
    usual: Partial<Usual> = {},
  ) {
    const kept = readPins(read(keeping?.pins, PINS_KEY), consultation);
    this.#store = new Store<ArrangementState>({
      ...USUAL,
      ...usual,
      ...readSizes(read(keeping?.sizes, SIZES_KEY)),
      ...(kept ? { pins: kept } : {}),
    });
    this.state = this.#store;
  }

  /** Makes a picture large. Of more than two the one that was pinned first gives way; it is returned. */
  pin(participant: string): string | null {
    const { pins } = this.#store.get();
    if (pins.includes(participant)) return null;
    const [oldest = null] = pins.length < MOST_PINS ? [] : pins;
    this.#change({ pins: [...pins.filter((pin) => pin !== oldest), participant] });
    return oldest;
  }

  /** Makes a picture as small as the others. */
  unpin(participant: string): void {
    this.#change({ pins: this.#store.get().pins.filter((pin) => pin !== participant) });
  }

  /** Gives one of the sizes, in percent; beyond its bounds it stops at them. */
  resize(name: SizeName, percent: number): void {
    this.#change({ [name]: bounded(name, percent) });
  }

  /** One step larger (1) or smaller (-1). */
  step(name: SizeName, direction: 1 | -1): void {
    this.resize(name, this.#store.get()[name] + direction * BOUNDS[name].step);
  }

  #change(fields: Partial<ArrangementState>): void {
    this.#store.patch(fields);
    const { pins, share, area, column } = this.#store.get();
    write(this.keeping?.sizes, SIZES_KEY, { share, area, column });
    write(this.keeping?.pins, PINS_KEY, { consultation: this.consultation, pins });
  }
}

function bounded(name: SizeName, percent: number): number {
  const { least, most } = BOUNDS[name];
  return Math.min(most, Math.max(least, Math.round(percent)));
}

function readSizes(kept: unknown): Partial<ArrangementState> {
  const found: Partial<Record<SizeName, number>> = {};
  for (const name of ["share", "area", "column"] as const) {
    const value = field(kept, name);
    if (typeof value === "number" && Number.isFinite(value)) found[name] = bounded(name, value);
  }
  return found;
}

/** Those of this consultation; null where nothing has been chosen in it. */
function readPins(kept: unknown, consultation: string): readonly string[] | null {
  const pins = field(kept, "pins");
  if (field(kept, "consultation") !== consultation || !Array.isArray(pins)) return null;
  return pins.filter((pin) => typeof pin === "string").slice(0, MOST_PINS);
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** What is kept, or null: a person may have written anything there, or forbidden it to the page. */
function read(shelf: Shelf | undefined, key: string): unknown {
  try {
    return JSON.parse(shelf?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(shelf: Shelf | undefined, key: string, value: unknown): void {
  try {
    shelf?.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: it is kept as long as the page is there.
  }
}
