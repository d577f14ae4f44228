"""F-36: what one draws, writes and stamps on a page the others see at once, and who comes later too."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.people import Person
from tests.e2e.seats import Desk, Guest, Point

NOTE = "Allekirjoitus puuttuu"


def test_marks_are_seen_by_all_and_by_who_comes_later(
    chromium: Browser, firefox: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(firefox), "Kauhava")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-02")
    desk.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    desk.sees("client")
    desk.shares("hakemus.pdf", "application/pdf", form_pdf())
    point.shows_page(0)

    # A stroke is seen while it is drawn, and stays when it is done.
    take(desk, "pen")
    begin_stroke(desk.page, 0.2, 0.3)
    expect(point.page.locator("[data-testid^=live-]")).to_have_count(1)
    desk.page.mouse.up()
    for person in (desk, point):
        has_marks(person, 1)
    expect(point.page.locator("[data-testid^=live-]")).to_have_count(0)
    expect(point.page.locator(".marks__name")).to_contain_text("Asiantuntija")

    take(point, "highlighter")
    begin_stroke(point.page, 0.3, 0.5)
    point.page.mouse.up()
    has_marks(desk, 2)
    expect(desk.page.locator(".stroke--highlighter")).to_have_count(1)

    writes(desk, NOTE)
    expect(point.page.get_by_test_id("note")).to_contain_text(NOTE)
    expect(point.page.get_by_role("log")).to_contain_text(f"lisäsi muistilapun: {NOTE}")

    # A stamp by keys alone: tool 4, three steps to the right, Enter.
    page = sheet(desk.page)
    page.focus()
    for key in ("4", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        desk.page.keyboard.press(key)
    expect(point.page.get_by_test_id("stamp")).to_contain_text("Kunnossa")
    has_marks(point, 4)

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
    desk.is_available()
    point.calls("Verohallinto", "Verokortti")
    desk.accepts()
    desk.sees("client")
    desk.shares("hakemus.pdf", "application/pdf", form_pdf())
    point.shows_page(0)
    for person, top in ((desk, 0.3), (point, 0.6)):
        take(person, "pen")
        begin_stroke(person.page, 0.2, top)
        person.page.mouse.up()
    writes(desk, NOTE)
    has_marks(point, 3)

    # The eraser of the client takes what is its own, and nothing of the expert's.
    take(point, "eraser")
    press(point.page, 0.2, 0.3)
    press(point.page, 0.2, 0.6)
    for person in (point, desk):
        has_marks(person, 2)

    take(point, "pen")
    begin_stroke(point.page, 0.2, 0.8)
    point.page.mouse.up()
    has_marks(desk, 3)
    take(desk, "eraser")
    press(desk.page, 0.2, 0.8)
    for person in (point, desk):
        has_marks(person, 2)

    # Undoing takes the newest of one's own: the note, and who comes later reads nothing of it.
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
