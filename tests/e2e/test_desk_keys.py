"""The expert works by keys alone, beside other programs; notes stay until the end of the call."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import photograph
from tests.e2e.seats import Desk, Point

SMALL = {"width": 360, "height": 640}
WORDS = "Liite 4 puuttuu, kysy päätös"

ELSEWHERE = """
    document.hasFocus = () => false;
    window.told = [];
    const Real = window.Notification;
    window.Notification = class extends Real {
        constructor(title, options) { super(title, options); window.told.push([title, options.body]); }
    };
"""
"""The driver gives every page the focus; a person who looks at another program does not."""


def chord(page: Page, key: str) -> None:
    page.keyboard.press(f"Alt+Shift+{key}")


def fits(page: Page) -> bool:
    """Nothing is cut off or scrolled to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def waits_at_the_desk(point: Point, desk: Desk) -> None:
    """The desk is made available by its key, lists its keys, writes to who waits, and goes to the place."""
    page = desk.page
    expect(page.get_by_test_id("availability")).to_be_visible()
    if page.get_by_test_id("availability").get_attribute("aria-checked") != "true":
        chord(page, "p")
    expect(page.get_by_test_id("availability")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Vastaa ensimmäiselle")
    photograph(page, "desk-keys-small")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    point.calls("Kunta", "Rakennusneuvonta")
    expect(desk.waiting()).to_have_count(1)
    assert fits(page)
    photograph(page, "desk-waiting-small")
    chord(page, "w")
    page.keyboard.type("Hetki? mukana pian")
    page.get_by_role("button", name="Lähetä").press("Enter")
    expect(point.page.get_by_text("Hetki? mukana pian")).to_be_visible()
    chord(page, "ArrowDown")
    expect(desk.waiting().first).to_be_focused()


def works_in_the_call(point: Point, page: Page) -> None:
    """Microphone, camera and papers by their keys, as the client sees it."""
    chord(page, "m")
    expect(point.tile("expert")).to_contain_text("Mikrofoni kiinni")
    chord(page, "m")
    expect(point.tile("expert")).not_to_contain_text("Mikrofoni kiinni")
    chord(page, "k")
    expect(point.tile("expert")).to_contain_text("Kamera kiinni")
    chord(page, "k")
    chord(page, "d")
    expect(page.locator("#papers")).to_be_focused()


def takes_notes(point: Point, desk: Desk) -> None:
    """Written, kept over a reload, and not in the client's page."""
    page = desk.page
    chord(page, "n")
    page.keyboard.type(WORDS)
    photograph(page, "desk-notes-small")
    expect(page.get_by_test_id("notes-state")).to_have_attribute("data-kept", "true")
    page.reload()
    desk.in_consultation()
    chord(page, "n")
    expect(page.get_by_test_id("notes")).to_have_value(WORDS)
    assert WORDS not in point.page.content()
    page.keyboard.press("Escape")


def test_f13_a_desk_by_keys_in_a_small_window(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Teuva")
    desk = Desk(new_context(chromium), "Asiantuntija-Kunta-01")
    page = desk.page
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    waits_at_the_desk(point, desk)
    chord(page, "o")
    desk.in_consultation()
    assert fits(page)
    expect(point.tile("expert")).to_be_visible()
    works_in_the_call(point, page)
    takes_notes(point, desk)
    chord(page, "e")
    expect(page.get_by_role("heading", name="Lopetetaanko puhelu?")).to_be_focused()
    page.get_by_test_id("confirm-end-consultation").press("Enter")
    point.has_ended()

    # The next call begins with an empty sheet.
    point.page.goto("/point")
    desk.is_available()
    point.calls("Kunta", "Rakennusneuvonta")
    expect(desk.waiting()).to_have_count(1)
    chord(page, "o")
    desk.in_consultation()
    chord(page, "n")
    expect(page.get_by_test_id("notes")).to_have_value("")
    page.keyboard.press("Escape")
    desk.ends()
    point.has_ended()
    for person in (point, desk):
        person.is_at_ease()


def test_f66_the_desktop_tells_of_a_new_client(chromium: Browser, new_context: ContextMaker) -> None:
    context = new_context(chromium)
    context.grant_permissions(["notifications"])
    context.add_init_script(ELSEWHERE)
    desk = Desk(context, "Asiantuntija-Kunta-02")
    desk.is_available()
    switch = desk.page.get_by_test_id("desktop-notice")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-checked", "true")
    point = Point(new_context(chromium), "Vimpeli")
    point.calls("Kunta", "Vammaispalvelut")
    expect(desk.waiting()).to_have_count(1)
    desk.page.wait_for_function("window.told.length === 1")
    assert desk.page.evaluate("window.told") == [["Asiakas odottaa", "Vammaispalvelut, Vimpeli"]]
    point.page.get_by_role("button", name="Peruuta puhelu").click()
    expect(desk.waiting()).to_have_count(0)
    for person in (point, desk):
        person.is_at_ease()
