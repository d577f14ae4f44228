"""F-48, F-61: a raised hand is seen and read aloud by all, and lowered by its owner or by the expert."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.seats import Desk, Guest, Point


def test_hands_go_up_and_down(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Ähtäri")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-02")
    desk.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    desk.sees("client")
    hand = point.page.get_by_test_id("raise-hand")
    hand.press("Enter")
    expect(hand).to_have_text("Laske käsi")
    expect(desk.tile("client")).to_contain_text("Käsi ylhäällä")
    expect(desk.page.locator("[role=log]")).to_contain_text("nosti kätensä")

    guest = Guest(new_context(chromium), desk.invites_guest(), "Veli Vieras")
    desk.page.keyboard.press("Escape")
    desk.admits()
    guest.sees("client")
    # Who comes later sees the hand as well, but has no say over it.
    expect(guest.tile("client").get_by_test_id("hand-up")).to_be_visible()
    expect(guest.page.get_by_test_id("lower-hand")).to_have_count(0)
    guest.page.get_by_test_id("raise-hand").press("Enter")
    for seat in (desk, point):
        expect(seat.tile("guest").get_by_test_id("hand-up")).to_be_visible()

    desk.tile("client").get_by_test_id("lower-hand").press("Enter")
    for person in (desk, guest):
        expect(person.tile("client").get_by_test_id("hand-up")).to_have_count(0)
    expect(hand).to_have_text("Nosta käsi")
    expect(point.page.locator("[role=log]")).to_contain_text("Kätesi on laskettu")
    guest.page.get_by_test_id("raise-hand").press("Enter")
    expect(point.tile("guest").get_by_test_id("hand-up")).to_have_count(0)
    desk.ends()
    point.has_ended()
