import { describe, expect, it } from "vitest";
import { ANNA, ME } from "../core/testing/messages";
import { conversation, markOf, readable, unreadSince } from "./conversation";

const said = (sequence: number, participant = ANNA) => ({
  sequence,
  participant,
  text: `m${sequence}`,
  at: 0,
});
const wrote = (id: number, after: number, participant = ANNA) => ({ id, participant, text: `t${id}`, after });

describe("a conversation", () => {
  it.each([
    ["is empty", [], [], ""],
    ["has messages alone", [said(1), said(2)], [], "m1 m2"],
    ["has real-time text alone", [], [wrote(1, 0), wrote(2, 0)], "t1 t2"],
    [
      "has both in the order in which they came",
      [said(3), said(4)],
      [wrote(1, 2), wrote(2, 3)],
      "t1 m3 t2 m4",
    ],
    ["goes on after the last message", [said(3)], [wrote(1, 3), wrote(2, 3)], "m3 t1 t2"],
  ])("%s", (_, chat, written, order) => {
    expect(
      conversation(chat, written)
        .map(({ text }) => text)
        .join(" "),
    ).toBe(order);
  });

  it("tells real-time text from messages, and gives each line a key of its own", () => {
    const lines = conversation([said(1)], [wrote(1, 1)]);
    expect(lines.map(({ at }) => at)).toEqual([0, null]);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(2);
  });

  it("counts what others said and wrote since it was read, not the own lines", () => {
    const chat = [said(1), said(2, ME)];
    const written = [wrote(1, 0), wrote(2, 2), wrote(3, 2, ME)];
    expect(unreadSince({ sequence: 0, line: 1 }, ME, chat, written)).toBe(2);
    expect(unreadSince(markOf(chat, written), ME, chat, written)).toBe(0);
    expect(unreadSince(markOf([], []), ME, chat, written)).toBe(3);
  });

  it("shows where text was lost", () => {
    expect(readable("Hei\ufffdsta")).toBe("Hei […] sta");
  });
});
