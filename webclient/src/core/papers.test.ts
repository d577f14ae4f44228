import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "./api";
import { apply, Papers } from "./papers";
import type { Operation, PaperEntry } from "./protocol";
import { settle, TestApi } from "./testing/browser";
import { TestLink } from "./testing/link";

const HERE = "c".repeat(32);
const PAPER = "d".repeat(32);
const OTHER = "e".repeat(32);
const BASE = `/api/consultations/${HERE}`;

const entry = (paper: string, name = "hakemus.pdf"): PaperEntry => ({
  paper,
  name,
  pages: 3,
  addedBy: "a".repeat(32),
  addedAt: 0,
});

const turned = (sequence: number, page: number, paper = PAPER): Operation => ({
  sequence,
  participant: "a".repeat(32),
  at: 0,
  kind: "page_turned",
  paper,
  page,
});

describe("the table after an operation", () => {
  const table = { shown: { paper: PAPER, page: 0 }, lastOperation: 4 };

  it("shows the page that was turned to", () => {
    expect(apply(table, turned(5, 2))).toEqual({ shown: { paper: PAPER, page: 2 }, lastOperation: 5 });
  });

  it("is the same after an operation that it knows", () => {
    expect(apply(table, turned(4, 2))).toBe(table);
  });

  it("is not known where one is missing", () => {
    expect(apply(table, turned(6, 2))).toBe("gap");
  });

  it("is empty when the shown paper is taken away, and not when another one is", () => {
    const removed = { ...turned(5, 0), kind: "paper_removed" } as const;
    expect(apply(table, removed)).toMatchObject({ shown: null });
    expect(apply(table, { ...removed, paper: OTHER })).toMatchObject({ shown: table.shown });
  });
});

