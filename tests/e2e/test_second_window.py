"""F-26: papers beside the people, or in a second window for another display; nothing of it stays."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.e2e import proofs
from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.screens import photograph
from tests.e2e.seats import Desk, Point


def moves_papers(desk: Desk) -> Page:
    """Press the one button that moves the papers; the second window."""
    with desk.page.expect_popup() as opened:
        desk.page.get_by_test_id("to-second-window").click()
    return opened.value


def shows(page: Page, number: int) -> None:
    """The second window shows this page (from 0), and styled: as wide as there is room."""
    image = page.locator(f"[data-testid=page-image][data-page='{number}']")
    expect(image).to_be_visible()
    page.wait_for_function(
        "page => { const image = document.querySelector(`[data-testid=page-image][data-page='${page}']`);"
        " return image && image.complete && image.naturalWidth > 200; }",
        arg=number,
    )
    assert image.evaluate("image => getComputedStyle(image).display") == "block"


def shows_who_is_pinned(window: Page, desk: Desk) -> None:
    """A picture that is pinned at the desk moves in the second window, until it is put away there."""
    desk.tile("client").locator(".tile__menu").click()
    desk.page.get_by_role("menuitem", name="Kiinnitä kuva suurena").click()
    pinned = window.locator("[data-testid^=tile-][data-role=client] video")
    proofs.assert_moving(pinned)
    photograph(window, "second-window")
    photograph(desk.page, "second-window-first")
    window.get_by_test_id("second-pictures").click()
    expect(pinned).to_have_count(0)


def test_papers_go_to_a_second_window_and_come_back(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Teuva")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-02")
    desk.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    desk.sees("client")
    point.shares("hakemus.pdf", "application/pdf", form_pdf())
    desk.shows_page(0)

    window = moves_papers(desk)
    problems: list[str] = []
    window.on("pageerror", lambda error: problems.append(str(error)))
    shows(window, 0)
    expect(desk.page.get_by_test_id("page-image")).to_have_count(0)
    expect(desk.page.get_by_role("status").filter(has_text="toisessa ikkunassa")).to_be_visible()
    window.get_by_test_id("next-page").click()
    shows(window, 1)
    point.shows_page(1)
    desk.sees("client")

    shows_who_is_pinned(window, desk)

    with window.expect_event("close"):
        window.get_by_test_id("from-second-window").click()
    desk.shows_page(1)
    window = moves_papers(desk)
    shows(window, 1)
    window.close()
    desk.shows_page(1)

    window = moves_papers(desk)
    shows(window, 1)
    with window.expect_event("close"):
        desk.ends()
    point.has_ended()
    desk.is_at_ease()
    assert not problems, problems
    assert desk.page.evaluate("sessionStorage.length") == 0


def test_a_page_that_is_loaded_again_leaves_no_dead_window(
    chromium: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(chromium), "Soini")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-03")
    desk.is_available()
    point.calls("Kela", "Kuntoutus")
    desk.accepts()
    desk.shares("hakemus.pdf", "application/pdf", form_pdf())
    desk.shows_page(0)
    window = moves_papers(desk)
    shows(window, 0)
    with desk.page.expect_popup() as opened, window.expect_event("close"):
        desk.page.reload()
    shows(opened.value, 0)
    expect(desk.page.get_by_test_id("page-image")).to_have_count(0)
    with opened.value.expect_event("close"):
        desk.ends()
    point.has_ended()
    proofs.assert_nothing_left(point.page)
