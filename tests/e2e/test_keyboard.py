"""A whole consultation with the keyboard alone: no mouse, no touch (WCAG 2.2, 2.1.1 and 2.4.3)."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.seats import Desk, Point

MOST_TABS = 80
"""More than any screen has stops: who presses on after that is in a trap."""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached in {MOST_TABS} presses of Tab")


def presses(page: Page, target: Locator, key: str = "Enter") -> None:
    """Reach the target with Tab, see that its focus shows, and press the key."""
    tab_to(page, target)
    assert target.evaluate("element => element.matches(':focus-visible')")
    page.keyboard.press(key)


def test_a_consultation_by_keyboard(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Alavus")
    desk = Desk(new_context(chromium), "Asiantuntija-Maistraatti-02")
    switch = desk.page.get_by_test_id("availability")
    expect(switch).to_have_attribute("aria-checked", "false")
    presses(desk.page, switch, "Space")
    expect(switch).to_have_attribute("aria-checked", "true")

    presses(point.page, point.page.locator("nav button.authority", has_text="Länsi-Suomen maistraatti").first)
    service = point.page.get_by_role("button", name="Soita: Lupa-asian neuvonta")
    presses(point.page, service)
    expect(point.page.get_by_test_id("ticket-place")).to_be_visible()
    presses(desk.page, desk.waiting().first)
    for person in (point, desk):
        person.in_consultation()
        expect(person.page.locator("h1")).to_be_focused()
    point.sees("expert")
    desk.sees("client")

    with point.page.expect_file_chooser() as asked:
        presses(point.page, point.page.get_by_test_id("upload-paper"))
    asked.value.set_files({"name": "hakemus.pdf", "mimeType": "application/pdf", "buffer": form_pdf()})
    for person in (point, desk):
        person.shows_page(0)
    presses(desk.page, desk.page.get_by_test_id("next-page"))
    for person in (point, desk):
        person.shows_page(1)
    expect(desk.page.get_by_test_id("next-page")).to_be_focused()

    presses(desk.page, desk.page.get_by_test_id("end-consultation"))
    presses(desk.page, desk.page.get_by_test_id("confirm-end-consultation"))
    point.has_ended()
    expect(switch).to_be_visible()
    point.is_at_ease()
    desk.is_at_ease()
