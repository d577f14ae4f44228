"""J1 from end to end in real browsers: call, accept, see, hear, share a paper, hang up, nothing left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import proofs
from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.seats import Desk, Point

AUTHORITY = "Kela"
SERVICE = "Toimeentulo- ja asumistuki"


@pytest.fixture(params=["chromium", "firefox"])
def desk_browser(request: pytest.FixtureRequest) -> Browser:
    browser: Browser = request.getfixturevalue(request.param)
    return browser


def test_a_consultation_from_call_to_reset(
    chromium: Browser, desk_browser: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(chromium, full_pictures=True), "Alajärvi")
    desk = Desk(new_context(desk_browser, full_pictures=True), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls(AUTHORITY, SERVICE)
    assert "1" in point.place()
    desk.accepts()
    point.in_consultation()

    point.sees("expert")
    desk.sees("client")
    point.hears(1)
    desk.hears(1)
    expect(desk.tile("client")).to_contain_text("Asiakas")

    point.shares("hakemus.pdf", "application/pdf", form_pdf())
    point.shows_page(0)
    desk.shows_page(0)
    desk.turns_page()
    desk.shows_page(1)
    point.shows_page(1)
    image = desk.page.get_by_test_id("page-image").first
    image.hover(position={"x": 80, "y": 80})
    pointer = point.page.locator("[data-testid^=pointer-]")
    expect(pointer.get_by_text("Asiantuntija")).to_be_visible()

    desk.ends()
    point.has_ended()
    expect(
        desk.page.get_by_test_id("ended").or_(desk.page.get_by_test_id("availability")).first
    ).to_be_visible()
    proofs.assert_nothing_left(point.page)
    point.is_at_ease()
    desk.is_at_ease()
