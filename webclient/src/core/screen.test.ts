import { describe, expect, it } from "vitest";
import { ApiError } from "./api";
import { Screen } from "./screen";

/** A screen whose snapshots the test hands out one by one. */
function makeScreen() {
  const log: string[] = [];
  const waiting: { resolve: (version: number) => void; reject: (error: Error) => void }[] = [];
  const screen = new Screen<number>({
    ask: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
    feeds: (version) => [{ feed: "f", version }],
    show: (version) => log.push(`snapshot ${version}`),
  });
  const deliver = (version: number) =>
    screen.deliver({ feed: "f", version }, () => log.push(`delta ${version}`));
  return { screen, log, waiting, deliver };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a screen", () => {
  it("holds deltas until its snapshot is there, and drops those that it had", async () => {
    const { screen, log, waiting, deliver } = makeScreen();
    const opened = screen.refresh();
    deliver(3);
    deliver(4);
    waiting[0]?.resolve(3);
    await opened;
    deliver(5);
    expect(log).toEqual(["snapshot 3", "delta 4", "delta 5"]);
  });

  it("asks for the snapshot at a gap, and applies what came meanwhile after it", async () => {
    const { screen, log, waiting, deliver } = makeScreen();
    const opened = screen.refresh();
    waiting[0]?.resolve(1);
    await opened;
    deliver(3);
    deliver(4);
    expect(waiting).toHaveLength(2);
    waiting[1]?.resolve(3);
    await turn();
    expect(log).toEqual(["snapshot 1", "snapshot 3", "delta 4"]);
  });

  it("asks again when something is missing even after the snapshot", async () => {
    const { screen, log, waiting, deliver } = makeScreen();
    const opened = screen.refresh();
    deliver(9);
    waiting[0]?.resolve(2);
    await turn();
    waiting[1]?.resolve(9);
    await opened;
    expect(log).toEqual(["snapshot 2", "snapshot 9"]);
  });

  it("asks one question at a time, and once more for whoever asked meanwhile", async () => {
    const { screen, log, waiting } = makeScreen();
    const first = screen.refresh();
    const second = screen.refresh();
    waiting[0]?.resolve(1);
    await turn();
    waiting[1]?.resolve(2);
    await Promise.all([first, second]);
    expect(log).toEqual(["snapshot 1", "snapshot 2"]);
  });

  it("tells why there is no snapshot, and can be asked again", async () => {
    const { screen, log, waiting } = makeScreen();
    const refused = screen.refresh();
    waiting[0]?.reject(new ApiError("refused"));
    await expect(refused).rejects.toMatchObject({ code: "refused" });
    const opened = screen.refresh();
    waiting[1]?.resolve(1);
    await opened;
    expect(log).toEqual(["snapshot 1"]);
  });

  it("shows nothing once it is closed", async () => {
    const { screen, log, waiting, deliver } = makeScreen();
    const opened = screen.refresh();
    screen.close();
    waiting[0]?.resolve(1);
    await opened;
    deliver(2);
    expect(log).toEqual([]);
  });
});
