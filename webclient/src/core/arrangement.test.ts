import { describe, expect, it } from "vitest";
import { Arrangement, type Keeping, PINS_KEY, SIZES_KEY } from "./arrangement";
import { ANNA, BERT, HERE, ME } from "./testing/messages";

class Shelf {
  readonly kept = new Map<string, string>();
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
}

const shelves = () => ({ sizes: new Shelf(), pins: new Shelf() });
const made = (keeping: Keeping | null = null, consultation = HERE) => new Arrangement(consultation, keeping);

describe("pictures that a person wants large (F-60)", () => {
  it("are two at most: the one that was pinned first gives way", () => {
    const pictures = made();
    expect(pictures.pin(ANNA)).toBeNull();
    expect(pictures.pin(ANNA)).toBeNull();
    expect(pictures.pin(BERT)).toBeNull();
    expect(pictures.state.get().pins).toEqual([ANNA, BERT]);
    expect(pictures.pin(ME)).toBe(ANNA);
    expect(pictures.state.get().pins).toEqual([BERT, ME]);
    pictures.unpin(BERT);
    pictures.unpin(BERT);
    expect(pictures.state.get().pins).toEqual([ME]);
  });

  it("have sizes that stop at their bounds", () => {
    const pictures = made();
    pictures.step("share", 1);
    expect(pictures.state.get().share).toBe(55);
    pictures.resize("share", 99);
    pictures.resize("area", 1);
    pictures.resize("column", 41.4);
    expect(pictures.state.get()).toMatchObject({ share: 75, area: 50, column: 41 });
    pictures.step("share", 1);
    expect(pictures.state.get().share).toBe(75);
  });

  it("are kept by the browser of staff: sizes for ever, pins for this consultation, and no name", () => {
    const keeping = shelves();
    const pictures = made(keeping);
    pictures.pin(ANNA);
    pictures.resize("area", 60);
    expect(made(keeping).state.get()).toMatchObject({ pins: [ANNA], area: 60 });
    expect(made(keeping, "d".repeat(32)).state.get()).toMatchObject({ pins: [], area: 60 });
    expect([...keeping.sizes.kept.keys()]).toEqual([SIZES_KEY]);
    expect(JSON.parse(keeping.sizes.kept.get(SIZES_KEY) ?? "")).toEqual({ share: 50, area: 60, column: 27 });
    expect(keeping.pins.kept.get(PINS_KEY)).not.toContain("Asiantuntija");
  });

  it.each(["", "{", "7", "null", '{"share":"x","area":1e999,"column":-4,"pins":3}', '{"pins":[1,{}]}'])(
    "come to no harm by what else is kept there: %s",
    (found) => {
      const keeping = shelves();
      keeping.sizes.setItem(SIZES_KEY, found);
      keeping.pins.setItem(PINS_KEY, found.replace("{", `{"consultation":"${HERE}",`));
      const { pins, share, area, column } = made(keeping).state.get();
      expect(pins).toEqual([]);
      expect([share, area]).toEqual([50, 75]);
      expect(column).toBe(found.includes("-4") ? 20 : 27);
    },
  );

  it("are kept in the page alone where the browser forbids more", () => {
    const forbidden = () => {
      throw new DOMException("no", "SecurityError");
    };
    const shelf = { getItem: forbidden, setItem: forbidden };
    const pictures = made({ sizes: shelf, pins: shelf });
    pictures.pin(ANNA);
    expect(pictures.state.get().pins).toEqual([ANNA]);
  });
});
