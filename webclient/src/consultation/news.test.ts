import { describe, expect, it } from "vitest";
import { ANNA, BERT, ME, participant } from "../core/testing/messages";
import { newsOfPapers, newsOfPeople, newsOfScreen, newsOfText } from "./news";

const anna = participant(ANNA);
const bert = participant(BERT, { role: "interpreter" });
const own = participant(ME);
const people = (...participants: (typeof anna)[]) =>
  ({ phase: "in", me: ME, participants: [own, ...participants], chat: [] }) as const;

describe("news of people", () => {
  it.each([
    ["nothing when the screen opens", { ...people(), phase: "opening" } as const, people(anna), []],
    ["who joins", people(), people(anna), ["joined"]],
    ["who waits", people(), people({ ...anna, state: "lobby" }), ["waiting"]],
    ["who is let in", people({ ...anna, state: "lobby" }), people(anna), ["joined"]],
    ["who leaves", people(anna, bert), people(bert), ["left"]],
    ["who is muted", people(anna), people({ ...anna, microphone: false }), ["muted"]],
    ["who is heard again", people({ ...anna, microphone: false }), people(anna), ["unmuted"]],
    ["who raises a hand", people(anna), people({ ...anna, handRaisedAt: 7 }), ["handUp"]],
    ["whose hand is lowered", people({ ...anna, handRaisedAt: 7 }), people(anna), ["handDown"]],
    [
      "that the own hand is down, whoever lowered it",
      { ...people(), participants: [{ ...own, handRaisedAt: 7 }] },
      people(),
      ["ownHandDown"],
    ],
    ["who is away", people(anna), people({ ...anna, connected: false }), ["away"]],
    ["who is back", people({ ...anna, connected: false }), people(anna), ["back"]],
    ["nothing of oneself", people(), { ...people(), participants: [] }, []],
  ])("tells %s", (_, before, after, keys) => {
    expect(newsOfPeople(before, after).map(({ key }) => key)).toEqual(keys);
  });

  it("tells a line of another, once, and not the own one", () => {
    const line = (sequence: number, by: string) => ({ sequence, participant: by, text: "Hei", at: 0 });
    const before = { ...people(anna), chat: [line(1, ANNA)] };
    const after = { ...people(anna), chat: [line(1, ANNA), line(2, ME), line(3, ANNA)] };
    expect(newsOfPeople(before, after)).toEqual([{ key: "said", person: anna, text: "Hei" }]);
    expect(newsOfPeople(after, after)).toEqual([]);
  });
});

describe("news of real-time text", () => {
  const line = (id: number, by: string) => ({ id, participant: by, text: "Hei\ufffd", after: 0 });
  const here = { participants: [own, anna], known: new Map([[BERT, bert]]), me: ME };

  it("tells a finished line of another, once, whole, and not the own one", () => {
    const after = [line(1, ANNA), line(2, ME), line(3, ANNA), line(4, BERT)];
    expect(newsOfText([line(1, ANNA)], after, here)).toEqual([
      { key: "wrote", person: anna, text: "Hei […] " },
      { key: "wrote", person: bert, text: "Hei […] " },
    ]);
    expect(newsOfText(after, after, here)).toEqual([]);
  });
});

describe("news of papers", () => {
  const paper = { paper: ANNA, name: "hakemus.pdf", pages: 3, addedBy: ME, addedAt: 0 };

  it("tells a paper and its page by name", () => {
    const before = { papers: [], shown: null, redacted: 0 };
    const after = { papers: [paper], shown: { paper: ANNA, page: 2 }, redacted: 0 };
    expect(newsOfPapers(before, after)).toEqual([
      { key: "paperAdded", paper: "hakemus.pdf" },
      { key: "page", paper: "hakemus.pdf", page: 2 },
    ]);
    expect(newsOfPapers(after, after)).toEqual([]);
    expect(newsOfPapers(after, before)).toEqual([{ key: "paperRemoved", paper: "hakemus.pdf" }]);
    expect(newsOfPapers(after, { ...after, redacted: 7 })).toEqual([
      { key: "redacted", paper: "hakemus.pdf", page: 2 },
    ]);
  });
});

describe("news of a screen", () => {
  it("tells who begins to share and that it has ended, once", () => {
    expect(newsOfScreen(null, ANNA, [anna])).toEqual([{ key: "sharing", person: anna }]);
    expect(newsOfScreen(ANNA, BERT, [anna, bert])).toEqual([{ key: "sharing", person: bert }]);
    expect(newsOfScreen(ANNA, ANNA, [anna])).toEqual([]);
    expect(newsOfScreen(ANNA, null, [anna])).toEqual([{ key: "sharingEnded" }]);
    expect(newsOfScreen(null, BERT, [anna])).toEqual([]);
  });
});
