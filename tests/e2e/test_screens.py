"""Every screen in three languages: pictures for the eye, axe for the rules (F-67), reflow at 400 %."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.seats import Desk, Guest, Interpreter, Point

PICTURES = Path(__file__).parents[2] / "build" / "screens"
LANGUAGES = ("fi", "sv", "en")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
REFLOW = {"width": 320, "height": 640}
"""WCAG 2.2 success criterion 1.4.10: 1280 CSS pixels at 400 %."""


def inspect(page: Page, name: str) -> None:
    """Take the screen's picture in each language, let axe look at it, and fold it to 320 pixels."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        speak(page, language)
        page.screenshot(path=PICTURES / f"{name}-{language}.png")
    speak(page, "fi")
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    before = page.viewport_size
    page.set_viewport_size(REFLOW)  # type: ignore[arg-type]
    page.screenshot(path=PICTURES / f"{name}-narrow.png")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide} px at 400 %"
    if before:
        page.set_viewport_size(before)


def speak(page: Page, language: str) -> None:
    """Choose the language as a person does."""
    if page.locator("html").get_attribute("lang") == language:
        return
    page.locator(f".languages button[lang={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_front_and_sign_in(chromium: Browser, new_context: ContextMaker) -> None:
    page = new_context(chromium).new_page()
    for name, path in {
        "front": "/",
        "demo": "/demo",
        "join": "/join",
        "point-enrol": "/point",
        "desk-sign-in": "/desk",
        "interpreter-sign-in": "/interpreter",
        "admin-sign-in": "/admin",
    }.items():
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        inspect(page, name)


def test_the_way_of_a_call(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Ähtäri")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-03")
    expect(point.page.locator("nav button.authority").first).to_be_visible()
    inspect(point.page, "point-authorities")
    inspect(desk.page, "desk-away")
    desk.is_available()
    inspect(desk.page, "desk-empty")
    point.chooses("Kela")
    inspect(point.page, "point-services")
    point.calls("Kela", "Kuntoutus")
    inspect(point.page, "point-ticket")
    expect(desk.waiting().first).to_be_visible()
    inspect(desk.page, "desk-waiting")
    desk.accepts()
    desk.sees("client")
    inspect(desk.page, "desk-consultation")
    inspect(point.page, "point-consultation")
    point.shares("hakemus.pdf", "application/pdf", form_pdf())
    desk.shows_page(0)
    inspect(desk.page, "desk-paper")
    inspect(point.page, "point-paper")
    address = desk.invites_guest()
    inspect(desk.page, "desk-invitation")
    guest = Guest(new_context(chromium), address, "Veli Vieras")
    expect(guest.page.get_by_test_id("lobby")).to_be_visible()
    inspect(guest.page, "guest-lobby")
    inspect(desk.page, "desk-lobby")
    desk.admits()
    guest.sees("client")
    inspect(guest.page, "guest-consultation")
    desk.ends()
    point.has_ended()
    inspect(point.page, "point-ended")
    inspect(guest.page, "guest-ended")


def test_the_interpreter_and_the_coordinator(chromium: Browser, new_context: ContextMaker) -> None:
    interpreter = Interpreter(new_context(chromium), "Tulkki-somali-01")
    inspect(interpreter.page, "interpreter-away")
    interpreter.is_available()
    point = Point(new_context(chromium), "Kurikka")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    desk.asks_for_interpreter("Somali")
    inspect(desk.page, "desk-interpreter-ringing")
    interpreter.answers()
    desk.sees("interpreter")
    inspect(interpreter.page, "interpreter-consultation")
    inspect(desk.page, "desk-three")
    interpreter.leaves()
    expect(interpreter.page.get_by_test_id("availability")).to_be_visible()
    desk.asks_for_interpreter("Somali")
    expect(interpreter.page.get_by_test_id("interpreter-ringing")).to_be_visible()
    inspect(interpreter.page, "interpreter-ringing")
    desk.ends()
