// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import en from "../i18n/en/desk.json";
import { actionOf, isTyping, KEYS, type Press } from "./keys";

const page = readFileSync("../docs/desk.md", "utf8");

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: "",
  altKey: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  repeat: false,
  isComposing: false,
  defaultPrevented: false,
  ...more,
});
const chord = (code: string, more: Partial<Press> = {}) =>
  press("x", { code, altKey: true, shiftKey: true, ...more });

describe("keys of the desk", () => {
  it.each(KEYS.filter(({ code }) => code !== ""))("$action: Alt, Shift and $cap", ({ action, code }) => {
    expect(actionOf(chord(code), false)).toBe(action);
    expect(actionOf(chord(code), true)).toBeNull();
  });

  it("lists them by a question mark, wherever it is on the keyboard", () => {
    expect(actionOf(press("?", { code: "Minus", shiftKey: true }), false)).toBe("list");
    expect(actionOf(press("?", { code: "Slash", shiftKey: true }), true)).toBeNull();
  });

  it("leaves to the browser and to screen readers what is theirs", () => {
    for (const { code } of KEYS) {
      expect(actionOf(press("m", { code }), false)).toBeNull();
      expect(actionOf(press("M", { code, shiftKey: true }), false)).toBeNull();
      expect(actionOf(press("m", { code, altKey: true }), false)).toBeNull();
      expect(actionOf(press("m", { code, ctrlKey: true }), false)).toBeNull();
      expect(actionOf(chord(code, { ctrlKey: true }), false)).toBeNull();
      expect(actionOf(chord(code, { metaKey: true }), false)).toBeNull();
    }
    // Of Chromium and Edge: feedback, toolbar, dialogs, bookmarks.
    const taken = ["KeyI", "KeyT", "KeyA", "KeyB"];
    expect(KEYS.filter(({ code }) => taken.includes(code))).toEqual([]);
  });

  it("does nothing again while a key is held, or while a character is being composed", () => {
    expect(actionOf(chord("KeyE", { repeat: true }), false)).toBeNull();
    expect(actionOf(chord("KeyE", { isComposing: true }), false)).toBeNull();
    expect(actionOf(chord("KeyE", { defaultPrevented: true }), false)).toBeNull();
  });

  it("has one deed for each key", () => {
    const codes = KEYS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it("knows where people type", () => {
    document.body.innerHTML =
      "<input><textarea></textarea><select></select><p contenteditable><b></b></p><button></button>";
    const typing = [..."input textarea select b button".split(" ")].map((name) =>
      isTyping(document.querySelector(name)),
    );
    expect(typing).toEqual([true, true, true, true, false]);
    expect(isTyping(null)).toBe(false);
  });

  it.each(KEYS)("docs/desk.md has $action", ({ action, code, cap }) => {
    const keys = code === "" ? `\`${cap}\`` : `Alt + Shift + ${cap}`;
    expect(page).toContain(`| ${keys} | ${en.keys.does[action]} |`);
  });
});
