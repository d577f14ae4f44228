"""F-36: what one draws, writes and stamps on a page the others see at once, and who comes later too."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.people import Person
from tests.e2e.screens import inspect
from tests.e2e.seats import Desk, Guest, Point

NOTE = "Allekirjoitus puuttuu"


def test_marks_are_seen_by_all_and_by_who_comes_later(
    chromium: Browser, firefox: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(firefox), "Kauhava")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-02")
    at_one_table(point, desk, "Kela", "Perhe-etuudet")
    draws_before_their_eyes(desk, point)
    take(point, "highlighter")
    begin_stroke(point.page, 0.3, 0.5)
    point.page.mouse.up()
    has_marks(desk, 2)
    expect(desk.page.locator(".stroke--highlighter")).to_have_count(1)
    writes(desk, NOTE)
    expect(point.page.get_by_test_id("note")).to_contain_text(NOTE)
    expect(point.page.get_by_role("log")).to_contain_text(f"lisäsi muistilapun: {NOTE}")
    stamps_by_keys(desk)
    expect(point.page.get_by_test_id("stamp")).to_contain_text("Kunnossa")
    has_marks(point, 4)
    inspect(desk.page, "desk-marks")
    inspect(point.page, "point-marks")

    guest = Guest(new_context(chromium), desk.invites_guest(), "Veli Vieras")
    desk.admits()
    guest.shows_page(0)
    has_marks(guest, 4)
    expect(guest.page.get_by_test_id("note")).to_contain_text(NOTE)
    expect(guest.page.get_by_test_id("stamp")).to_contain_text("Kunnossa")

    # Each page has its own marks; they are there again when it is turned back.
    desk.turns_page()
    guest.shows_page(1)
    has_marks(guest, 0)
    desk.page.get_by_test_id("previous-page").click()
    guest.shows_page(0)
    has_marks(guest, 4)
    desk.ends()
    point.has_ended()
    guest.has_ended()
    expect(point.page.get_by_test_id("marks")).to_have_count(0)


def test_each_erases_its_own_and_the_expert_anybodys(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Teuva")
    desk = Desk(new_context(chromium), "Asiantuntija-Vero-01")
    at_one_table(point, desk, "Verohallinto", "Verokortti")
    draws(desk, 0.3)
    draws(point, 0.6)
    has_marks(desk, 2)

    # The eraser of the client takes what is its own, and nothing of the expert's.
    take(point, "eraser")
    press(point.page, 0.2, 0.3)
    press(point.page, 0.2, 0.6)
    for person in (point, desk):
        has_marks(person, 1)
    draws(point, 0.8)
    has_marks(desk, 2)
    take(desk, "eraser")
    press(desk.page, 0.2, 0.8)
    for person in (point, desk):
        has_marks(person, 1)
    desk.ends()
    point.has_ended()


def test_who_comes_later_reads_nothing_of_what_was_erased(
    chromium: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(chromium), "Soini")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-03")
    at_one_table(point, desk, "Kela", "Kuntoutus")
    draws(desk, 0.3)
    writes(desk, NOTE)
    has_marks(point, 2)

    # Undoing takes the newest of one's own.
    desk.page.get_by_test_id("tool-undo").click()
    for person in (point, desk):
        has_marks(person, 1)
    guest = Guest(new_context(chromium), desk.invites_guest(), "Veli Vieras")
    desk.admits()
    guest.shows_page(0)
    has_marks(guest, 1)
    expect(guest.page.get_by_test_id("note")).to_have_count(0)
    assert NOTE not in guest.page.content()

    # Who loads the page again finds what is there.
    point.page.reload()
    point.shows_page(0)
    has_marks(point, 1)
    desk.ends()
    point.has_ended()


def at_one_table(point: Point, desk: Desk, authority: str, service: str) -> None:
    """In a call, with a paper before both."""
    desk.is_available()
    point.calls(authority, service)
    desk.accepts()
    desk.sees("client")
    desk.shares("hakemus.pdf", "application/pdf", form_pdf())
    point.shows_page(0)


def draws(person: Person, top: float) -> None:
    """A line of the pen at this height."""
    take(person, "pen")
    begin_stroke(person.page, 0.2, top)
    person.page.mouse.up()


def draws_before_their_eyes(person: Person, other: Person) -> None:
    """A stroke is seen while it is drawn, and stays when it is done."""
    take(person, "pen")
    begin_stroke(person.page, 0.2, 0.3)
    growing = other.page.locator("[data-testid^=live-]")
    expect(growing).to_have_count(1)
    person.page.mouse.up()
    for one in (person, other):
        has_marks(one, 1)
    expect(growing).to_have_count(0)
    expect(other.page.locator(".marks__name")).to_contain_text("Asiantuntija")


def stamps_by_keys(person: Person) -> None:
    """Tool 4, three steps to the right, Enter."""
    sheet(person.page).focus()
    for key in ("4", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        person.page.keyboard.press(key)


def sheet(page: Page) -> Locator:
    """The surface of the shown page."""
    return page.locator(".sheet")


def has_marks(person: Person, count: int) -> None:
    """So many marks lie on the page that this person sees."""
    expect(person.page.get_by_test_id("marks")).to_have_attribute("data-count", str(count))


def take(person: Person, tool: str) -> None:
    """The tool is in the hand."""
    button = person.page.get_by_test_id(f"tool-{tool}")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Parts of the page's width and height as a place of the window, scrolled into view."""
    image = page.get_by_test_id("page-image").first
    image.evaluate(
        """(image, y) => {
            const view = image.closest(".page-view");
            view.scrollTop = Math.max(0, y * image.clientHeight - view.clientHeight / 2);
            const box = image.getBoundingClientRect();
            const top = box.top + y * box.height;
            if (top < 40 || top > innerHeight - 40) scrollBy(0, top - innerHeight / 2);
        }""",
        y,
    )
    box = image.bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def begin_stroke(page: Page, x: float, y: float) -> None:
    """A short line to the right, the button still down."""
    left, top = place(page, x, y)
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(1, 15):
        page.mouse.move(left + 5 * step, top + step % 3)


def press(page: Page, x: float, y: float) -> None:
    """One press."""
    page.mouse.click(*place(page, x, y))


def writes(person: Person, words: str) -> None:
    """A note in the upper part of the page."""
    take(person, "note")
    press(person.page, 0.5, 0.15)
    person.page.get_by_test_id("note-text").fill(words)
    person.page.get_by_test_id("note-add").click()
    expect(person.page.get_by_test_id("note")).to_contain_text(words)
