// T.140 text in pieces (ITU-T T.140, RFC 8865): what a piece does to the line it belongs to, and the piece that
// makes one line of another. Pure. A character is a code point, here and in what erases it.

export const BACKSPACE = "\b";
export const LINE_SEPARATOR = "\u2028";
/** Stands where text was lost (T.140 Addendum 1). */
export const MISSING = "\ufffd";

/** A longer line is finished by itself: nobody's text fills the memory of another. */
export const MAX_LINE_CHARS = 2_000;

const BREAK = /\r\n|[\r\n\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const NO_TEXT = /[\u0000-\u001f\u007f-\u009f\ufeff]/g;

/** What a piece of text makes of a line: the lines that it finishes, and the one that grows on. */
export function applied(line: string, block: string): { finished: string[]; line: string } {
  const finished: string[] = [];
  let characters = Array.from(line);
  for (const character of block) {
    if (character === LINE_SEPARATOR || (character !== BACKSPACE && characters.length >= MAX_LINE_CHARS)) {
      finished.push(characters.join(""));
      characters = [];
    }
    if (character === BACKSPACE) characters.pop();
    else if (character !== LINE_SEPARATOR && character.replace(NO_TEXT, "") !== "")
      characters.push(character);
  }
  return { finished, line: characters.join("") };
}

/** The characters that make `wanted` of a line that is `sent`: it is erased as far as the two differ. */
export function edits(sent: string, wanted: string): string[] {
  const [from, to] = [Array.from(sent), Array.from(wanted)];
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  return [...Array<string>(from.length - same).fill(BACKSPACE), ...to.slice(same)];
}

/** What was typed or put in, as lines of text; the last one is not finished. */
export function linesOf(typed: string): string[] {
  return typed
    .split(BREAK)
    .map((line) =>
      Array.from(line.replaceAll("\t", " ").replace(NO_TEXT, "")).slice(0, MAX_LINE_CHARS).join(""),
    );
}
