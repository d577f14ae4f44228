// Stored messages and lines of real-time text as one conversation. Pure.
import type { Said } from "../core/protocol";
import type { WrittenLine } from "../core/realTimeText";
import { MISSING } from "../core/t140";

/** One line of the conversation. */
export interface Line {
  readonly key: string;
  readonly participant: string;
  readonly text: string;
  /** Unix time (s) of a stored message; null: real-time text, which has come as it was typed. */
  readonly at: number | null;
}

/** All lines: real-time text stands where it was finished among the messages. */
export function conversation(chat: readonly Said[], written: readonly WrittenLine[]): readonly Line[] {
  const lines: Line[] = [];
  const rest = [...written];
  const before = (sequence: number): void => {
    while (rest[0] && rest[0].after < sequence) {
      const [{ id, participant, text }] = rest.splice(0, 1) as [WrittenLine];
      lines.push({ key: `text-${id}`, participant, text: readable(text), at: null });
    }
  };
  for (const { sequence, participant, text, at } of chat) {
    before(sequence);
    lines.push({ key: `chat-${sequence}`, participant, text, at });
  }
  before(Number.POSITIVE_INFINITY);
  return lines;
}

/** Text with a sign that people know where some of it was lost (T.140 Addendum 1). */
export function readable(text: string): string {
  return text.replaceAll(MISSING, " […] ");
}

/** Up to where somebody has read. */
export interface Mark {
  readonly sequence: number;
  readonly line: number;
}

/** The mark of one who has read everything. */
export function markOf(chat: readonly Said[], written: readonly WrittenLine[]): Mark {
  return { sequence: chat.at(-1)?.sequence ?? 0, line: written.at(-1)?.id ?? 0 };
}

/** How many lines of others have come since. */
export function unreadSince(
  mark: Mark,
  me: string,
  chat: readonly Said[],
  written: readonly WrittenLine[],
): number {
  const said = chat.filter(({ sequence, participant }) => sequence > mark.sequence && participant !== me);
  const wrote = written.filter(({ id, participant }) => id > mark.line && participant !== me);
  return said.length + wrote.length;
}
