"""F-60, F-61: pictures are pinned and resized at once; who signs is never hidden; on small screens too."""

from __future__ import annotations

from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.people import Person
from tests.e2e.screens import inspect, photograph
from tests.e2e.seats import Desk, Guest, Interpreter, Point

WIDE: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALLEST: ViewportSize = {"width": 320, "height": 640}
"""WCAG 2.2 success criterion 1.4.10."""
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""1280 by 1024 at 400 %."""


def box(there: Locator) -> FloatRect:
    """Where the element is, in the window's CSS pixels."""
    found = there.bounding_box()
    assert found is not None
    return found


def area(there: Locator) -> float:
    found = box(there)
    return found["width"] * found["height"]


def assert_in_view(page: Page, tile: Locator, least: float) -> None:
    """The picture is whole in the window, at least so high (CSS px), and nothing lies on its middle."""
    found, window = box(tile), page.viewport_size
    assert window is not None
    assert found["x"] >= -1 and found["x"] + found["width"] <= window["width"] + 1, found
    assert found["y"] >= -1 and found["y"] + found["height"] <= window["height"] + 1, found
    assert min(found["height"], found["width"] * 9 / 16) >= least, found
    assert tile.evaluate(
        """tile => { const {left, top, width, height} = tile.getBoundingClientRect();
                     return tile.contains(document.elementFromPoint(left + width / 2, top + height / 2)); }"""
    )


def pins(person: Desk, tile: Locator) -> None:
    """Open the picture's menu and choose its first item by the keyboard alone."""
    tile.locator(".tile__menu").press("Enter")
    item = person.page.get_by_role("menuitem", name="Kiinnitä kuva suurena")
    expect(item).to_be_focused()
    item.press("Enter")
    expect(tile.locator(".tile__menu")).to_be_focused()
    expect(tile).to_have_attribute("data-large", "true")


def in_a_call_of_four(new_context: ContextMaker, browser: Browser) -> tuple[Point, Desk, Interpreter, Guest]:
    """A point, a desk, an interpreter and a guest."""
    point = Point(new_context(browser), "Soini")
    desk = Desk(new_context(browser), "Asiantuntija-Kela-01")
    interpreter = Interpreter(new_context(browser), "Tulkki-arabia-01")
    desk.is_available()
    interpreter.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    desk.asks_for_interpreter("Arabia")
    interpreter.answers()
    guest = Guest(new_context(browser), desk.invites_guest(), "Veli Vieras")
    desk.admits()
    desk.page.get_by_test_id("invite-guest").click()
    expect(desk.tiles()).to_have_count(3)
    return point, desk, interpreter, guest


def moves_splitters(page: Page, client: Locator, interpreting: Locator) -> None:
    """The keyboard, the menu and the mouse each change the shares of the two."""
    splitter = page.get_by_test_id("splitter-share")
    before = area(client)
    splitter.press("ArrowRight")
    expect(splitter).to_have_attribute("aria-valuenow", "55")
    splitter.press("End")
    expect(splitter).to_have_attribute("aria-valuenow", "75")
    assert area(client) > before
    assert area(client) > 2 * area(interpreting)
    interpreting.locator(".tile__menu").click()
    page.get_by_test_id("picture-larger").click()
    expect(splitter).to_have_attribute("aria-valuenow", "70")
    expect(page.get_by_role("status").filter(has_text="30 prosenttia")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(interpreting.locator(".tile__menu")).to_be_focused()

    handle = box(page.get_by_test_id("splitter-area"))
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(640, 300, steps=4)
    page.mouse.up()
    expect(page.get_by_test_id("splitter-area")).not_to_have_attribute("aria-valuenow", "75")


def stays_pinned(desk: Desk, client: Locator, *others: Person) -> None:
    """The pin outlives those who leave, and a page that is loaded again; nothing of it names anybody."""
    page = desk.page
    for number, person in enumerate(others):
        person.leaves()
        expect(desk.tiles()).to_have_count(len(others) - number)
        expect(client).to_have_attribute("data-large", "true")
    desk.sees("client")
    page.reload()
    expect(client).to_have_attribute("data-large", "true")
    kept = page.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})")
    assert "Soini" not in kept and "Asiakas" not in kept
    client.locator(".tile__menu").press("Enter")
    page.get_by_role("menuitem", name="Irrota kuva").press("Enter")
    expect(client).not_to_have_attribute("data-large", "true")


