"""F-10: a service is found by everyday words in any language, by keyboard, and on a narrow screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import REFLOW, RULES, photograph, speak
from tests.e2e.seats import Desk, Point

HOUSING = "Toimeentulo- ja asumistuki"


def services(page: Page) -> list[str]:
    """Names of the services that are listed."""
    return page.locator(".service h3").all_inner_texts()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("vuokraan", HOUSING),
        ("TYOTTOMAN", "Työllistymissuunnitelma"),
        ("passi", "Lupapalvelut: neuvonta"),
        ("hyra", HOUSING),
        ("lawyer", "Oikeusapuneuvottelu"),
    ],
)
def test_an_everyday_word_finds_the_service_first(
    chromium: Browser, new_context: ContextMaker, typed: str, first: str
) -> None:
    page = Point(new_context(chromium), "Teuva").page
    page.get_by_role("searchbox").fill(typed)
    expect(page.locator(".service h3").first).to_have_text(first)
    expect(page.get_by_role("status").filter(has_text="Löytyi")).to_have_count(1)


def test_a_call_by_words_and_keyboard_alone(chromium: Browser, new_context: ContextMaker) -> None:
    point, desk = Point(new_context(chromium), "Teuva"), Desk(new_context(chromium), "Asiantuntija-Kela-01")
    desk.is_available()
    page = point.page
    field = page.get_by_role("searchbox")
    field.focus()
    page.keyboard.type("avaruus")
    expect(page.get_by_text("Tällä sanalla ei löytynyt palvelua.").first).to_be_visible()
    photograph(page, "point-search-nothing")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    page.keyboard.type("vuokra")
    expect(page.locator(".service h3")).to_have_text([HOUSING])
    call = page.get_by_role("button", name=f"Soita: {HOUSING}")
    for _ in range(30):
        page.keyboard.press("Tab")
        if call.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("ticket-place")).to_be_visible()
    page.get_by_role("button", name="Peruuta puhelu").click()
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_the_search_in_three_languages_on_a_narrow_screen(
    chromium: Browser, new_context: ContextMaker
) -> None:
    page = Point(new_context(chromium), "Teuva").page
    for language, typed in (("sv", "skatt"), ("en", "taxes"), ("fi", "vero")):
        speak(page, language)
        page.get_by_role("searchbox").fill(typed)
        expect(page.locator(".service")).to_have_count(2)
        photograph(page, f"point-search-{language}")
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    page.set_viewport_size(REFLOW)
    photograph(page, "point-search-narrow")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
