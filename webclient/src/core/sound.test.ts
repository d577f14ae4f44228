// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import { forgetEverything } from "./reset";
import { keepingHere, SOUND_KEY, toWish, USUAL } from "./sound";

const at = (path: string) => window.history.replaceState(null, "", path);
const WISH = { noiseSuppression: false, echoCancellation: true, echoingRoom: true };

beforeEach(() => localStorage.clear());

describe("how the own sound is to be (F-52)", () => {
  it.each(["/desk", "/interpreter"])("is kept on this device at %s, beyond a consultation too", (path) => {
    at(path);
    keepingHere().keep(WISH);
    forgetEverything();
    expect(keepingHere().read()).toEqual(WISH);
  });

  it.each(["/point", "/join", "/join/ABCD", "/desktop"])("F-25: is not kept at %s", (path) => {
    at(path);
    keepingHere().keep(WISH);
    expect(localStorage).toHaveLength(0);
    localStorage.setItem(SOUND_KEY, JSON.stringify(WISH));
    expect(keepingHere().read()).toEqual(USUAL);
  });

  it.each([null, "", "null", "7", "[]", "{", '{"noiseSuppression":"no"}', '{"other":false}'])(
    "is the usual one where %j is kept",
    (kept) => {
      expect(toWish(kept)).toEqual(USUAL);
    },
  );
});
