import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "./api";
import { Notes } from "./notes";
import { settle } from "./testing/browser";
import { TestLink } from "./testing/link";
import { HERE } from "./testing/messages";

let link: TestLink;
let notes: Notes;

beforeEach(() => {
  vi.useFakeTimers();
  link = new TestLink().answer("notes:write", () => ({}));
  notes = new Notes({ link, consultation: HERE });
});
afterEach(() => {
  notes.close();
  vi.useRealTimers();
});

const sent = () => link.requests("notes:write").map(({ text }) => text);

it("sends what was typed once the person pauses, and says when it is kept", async () => {
  notes.restart({ notes: "" });
  notes.write("Pä");
  await vi.advanceTimersByTimeAsync(300);
  notes.write("Päätös");
  await vi.advanceTimersByTimeAsync(300);
  expect(sent()).toEqual([]);
  expect(notes.state.get()).toEqual({ text: "Päätös", kept: false });
  await vi.advanceTimersByTimeAsync(300);
  expect(sent()).toEqual(["Päätös"]);
  expect(notes.state.get().kept).toBe(true);
});

it("begins with what the server has, so that a reload loses nothing", () => {
  notes.restart({ notes: "Liite 4 puuttuu" });
  expect(notes.state.get()).toEqual({ text: "Liite 4 puuttuu", kept: true });
});

it("keeps what could not be sent, and sends it with the next snapshot instead of taking the older one", async () => {
  link.answer("notes:write", () => new ApiError("unavailable", "network"));
  notes.write("uusi");
  await notes.flush();
  expect(notes.state.get()).toEqual({ text: "uusi", kept: false });
  link.answer("notes:write", () => ({}));
  notes.restart({ notes: "vanha" });
  await vi.waitFor(() => expect(notes.state.get()).toEqual({ text: "uusi", kept: true }));
  expect(sent()).toEqual(["uusi", "uusi"]);
});

it("sends again what was typed while the line was slow, in order", async () => {
  let answer: () => void = () => undefined;
  link.answer("notes:write", () => new Promise((resolve) => (answer = () => resolve({}))));
  notes.write("a");
  const first = notes.flush();
  notes.write("ab");
  void notes.flush();
  expect(sent()).toEqual(["a"]);
  answer();
  await first;
  await vi.waitFor(() => expect(sent()).toEqual(["a", "ab"]));
  answer();
  await vi.waitFor(() => expect(notes.state.get()).toEqual({ text: "ab", kept: true }));
});

it("forgets everything at the end, and sends nothing after it", async () => {
  notes.write("salaisuus");
  notes.close();
  await vi.advanceTimersByTimeAsync(5_000);
  await notes.flush();
  await settle();
  expect(sent()).toEqual([]);
  expect(notes.state.get().text).toBe("");
});
