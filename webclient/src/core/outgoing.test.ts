import { describe, expect, it } from "vitest";
import { Outgoing } from "./outgoing";
import { applied, LINE_SEPARATOR as LS } from "./t140";

const bytes = (text: string) => new TextEncoder().encode(text).length;

describe("own text on its way", () => {
  it("goes as what has changed since the last block", () => {
    const text = new Outgoing();
    text.write("Hei");
    expect(text.take(100)).toBe("Hei");
    text.write("Hex");
    text.write("Hei v");
    expect(text.take(100)).toBe(" v");
    text.write("Hei w");
    expect(text.take(100)).toBe("\bw");
    expect([text.take(100), text.waits]).toEqual(["", false]);
  });

  it("goes line by line, and no more at once than it may", () => {
    const text = new Outgoing();
    expect(text.write("yksi\nkaksi\nko")).toEqual(["yksi", "kaksi"]);
    expect(text.waitingLines).toBe(2);
    expect(text.take(4)).toBe("yksi");
    expect(text.waitingLines).toBe(2);
    expect(text.take(4)).toBe(`${LS}kak`);
    text.write("kolme");
    expect(text.take(100)).toBe(`si${LS}kolme`);
    expect(text.waits).toBe(false);
  });

  it("is whole in the end, whatever is typed and however it is cut", () => {
    const text = new Outgoing();
    const typed = ["H", "Hä", "H\u{1f600}i", "Hei\nmitä", "mita", "mitä\n\n\n", "", "kuuluu\nhyvää", "hyvä"];
    let there = { finished: [] as string[], line: "" };
    typed.forEach((draft, index) => {
      text.write(draft);
      const next = applied(there.line, text.take(1 + (index % 3)));
      there = { finished: [...there.finished, ...next.finished], line: next.line };
    });
    const rest = applied(there.line, text.take(100));
    expect([...there.finished, ...rest.finished, rest.line]).toEqual(["Hei", "mitä", "kuuluu", "hyvä"]);
  });

  it("is taken back as far as the channel still has it", () => {
    const text = new Outgoing();
    text.write("Häi");
    const first = text.take(100);
    text.write("Hei\nmitä\nku");
    const second = text.take(100);
    text.left(bytes(second));
    text.takeBack(bytes(second));
    expect(text.waitingLines).toBe(2);
    expect(applied(applied("", first).line, text.take(100))).toEqual({
      finished: ["Hei", "mitä"],
      line: "ku",
    });
  });

  it("is not sent twice when the channel had let it go", () => {
    const text = new Outgoing();
    text.write("Hei");
    text.take(100);
    text.takeBack(0);
    expect(text.waits).toBe(false);
  });

  it("waits in bounds", () => {
    const text = new Outgoing();
    expect(text.write("x\n".repeat(1_000))).toHaveLength(100);
    expect(text.waitingLines).toBe(100);
  });

  it("keeps in the draft what does not fit, line by line", () => {
    const text = new Outgoing();
    const all = Array.from({ length: 150 }, (_, n) => `rivi ${n}`);
    expect(text.write(`${all.join("\n")}\nalku`)).toEqual(all.slice(0, 100));
    expect(text.draft).toBe([...all.slice(100), "alku"].join("\n"));
    // Of a draft with breaks the others get the first line, whole lines alone when there is room for them.
    const first = applied("", text.take(10_000));
    expect(first).toEqual({ finished: all.slice(0, 100), line: "rivi 100" });
    expect(text.waits).toBe(false);
    expect(text.write(text.draft)).toEqual(all.slice(100));
    expect(applied(first.line, text.take(10_000))).toEqual({ finished: all.slice(100), line: "alku" });
    expect(text.draft).toBe("alku");
  });
});
