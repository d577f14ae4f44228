// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Part, usePart, usePrepared } from "./part";

afterEach(cleanup);

function Shown({ part }: { readonly part: Part<string> }) {
  const { loaded, failed } = usePart(part);
  return <p>{failed ? "failed" : (loaded ?? "coming")}</p>;
}

function Prepares({ part, ready }: { readonly part: Part<string>; readonly ready: boolean }) {
  usePrepared(part, ready);
  return null;
}

const settle = () => act(async () => undefined);

describe("a part that the page begins without", () => {
  it("is fetched once, whoever asks, and is there at once from then on", async () => {
    let fetched = 0;
    const part = new Part(async () => `part ${++fetched}`);
    expect(await Promise.all([part.load(), part.load()])).toEqual(["part 1", "part 1"]);
    render(<Shown part={part} />);
    expect(screen.getByText("part 1")).toBeTruthy();
    await settle();
    expect(fetched).toBe(1);
  });

  it("says so when it cannot be had, and is fetched anew for the next who asks", async () => {
    const answers = [new TypeError("Failed to fetch"), null];
    const part = new Part(async () => {
      const error = answers.shift();
      if (error) throw error;
      return "here";
    });
    const { unmount } = render(<Shown part={part} />);
    expect(screen.getByText("coming")).toBeTruthy();
    expect(await screen.findByText("failed")).toBeTruthy();
    unmount();
    render(<Shown part={part} />);
    expect(await screen.findByText("here")).toBeTruthy();
  });

  it("is prepared when the first screen is there, not before", async () => {
    const part = new Part(async () => "here");
    const { rerender } = render(<Prepares part={part} ready={false} />);
    await settle();
    expect(part.loaded).toBeNull();
    rerender(<Prepares part={part} ready />);
    await settle();
    expect(part.loaded).toBe("here");
  });
});