describe("papers", () => {
  let api: TestApi;
  let link: TestLink;
  let papers: Papers;
  let made: string[];
  let revoked: string[];

  beforeEach(() => {
    made = [];
    revoked = [];
    api = new TestApi({});
    for (let page = 0; page < 3; page++) {
      api.replies[`${BASE}/papers/${PAPER}/pages/${page}`] = new Blob([`page ${page}`]);
    }
    link = new TestLink();
    papers = new Papers({
      api,
      link,
      consultation: HERE,
      urls: {
        createObjectURL: () => {
          const url = `blob:${made.length}`;
          made.push(url);
          return url;
        },
        revokeObjectURL: (url) => void revoked.push(url),
      },
    });
    papers.restart({ papers: [entry(PAPER)], shownPaper: PAPER, shownPage: 0, lastOperation: 1 });
  });

  it("show the page of the snapshot", async () => {
    await settle();
    expect(papers.state.get().image).toMatchObject({ paper: PAPER, page: 0, url: "blob:0" });
  });

  it("forget the picture of a page when the next one is shown", async () => {
    await settle();
    papers.operated(turned(2, 1));
    await settle();
    expect(papers.state.get().image).toMatchObject({ paper: PAPER, page: 1, url: "blob:1" });
    expect(revoked).toEqual(["blob:0"]);
  });

  it("show only the last page when pages are turned quickly", async () => {
    papers.operated(turned(2, 1));
    papers.operated(turned(3, 2));
    await settle();
    expect(papers.state.get().image?.page).toBe(2);
    expect(made.filter((url) => !revoked.includes(url))).toHaveLength(1);
  });

  it("turn the page when the server has numbered it, once", async () => {
    await settle();
    link.answer("paper:turn", () => ({ sequence: 2 }));
    await papers.turn(PAPER, 2);
    papers.operated(turned(2, 2));
    expect(papers.state.get()).toMatchObject({ shown: { page: 2 }, lastOperation: 2 });
  });

  it("leave the page where it is when the turn is refused", async () => {
    link.answer("paper:turn", () => new ApiError("refused"));
    await expect(papers.turn(PAPER, 2)).rejects.toMatchObject({ code: "refused" });
    expect(papers.state.get().shown?.page).toBe(0);
  });

  it("ask for the operations that are missing, and apply them in order", async () => {
    await settle();
    api.replies[`${BASE}/operations?after=1`] = { operations: [turned(2, 1)], more: true };
    api.replies[`${BASE}/operations?after=2`] = { operations: [turned(3, 0), turned(4, 2)], more: false };
    papers.operated(turned(4, 2));
    await settle();
    expect(papers.state.get()).toMatchObject({ shown: { paper: PAPER, page: 2 }, lastOperation: 4 });
  });

  it("say why a page cannot be had, and try again", async () => {
    const path = `${BASE}/papers/${PAPER}/pages/1`;
    api.replies[path] = new ApiError("unavailable");
    papers.operated(turned(2, 1));
    await settle();
    expect(papers.state.get().imageError).toMatchObject({ code: "unavailable" });
    expect(papers.state.get().image).toBeNull();
    api.replies[path] = new Blob(["page 1"]);
    papers.showAgain();
    await settle();
    expect(papers.state.get()).toMatchObject({ imageError: null, image: { page: 1 } });
  });

  it("wait for a page that is still being rendered", async () => {
    let tries = 0;
    api.replies[`${BASE}/papers/${PAPER}/pages/1`] = () => {
      tries += 1;
      if (tries < 3) throw new ApiError("unavailable", "page");
      return new Blob(["page 1"]);
    };
    papers.operated(turned(2, 1));
    await settle();
    expect(papers.state.get()).toMatchObject({ imageError: null, image: { page: 1 } });
  });

  it("bring the words of a page for those who do not see it", async () => {
    api.replies[`${BASE}/papers/${PAPER}/pages/1/text`] = { text: "Hakemus" };
    papers.operated(turned(2, 1));
    await settle();
    expect(papers.state.get().image).toMatchObject({ page: 1, text: "Hakemus" });
  });

  it("send a file under a new id with its name, one at a time", async () => {
    api.replies[`${BASE}/papers/ID`] = { paper: entry(OTHER, "Päätös.pdf") };
    const sent = papers.upload(new File(["%PDF"], "Päätös.pdf"));
    expect(papers.state.get().uploading).toBe("Päätös.pdf");
    await papers.upload(new File(["%PDF"], "toinen.pdf"));
    await sent;
    const uploads = api.asked.filter(({ path }) => path.endsWith("/ID"));
    expect(uploads).toHaveLength(1);
    expect(uploads[0]?.headers).toEqual({ "X-Etaluukku-Name": "P%C3%A4%C3%A4t%C3%B6s.pdf" });
    expect(papers.state.get()).toMatchObject({ uploading: null });
    papers.added(entry(OTHER, "Päätös.pdf"));
    expect(papers.state.get().papers.map(({ paper }) => paper)).toEqual([PAPER, OTHER]);
  });

  it("tell why a file was not taken, and take the next one", async () => {
    api.replies[`${BASE}/papers/ID`] = new ApiError("unreadable", "encrypted");
    await expect(papers.upload(new File(["x"], "a.pdf"))).rejects.toMatchObject({ detail: "encrypted" });
    expect(papers.state.get().uploading).toBeNull();
  });

  it("send several files one after another; one that is not taken stops no other", async () => {
    const sent: string[] = [];
    api.put = (_path, _body, headers) => {
      const name = decodeURIComponent(headers?.["X-Etaluukku-Name"] ?? "");
      sent.push(`${name} ${papers.state.get().waiting}`);
      if (name === "b.zip") return Promise.reject(new ApiError("unreadable", "unsupported"));
      return Promise.resolve({ paper: entry(OTHER, name) } as never);
    };
    await papers.uploadAll(["a.pdf", "b.zip", "c.tiff"].map((name) => new File(["x"], name)));
    expect(sent).toEqual(["a.pdf 2", "b.zip 1", "c.tiff 0"]);
    expect(papers.state.get()).toMatchObject({ uploading: null, waiting: 0 });
    const { failed } = papers.state.get();
    expect(failed).toMatchObject([{ name: "b.zip", error: { detail: "unsupported" }, alone: false }]);
    papers.forgetFailed(failed[0]);
    expect(papers.state.get().failed).toEqual([]);
  });

  it("forget the picture of a page that is redacted, and get it anew", async () => {
    await settle();
    const before = papers.state.get().image;
    api.replies[`${BASE}/papers/${PAPER}/pages/0/text`] = { text: "" };
    const redacted = { ...turned(2, 0), kind: "page_redacted" } as const;
    papers.operated(redacted);
    expect(papers.state.get()).toMatchObject({ image: null, shown: { paper: PAPER, page: 0 } });
    expect(revoked).toContain(before?.url);
    await settle();
    const { image } = papers.state.get();
    expect(image).toMatchObject({ page: 0, text: "" });
    papers.operated({ ...redacted, page: 1, sequence: 3 });
    papers.operated(redacted);
    expect(papers.state.get().image).toBe(image);
  });

  it("get the page anew after a line that was away for an operation", async () => {
    await settle();
    const before = papers.state.get().image;
    papers.restart({ papers: [entry(PAPER)], shownPaper: PAPER, shownPage: 0, lastOperation: 5 });
    await settle();
    expect(revoked).toContain(before?.url);
    expect(papers.state.get().image?.url).not.toBe(before?.url);
  });

  it("forget the pages of a paper that is taken away", async () => {
    await settle();
    papers.removed(PAPER);
    expect(papers.state.get()).toMatchObject({ papers: [], shown: null, image: null });
    expect(revoked).toEqual(made);
  });

  it("forget everything when they are closed, also a page still under way", async () => {
    await settle();
    papers.operated(turned(2, 1));
    papers.close();
    await settle();
    expect(papers.state.get()).toMatchObject({ papers: [], shown: null, image: null, lastOperation: 0 });
    expect(revoked).toEqual(made);
  });
});
