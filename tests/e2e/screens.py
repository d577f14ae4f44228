"""Pictures of screens for the eye, and what axe and a narrow window say of them."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PICTURES = Path(__file__).parents[2] / "build" / "screens"
LANGUAGES = ("fi", "sv", "en")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
REFLOW = {"width": 320, "height": 640}
"""WCAG 2.2 success criterion 1.4.10: 1280 CSS pixels at 400 %."""


def inspect(page: Page, name: str) -> None:
    """Take the screen's picture in each language, let axe look at it, and fold it to 320 pixels."""
    for language in LANGUAGES:
        speak(page, language)
        photograph(page, f"{name}-{language}")
    speak(page, "fi")
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    before = page.viewport_size
    page.set_viewport_size(REFLOW)  # type: ignore[arg-type]
    photograph(page, f"{name}-narrow")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide} px at 400 %"
    if before:
        page.set_viewport_size(before)


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