def test_two_pictures_stay_large(chromium: Browser, new_context: ContextMaker) -> None:
    point, desk, interpreter, guest = in_a_call_of_four(new_context, chromium)
    page = desk.page
    page.set_viewport_size(WIDE)
    client, interpreting, visitor = (desk.tile(role) for role in ("client", "interpreter", "guest"))
    pins(desk, client)
    pins(desk, interpreting)
    expect(page.get_by_role("status").filter(has_text="kiinnitetty suurena")).to_have_count(1)
    for tile in (client, interpreting):
        assert area(tile) > 3 * area(visitor)
        assert_in_view(page, tile, least=150)
    inspect(page, "pictures-pinned")
    moves_splitters(page, client, interpreting)

    point.shares("hakemus.pdf", "application/pdf", form_pdf())
    desk.shows_page(0)
    for tile in (client, interpreting):
        expect(tile).to_have_attribute("data-large", "true")
        assert_in_view(page, tile, least=60)
    column = page.get_by_test_id("splitter-column")
    small = area(client)
    for _ in range(3):
        column.press("ArrowRight")
    expect(column).to_have_attribute("aria-valuenow", "42")
    assert area(client) > small
    photograph(page, "pictures-pinned-paper")

    stays_pinned(desk, client, interpreter, guest)
    desk.ends()
    point.has_ended()
    assert page.evaluate("sessionStorage.length") == 0
    for person in (point, desk):
        person.is_at_ease()


def assert_seen(person: Person, *screens: ViewportSize, beside: str | None = None) -> None:
    """The guest who signs is in view on windows of each size, also with what is named scrolled into view."""
    page, signing = person.page, person.tile("guest")
    for screen in screens:
        page.set_viewport_size(screen)
        (page.locator(beside) if beside else signing).scroll_into_view_if_needed()
        assert_in_view(page, signing, least=75)
        if isinstance(person, Point):
            paper = "signing-paper" if beside else "signing"
            photograph(page, f"{paper}-{screen['width']}x{screen['height']}")


def test_who_signs_is_never_hidden(chromium: Browser, new_context: ContextMaker) -> None:
    point, desk, interpreter, guest = in_a_call_of_four(new_context, chromium)
    guest.page.get_by_test_id("own-menu").press("Enter")
    mark = guest.page.get_by_role("menuitemcheckbox", name="Viiton")
    expect(mark).to_be_focused()
    expect(mark).to_have_attribute("aria-checked", "false")
    mark.press("Enter")
    expect(guest.page.get_by_test_id("own-picture")).to_contain_text("Viiton")
    expect(desk.page.get_by_role("log")).to_contain_text("viittoo. Kuva näkyy nyt suurena.")

    people: tuple[Person, ...] = (point, desk, interpreter)
    for person in people:
        expect(person.tile("guest")).to_have_attribute("data-large", "true")
        expect(person.tile("guest")).to_contain_text("Viittoo")
    assert_seen(point, WIDE, PHONE, SMALLEST, ZOOMED)
    # Somebody who is pinned shares the place, and does not take it.
    desk.page.set_viewport_size(WIDE)
    pins(desk, desk.tile("client"))
    pins(desk, desk.tile("interpreter"))
    assert_seen(desk, WIDE, PHONE)

    desk.shares("hakemus.pdf", "application/pdf", form_pdf())
    for person in people:
        person.shows_page(0)
        assert_seen(person, WIDE, PHONE, SMALLEST, ZOOMED, beside=".page-controls")
    guest.page.get_by_test_id("own-menu").click()
    guest.page.get_by_test_id("own-signing").click()
    expect(point.tile("guest")).not_to_have_attribute("data-large", "true")
    desk.page.set_viewport_size(WIDE)
    desk.ends()
    point.has_ended()
    for person in people:
        person.is_at_ease()
