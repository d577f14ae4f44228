"""Leaving without a connection is done at once and told later; Back in the lobby asks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.people import Person
from tests.e2e.screens import inspect
from tests.e2e.seats import Desk, Guest, Point

AT_ONCE_MS = 6_000
"""Three times the 2 s of a line in doubt; far below the 45 s after which the server lets go who is away."""


@pytest.fixture(params=["chromium", "firefox"])
def browser(request: pytest.FixtureRequest) -> Browser:
    found: Browser = request.getfixturevalue(request.param)
    return found


def lose_line(person: Person, lost: bool) -> None:
    """Take the network from this person's browser, or give it back."""
    person.page.context.set_offline(lost)


def test_a_guest_leaves_without_a_connection(
    chromium: Browser, browser: Browser, new_context: ContextMaker
) -> None:
    point, desk = Point(new_context(chromium), "Teuva"), Desk(new_context(chromium), "Asiantuntija-Kela-03")
    desk.is_available()
    point.calls("Kela", "Kuntoutus")
    desk.accepts()
    guest = Guest(new_context(browser), desk.invites_guest(), "Veli Vieras")
    desk.admits()
    guest.sees("expert")

    lose_line(guest, True)
    guest.leaves()
    expect(guest.page.get_by_role("heading", name="Puhelu on päättynyt")).to_be_visible(timeout=AT_ONCE_MS)
    lose_line(guest, False)
    expect(desk.tile("guest")).to_have_count(0)
    guest.has_ended()
    expect(guest.tiles()).to_have_count(0)

    lose_line(desk, True)
    desk.ends()
    expect(desk.page.get_by_test_id("end-consultation")).to_have_count(0, timeout=AT_ONCE_MS)
    lose_line(desk, False)
    point.has_ended()
    expect(desk.page.get_by_test_id("availability")).to_be_visible()
    expect(desk.page.get_by_test_id("end-consultation")).to_have_count(0)


def test_back_leaves_no_lobby_without_a_word(chromium: Browser, new_context: ContextMaker) -> None:
    point, desk = Point(new_context(chromium), "Teuva"), Desk(new_context(chromium), "Asiantuntija-Kela-03")
    desk.is_available()
    point.calls("Kela", "Kuntoutus")
    desk.accepts()
    guest = Guest(new_context(chromium), desk.invites_interpreter("viro"), "Tiina Tulkki")
    lobby = guest.page.get_by_test_id("lobby")
    expect(lobby).to_contain_text("Kuntoutus")
    expect(lobby).to_contain_text("Tulkki (viro)")
    expect(lobby).not_to_contain_text("Asiantuntija-Kela-03")
    inspect(guest.page, "interpreter-lobby")
    asked = guest.page.get_by_role("heading", name="Lopetetaanko odottaminen?")
    for _ in range(2):
        guest.page.evaluate("history.back()")
        expect(asked).to_be_focused()
        guest.page.get_by_role("button", name="Jatka odottamista").click()
        expect(asked).to_have_count(0)
    desk.admits()
    guest.sees("client")
    expect(guest.page.locator(".speaker-line")).to_be_visible()
    inspect(guest.page, "interpreter-call")
    guest.page.evaluate("history.back()")
    expect(guest.page.get_by_role("heading", name="Poistutaanko puhelusta?")).to_be_focused()
    guest.page.get_by_test_id("confirm-leave-consultation").click()
    guest.has_ended()
    expect(desk.tile("interpreter")).to_have_count(0)
    desk.ends()
    point.has_ended()
