import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Mark, Marks, newestOf, plainText } from "./marks";
import type { Operation } from "./protocol";

interface Fold {
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly paper: string;
  readonly page: number;
  readonly marks: readonly string[];
  readonly undo: Record<string, string | null>;
}

const vectors: { folds: Fold[]; texts: [string, string][] } = JSON.parse(
  readFileSync("../tests/vectors/marks.json", "utf8"),
);

function folded(operations: readonly Operation[]): Marks {
  const marks = new Marks();
  for (const operation of operations) marks.apply(operation);
  return marks;
}

const keys = (marks: readonly Mark[]) => marks.map(({ key }) => key);

/** Numbers that look random and are the same in each run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

describe("the fold of marks", () => {
  it.each(vectors.folds)("$name", ({ operations, paper, page, marks: expected, undo }) => {
    const marks = folded(operations).on(paper, page);
    expect(keys(marks)).toEqual(expected);
    for (const [author, key] of Object.entries(undo)) {
      expect(newestOf(marks, author)?.key ?? null).toBe(key);
    }
  });

  it.each(vectors.folds)("$name, in any order and with repetitions", ({ operations, paper, page, marks }) => {
    const random = numbers(operations.length);
    for (let round = 0; round < 50; round++) {
      const mixed = [...operations, ...operations]
        .map((operation) => ({ operation, at: random.next().value }))
        .sort((one, other) => one.at - other.at);
      expect(keys(folded(mixed.map(({ operation }) => operation)).on(paper, page))).toEqual(marks);
    }
  });

  it("gives the same array until something changes on the page", () => {
    const [first] = vectors.folds;
    const marks = folded(first?.operations ?? []);
    const before = marks.on(first?.paper ?? "", 0);
    for (const operation of first?.operations ?? []) marks.apply(operation);
    expect(marks.on(first?.paper ?? "", 0)).toBe(before);
  });

  it("knows what was there", () => {
    const marks = folded(vectors.folds[3]?.operations ?? []);
    expect(marks.knows("a".repeat(32), "1".padStart(32, "0"))).toBe(true);
    expect(marks.knows("b".repeat(32), "1".padStart(32, "0"))).toBe(false);
  });
});

describe("the text of a note", () => {
  it.each(vectors.texts)("%j is kept as %j", (text, kept) => {
    expect(plainText(text)).toBe(kept);
  });
});
