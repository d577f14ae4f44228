import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "./api";
import { Marking, type MarkNews } from "./marking";
import type { Mark, Operation } from "./protocol";
import { settle, TestApi } from "./testing/browser";
import { TestLink } from "./testing/link";

const HERE = "c".repeat(32);
const PAPER = "d".repeat(32);
const ME = "a".repeat(32);
const OTHER = "b".repeat(32);
const PAGE = { paper: PAPER, page: 0 };
const PATH = `/api/consultations/${HERE}/papers/${PAPER}/pages/0/marks?after=`;

const id = (n: number) => n.toString(16).padStart(32, "0");
const mark = (sequence: number, participant = OTHER, fields: Partial<Mark> = {}): Mark => ({
  participant,
  mark: id(sequence),
  sequence,
  kind: "pen",
  points: [100, 100, 128, 200, 200, 128],
  ...fields,
});
const added = (sequence: number, participant = OTHER, fields: Partial<Mark> = {}): Operation => ({
  sequence,
  participant,
  at: 0,
  kind: "mark_added",
  paper: PAPER,
  page: 0,
  about: { participant, mark: fields.mark ?? id(sequence) },
  mark: mark(sequence, participant, fields),
});
const erased = (sequence: number, author: string, name: string, by = author): Operation => ({
  sequence,
  participant: by,
  at: 0,
  kind: "mark_erased",
  paper: PAPER,
  page: 0,
  about: { participant: author, mark: name },
});

let api: TestApi;
let link: TestLink;
let told: { type: string; [field: string]: unknown }[];
let free: boolean;
let marking: Marking;
let news: MarkNews[];

const lying = () => marking.state.get().marks.map(({ id: name }) => name);

beforeEach(() => {
  api = new TestApi({});
  api.replies[`${PATH}0`] = { marks: [mark(2)], more: false };
  link = new TestLink();
  told = [];
  free = true;
  news = [];
  marking = new Marking({
    api,
    link,
    consultation: HERE,
    volatile: { tell: (message) => void told.push(message as never), unpoint: () => undefined },
    me: () => ME,
    mayCapture: () => free,
  });
  marking.news = (one) => void news.push(one);
});
afterEach(() => {
  marking.close();
  vi.useRealTimers();
});

describe("the marks of a page", () => {
  it("are read in slices when it is shown, once", async () => {
    api.replies[`${PATH}0`] = { marks: [mark(2), mark(3)], more: true };
    api.replies[`${PATH}3`] = { marks: [mark(5)], more: false };
    marking.show(PAGE);
    expect(marking.state.get().coming).toBe(true);
    await settle();
    expect(lying()).toEqual([id(2), id(3), id(5)]);
    expect(marking.state.get().coming).toBe(false);
    marking.show(null);
    marking.show(PAGE);
    await settle();
    expect(api.asked).toHaveLength(2);
    expect(lying()).toHaveLength(3);
  });

  it("change with what is told, also while they are read", async () => {
    marking.show(PAGE);
    marking.heard(added(3));
    marking.heard(erased(4, OTHER, id(2)));
    await settle();
    expect(lying()).toEqual([id(3)]);
    expect(news).toEqual([
      { author: OTHER, added: true, text: null },
      { author: OTHER, added: false, text: null },
    ]);
  });

  it("are read anew when something was missed: what was erased meanwhile goes", async () => {
    marking.show(PAGE);
    await settle();
    marking.heard(added(3, OTHER, { kind: "note", points: [1, 1, 0], text: "pois" }));
    api.replies[`${PATH}0`] = { marks: [mark(4)], more: false };
    marking.heard(null);
    await settle();
    expect(lying()).toEqual([id(4)]);
  });

  it("say why they cannot be had, and come when they are asked for again", async () => {
    api.replies[`${PATH}0`] = new ApiError("unavailable");
    marking.show(PAGE);
    await settle();
    expect(marking.state.get().error).toMatchObject({ code: "unavailable" });
    api.replies[`${PATH}0`] = { marks: [mark(2)], more: false };
    marking.again();
    await settle();
    expect(lying()).toEqual([id(2)]);
  });

  it("are forgotten when it is over", async () => {
    marking.show(PAGE);
    marking.close();
    await settle();
    marking.heard(added(3));
    expect(marking.state.get()).toMatchObject({ marks: [], shown: null });
  });
});

