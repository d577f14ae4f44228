// Own real-time text on its way to the others: what they have, what they are still to get. Pure.
import { applied, edits, LINE_SEPARATOR, linesOf } from "./t140";

/** Finished lines that wait to be sent; 100 of 60 characters take three minutes at 30 a second. */
const MAX_WAITING_LINES = 100;

/** A block that was handed to a channel, and how to take it back. */
interface Block {
  readonly bytes: number;
  /** What the others had of the line before it. */
  readonly sent: string;
  /** The lines that it finished. */
  readonly finished: readonly string[];
}

export class Outgoing {
  /** Finished lines that the others have not got whole, oldest first. */
  #lines: string[] = [];
  #draft = "";
  /** The first line of the draft: what of it the others get. */
  #growing = "";
  /** What the others have of the oldest line, or of the draft. */
  #sent = "";
  #blocks: Block[] = [];

  get draft(): string {
    return this.#draft;
  }

  /** Lines that are finished here, and not yet there. */
  get waitingLines(): number {
    return this.#lines.length;
  }

  /** Is there anything that the others do not have? */
  get waits(): boolean {
    return this.#lines.length > 0 || this.#sent !== this.#growing;
  }

  /**
   * The draft is this now; returns the lines that a line break in it has finished. Those for which there is no
   * room stay in the draft with their breaks, until it is written again.
   */
  write(typed: string): string[] {
    const lines = linesOf(typed);
    const last = lines.pop() ?? "";
    const whole = lines.filter((line) => line !== "");
    const taken = whole.splice(0, Math.max(0, MAX_WAITING_LINES - this.#lines.length));
    this.#lines.push(...taken);
    this.#draft = [...whole, last].join("\n");
    this.#growing = whole[0] ?? last;
    return taken;
  }

  /** The next block of at most so many characters; empty: there is nothing. */
  take(most: number): string {
    const before = this.#sent;
    const finished: string[] = [];
    const block: string[] = [];
    while (block.length < most) {
      const next = edits(this.#sent, this.#lines[0] ?? this.#growing);
      const part = next.slice(0, most - block.length);
      block.push(...part);
      this.#sent = applied(this.#sent, part.join("")).line;
      const line = this.#lines[0];
      if (line === undefined || part.length < next.length || block.length >= most) break;
      block.push(LINE_SEPARATOR);
      this.#lines.shift();
      finished.push(line);
      this.#sent = "";
    }
    const text = block.join("");
    if (text !== "") this.#blocks.push({ bytes: bytesOf(text), sent: before, finished });
    return text;
  }

  /** So many bytes of the newest blocks still wait in the channel; the older ones have left. */
  left(buffered: number): void {
    let bytes = 0;
    let first = this.#blocks.length;
    while (first > 0 && bytes < buffered) bytes += this.#blocks[--first]?.bytes ?? 0;
    this.#blocks.splice(0, first);
  }

  /** The channel has gone with so many bytes in it: they are to be sent again. */
  takeBack(buffered: number): void {
    this.left(buffered);
    const [first] = this.#blocks;
    if (first) {
      this.#sent = first.sent;
      this.#lines.unshift(...this.#blocks.flatMap(({ finished }) => finished));
    }
    this.#blocks = [];
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
