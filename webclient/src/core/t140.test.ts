import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applied, BACKSPACE, edits, LINE_SEPARATOR, linesOf, MAX_LINE_CHARS } from "./t140";

interface Vector {
  readonly name: string;
  readonly relayed: string;
  readonly shown: string[];
}

/** What the server is held to as well (tests/media/test_t140.py). */
const vectors: Vector[] = JSON.parse(readFileSync("../tests/vectors/t140.json", "utf8"));

const shown = (...blocks: string[]): string[] => {
  let line = "";
  const all = blocks.flatMap((block) => {
    const result = applied(line, block);
    line = result.line;
    return result.finished;
  });
  return [...all, line];
};

describe("a block", () => {
  it.each(vectors)("shows $name, however it is cut", ({ relayed, shown: lines }) => {
    expect(shown(relayed)).toEqual(lines);
    expect(shown(...relayed)).toEqual(lines);
  });

  it("shows no control character, whatever comes", () => {
    const all = String.fromCharCode(...Array(256).keys());
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(shown(`\ufeff${all}`).join("")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\ufeff]/);
  });

  it("erases what is there and no more", () => {
    expect(shown("a\b\b\bb")).toEqual(["b"]);
    expect(shown("a\u{1f600}\b\b")).toEqual([""]);
  });

  it("finishes a line that has no end", () => {
    const { finished, line } = applied("", "x".repeat(MAX_LINE_CHARS + 1));
    expect([finished.map(({ length }) => length), line]).toEqual([[MAX_LINE_CHARS], "x"]);
  });
});

it("counts code points, and cuts no sign in two", () => {
  const faces = "\u{1f600}".repeat(MAX_LINE_CHARS);
  expect(applied("", faces)).toEqual({ finished: [], line: faces });
  expect(applied("", `${faces}x`)).toEqual({ finished: [faces], line: "x" });
  expect(applied(faces, "\b\bxyz").finished).toEqual([`${faces.slice(0, -4)}xy`]);
  expect(linesOf(`x${faces}`)).toEqual([`x${faces.slice(0, -2)}`]);
});

describe("the edits from one line to another", () => {
  it.each([
    ["", "Hei"],
    ["Hei", "Hei vaan"],
    ["Hei vaan", "Hei"],
    ["kuuletko", "kuulette"],
    ["\u{1f600}", "\u{1f601}"],
    ["e\u0301", "e"],
    ["sama", "sama"],
  ])("make %s into %s", (sent, wanted) => {
    expect(applied(sent, edits(sent, wanted).join(""))).toEqual({ finished: [], line: wanted });
  });

  it("erase only where the two differ", () => {
    expect(edits("Hei vann", "Hei vaan")).toEqual([BACKSPACE, BACKSPACE, "a", "n"]);
  });
});

it("reads typed text as lines without control characters", () => {
  expect(linesOf(`yksi\r\nkaksi\nkol\tme${LINE_SEPARATOR}\u0007nel`)).toEqual([
    "yksi",
    "kaksi",
    "kol me",
    "nel",
  ]);
});
