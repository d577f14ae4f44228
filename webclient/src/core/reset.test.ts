// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import { forgetEverything, LANGUAGE_KEY } from "./reset";

describe("the end of a consultation (F-25)", () => {
  beforeEach(() => {
    localStorage.setItem(LANGUAGE_KEY, "sv");
    localStorage.setItem("draft", "hakemus");
    sessionStorage.setItem("consultation", "c".repeat(32));
    window.history.replaceState({ name: "Veli" }, "", "/join/ABCD-1234?name=Veli#papers");
  });

  it("leaves the language of the screen and nothing else", () => {
    forgetEverything();
    expect({ ...localStorage }).toEqual({ [LANGUAGE_KEY]: "sv" });
    expect(sessionStorage).toHaveLength(0);
    expect(window.location.href).toBe(`${window.location.origin}/join`);
    expect(window.history.state).toBeNull();
  });

  it("does it twice as well as once", () => {
    forgetEverything();
    forgetEverything();
    expect(localStorage).toHaveLength(1);
  });
});
