"""Pictures of screens for the eye, and what axe and a narrow window say of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

PICTURES = Path(__file__).parents[2] / "build" / "screens"
Rules = Mapping[str, list[str]]
RULES: Final[Rules] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
REFLOW: Final[ViewportSize] = {"width": 320, "height": 640}
"""WCAG 2.2 success criterion 1.4.10: 1280 CSS pixels at 400 %."""

CUT: Final = """
() => {
  const own = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const scrolls = one => { for (let at = one; at; at = at.parentElement)
    if (at.scrollWidth > at.clientWidth && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false; };
  return [...document.body.querySelectorAll("*")].filter(one => {
    if (!own(one) || one.closest(".visually-hidden, .skip-link, svg") || !one.checkVisibility()) return false;
    const {left, right, width} = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (width <= 1) return false;
    const out = (left < -1 || right > innerWidth + 1) && !scrolls(one);
    const hides = style.overflowX !== "visible" && !/auto|scroll/.test(style.overflowX);
    return out || (hides && one.scrollWidth > one.clientWidth + 1);
  }).map(one => one.textContent.trim());
}
"""
MOVING: Final = """
() => document.getAnimations().filter(({playState}) => playState === "running").map(({effect}) =>
  `${effect.target.tagName.toLowerCase()}.${effect.target.className.baseVal ?? effect.target.className}`)
"""


def inspect(page: Page, name: str) -> None:
    """Take the screen's picture in each language that it offers, let axe look, fold it to 320 pixels."""
    choices = page.locator(".languages button")
    expect(choices.first).to_be_visible()
    offered = choices.evaluate_all("buttons => buttons.map(({ lang }) => lang)")
    assert {"fi", "sv", "en"} <= set(offered)
    for language in offered:
        speak(page, language)
        photograph(page, f"{name}-{language}")
    speak(page, "fi")
    found = violations(page)
    assert not found, found
    before = page.viewport_size
    page.set_viewport_size(REFLOW)
    photograph(page, f"{name}-narrow")
    wide = sideways(page)
    assert wide <= 0, f"{name} scrolls sideways by {wide} px at 400 %"
    if before:
        page.set_viewport_size(before)


def violations(page: Page, rules: Rules = RULES) -> list[str]:
    """What axe finds on the screen as it is now: the rule, and the elements that break it."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{v['id']}: {' '.join(n['html'] for n in v['nodes'])}" for v in found]


def moving(page: Page) -> list[str]:
    """What moves or fades on the screen now, by its selector: nothing does, where stillness is asked for."""
    return [f"{one} moves" for one in page.evaluate(MOVING)]


def sideways(page: Page) -> int:
    """How much wider than its window the page is, in CSS pixels."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return cast(int, wide)


def cut_words(page: Page) -> list[str]:
    """Texts that the screen cuts off, at its own edge or at that of their box."""
    return [f"cuts {words!r}" for words in page.evaluate(CUT)]


def photograph(page: Page, name: str) -> None:
    """Keep a picture of the screen as it is now."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def speak(page: Page, language: str) -> None:
    """Choose the language as a person does."""
    if page.locator("html").get_attribute("lang") == language:
        return
    page.locator(f".languages button[lang={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