describe("the marks of a page on a bad line", () => {
  /** Numbers that look random and are the same in each run. */
  function* numbers(seed: number): Generator<number, never> {
    for (let state = seed; ; ) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      yield state / 2_147_483_648;
    }
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("are those of the server in the end, run %i", async (seed) => {
    const random = numbers(seed * 7_919);
    const chance = (part: number) => random.next().value < part;
    const there = new Map<number, Mark>();
    for (let after = 0; after < 60; after++) {
      api.replies[`${PATH}${after}`] = () => {
        const later = [...there.values()].filter(({ sequence }) => sequence > after);
        return { marks: later.slice(0, 3), more: later.length > 3 };
      };
    }
    marking.show(PAGE);
    const late: Operation[] = [];
    for (let sequence = 1; sequence < 60; sequence++) {
      const old = [...there.values()][Math.floor(random.next().value * there.size)];
      const operation =
        old && chance(0.3) ? erased(sequence, old.participant, old.mark) : added(sequence, OTHER);
      if (operation.mark) there.set(sequence, operation.mark);
      else if (old) there.delete(old.sequence);
      if (chance(0.6)) marking.heard(operation);
      if (chance(0.2)) marking.heard(operation); // twice
      if (chance(0.4)) late.push(operation);
      const delayed = late.splice(Math.floor(random.next().value * late.length), 1)[0];
      if (delayed && chance(0.5)) marking.heard(delayed);
      if (chance(0.1)) marking.heard(null); // the line was away
      if (chance(0.3)) await settle();
    }
    marking.heard(null);
    await vi.waitFor(() => expect(marking.state.get().coming).toBe(false));
    expect(lying()).toEqual([...there.values()].map(({ mark: name }) => name));
  });
});

describe("the own stroke", () => {
  beforeEach(async () => {
    marking.show(PAGE);
    await settle();
  });

  it("is told while it grows and stored at its end, under one name", async () => {
    vi.useFakeTimers();
    link.answer("mark:add", () => ({ sequence: 7 }));
    marking.begin("pen", [100, 100, 128]);
    for (let n = 1; n <= 40; n++) {
      marking.extend([100 + n * 50, 100 + (n % 2) * 300, 128]);
      vi.advanceTimersByTime(10);
    }
    marking.finish();
    expect(told.length).toBeGreaterThan(5);
    expect(told.length).toBeLessThanOrEqual(13);
    const [request] = link.requests("mark:add");
    expect(new Set(told.map(({ stroke }) => stroke))).toEqual(new Set([request?.id]));
    expect(request).toMatchObject({ paper: PAPER, page: 0, kind: "pen" });
    expect(lying()).toEqual([id(2), request?.id]);
    await vi.advanceTimersByTimeAsync(1);
    expect(marking.state.get().marks.at(-1)).toMatchObject({ id: request?.id, sequence: 7, author: ME });
    // What the server tells of it is the same mark.
    marking.heard(added(7, ME, { mark: request?.id ?? "" }));
    expect(lying()).toHaveLength(2);
    expect(news).toEqual([]);
  });

  it("is taken back when the server refuses it, and says why", async () => {
    link.answer("mark:add", () => new ApiError("limit", "marks"));
    marking.begin("pen", [1, 1, 1]);
    marking.finish();
    expect(lying()).toHaveLength(2);
    await settle();
    expect(lying()).toEqual([id(2)]);
    expect(marking.state.get().error).toMatchObject({ code: "limit" });
  });

  it("goes on as the next one where it is too long", async () => {
    let sequence = 10;
    link.answer("mark:add", () => ({ sequence: ++sequence }));
    marking.begin("highlighter", [0, 0, 128]);
    for (let n = 1; n < 4_000; n++) marking.extend([n, n % 7, 128]);
    marking.finish();
    await settle();
    const sent = link.requests("mark:add");
    expect(sent).toHaveLength(3);
    expect(sent[1]?.points.slice(0, 2)).toEqual(sent[0]?.points.slice(-3, -1));
    expect(new Set(sent.map(({ id: name }) => name)).size).toBe(3);
  });

  it("is given up with the page that is turned, and with the tool", () => {
    marking.begin("pen", [1, 1, 1]);
    marking.show({ paper: PAPER, page: 1 });
    expect(told.at(-1)).toMatchObject({ type: "stroke-gone" });
    marking.begin("pen", [1, 1, 1]);
    marking.take(null);
    marking.finish();
    expect(link.requests("mark:add")).toEqual([]);
  });

  it("f95: does not begin while an identity document is shown, and is given up when one is", () => {
    marking.begin("pen", [1, 1, 1]);
    free = false;
    marking.stop();
    expect(told.at(-1)).toMatchObject({ type: "stroke-gone" });
    marking.begin("pen", [1, 1, 1]);
    marking.write([1, 1, 0]);
    expect(marking.state.get()).toMatchObject({ own: null, noteAt: null, tool: null });
    const part = { type: "stroke", from: OTHER, surface: `${PAPER}:0`, stroke: id(9), tool: "pen", at: 0 };
    marking.live.take(JSON.stringify({ ...part, points: [1, 2, 3] }));
    expect(marking.live.state.get()).toEqual([]);
  });
});

