"""F-67: the accessibility statement is read from every start screen, and costs nobody a place or a call."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import REFLOW, RULES, inspect, photograph
from tests.e2e.seats import Desk, Guest, Point

NAME = "Saavutettavuusseloste"
EXPERT = "Asiantuntija-Kela-03"


def reads_above(page: Page) -> None:
    """It opens by the keyboard above the page, and Escape gives the focus back."""
    page.get_by_test_id("statement-open").press("Enter")
    dialog = page.get_by_test_id("statement-dialog")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    expect(dialog.get_by_test_id("statement")).to_contain_text("Traficom")
    expect(dialog.get_by_role("link")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_test_id("statement-open")).to_be_focused()


def test_the_statement_is_a_page_that_everybody_reads(chromium: Browser, new_context: ContextMaker) -> None:
    page = new_context(chromium).new_page()
    page.goto("/")
    page.get_by_role("link", name=NAME).click()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    expect(page.get_by_test_id("statement")).to_contain_text("saavutettavuus@etaluukku.example")
    expect(page.get_by_test_id("statement")).to_contain_text("ei ole vielä tarkistanut")
    inspect(page, "statement")


def test_it_opens_above_every_start_screen(chromium: Browser, new_context: ContextMaker) -> None:
    page = new_context(chromium).new_page()
    for path in ("/point", "/desk", "/interpreter", "/join", "/admin", "/demo", "/nettest"):
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        reads_above(page)


def test_it_costs_no_place_and_no_call(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Teuva")
    desk = Desk(new_context(chromium), EXPERT)
    reads_above(point.page)
    point.calls("Kela", "Eläke ja vammaisuus")
    reads_above(point.page)
    expect(point.page.get_by_test_id("ticket-place")).to_have_text("1")
    point.page.get_by_test_id("statement-open").press("Enter")
    expect(point.page.get_by_test_id("statement")).to_be_visible()
    photograph(point.page, "statement-point")
    found = Axe().run(point.page, options=RULES).response["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    point.page.set_viewport_size(REFLOW)
    photograph(point.page, "statement-point-narrow")
    over = point.page.get_by_test_id("statement-dialog").evaluate("d => d.scrollWidth - d.clientWidth")
    assert over <= 0, f"the statement scrolls sideways by {over} px at 400 %"
    point.page.set_viewport_size({"width": 1366, "height": 768})

    desk.is_available()
    reads_above(desk.page)
    desk.accepts()
    point.in_consultation()
    guest = Guest(new_context(chromium), desk.invites_guest(), "Veli")
    expect(guest.page.get_by_test_id("lobby")).to_be_visible()
    reads_above(guest.page)
    expect(guest.page.get_by_test_id("lobby")).to_be_visible()
    desk.ends()
    point.has_ended()
    reads_above(point.page)
    for person in (point, desk):
        person.is_at_ease()