describe("others' strokes", () => {
  it("give way to the finished ones", async () => {
    marking.show(PAGE);
    await settle();
    const part = { type: "stroke", from: OTHER, surface: `${PAPER}:0`, stroke: id(9), tool: "pen", at: 0 };
    marking.live.take(JSON.stringify({ ...part, points: [1, 2, 3] }));
    expect(marking.live.state.get()).toHaveLength(1);
    marking.heard(added(3, OTHER, { mark: id(9) }));
    expect(marking.live.state.get()).toEqual([]);
    marking.live.take(JSON.stringify({ ...part, points: [1, 2, 3] }));
    expect(marking.live.state.get()).toEqual([]);
  });
});

describe("notes, stamps, erasing", () => {
  beforeEach(async () => {
    let sequence = 10;
    link.answer("mark:add", () => ({ sequence: ++sequence }));
    marking.show(PAGE);
    await settle();
  });

  it("put a note where it was pressed, without what cannot be seen", async () => {
    marking.write([500, 600, 128]);
    const [done, again] = [marking.note("  Tähän\u202e  "), marking.note("  Tähän\u202e  ")];
    expect([await done, await again]).toEqual([true, false]);
    expect(link.requests("mark:add")).toHaveLength(1);
    expect(link.requests("mark:add")[0]).toMatchObject({
      kind: "note",
      text: "Tähän",
      points: [500, 600, 128],
    });
    expect(marking.state.get().noteAt).toBeNull();
  });

  it("put the chosen stamp", async () => {
    marking.choose("sign_here");
    await marking.stamp([1, 2, 0]);
    expect(link.requests("mark:add")[0]).toMatchObject({ kind: "stamp", stamp: "sign_here", text: "" });
  });

  it("undo the newest own mark, and no one else's", async () => {
    link.answer("mark:erase", () => ({ sequence: 20 }));
    expect(await marking.undo()).toBe(false);
    await marking.stamp([1, 2, 0]);
    await marking.stamp([9, 9, 0]);
    marking.heard(added(30));
    const [, second] = link.requests("mark:add");
    expect(await marking.undo()).toBe(true);
    expect(link.requests("mark:erase").map((one) => one.mark)).toEqual([second?.id]);
    expect(lying()).not.toContain(second?.id);
    expect(lying()).toHaveLength(3);
  });

  it("find the topmost mark of those that may be erased", async () => {
    await marking.stamp([150, 150, 0]);
    expect(marking.at(150, 150, 1.4, false)?.kind).toBe("stamp");
    marking.heard(added(40));
    expect(marking.at(150, 150, 1.4, false)?.kind).toBe("stamp");
    expect(marking.at(150, 150, 1.4, true)?.id).toBe(id(40));
    expect(marking.at(5_000, 5_000, 1.4, true)).toBeNull();
  });

  it("erase another's by the event that is the expert's right", async () => {
    link.answer("mark:erase-other", () => ({ sequence: 20 }));
    const [theirs] = marking.state.get().marks;
    if (theirs) await marking.erase(theirs);
    expect(link.requests("mark:erase-other")).toMatchObject([{ participant: OTHER, mark: id(2) }]);
    expect(lying()).toEqual([]);
  });

  it("keep a mark that may not be erased, and say so", async () => {
    const [theirs] = marking.state.get().marks;
    if (theirs) await marking.erase(theirs);
    expect(lying()).toEqual([id(2)]);
    expect(marking.state.get().error).toMatchObject({ code: "refused" });
  });
});
