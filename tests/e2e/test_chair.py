"""F-89: the expert mutes, sends back to the lobby and locks; those it is about read what to do."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.e2e import proofs
from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import inspect
from tests.e2e.seats import Desk, Guest, Point


def assert_silent(page: Page) -> None:
    """Nothing is heard of anybody for as long as a beep of the fake microphone would take twice."""
    assert all(level <= proofs.AUDIBLE for level in proofs.loudness(page)), "somebody is heard"


def in_a_call(browser: Browser, new_context: ContextMaker) -> tuple[Point, Desk]:
    """A point and a desk that see and hear each other."""
    point = Point(new_context(browser), "Ähtäri")
    desk = Desk(new_context(browser), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    desk.sees("client")
    desk.hears(1)
    return point, desk


def assert_ends_well(point: Point, desk: Desk) -> None:
    """The expert ends the call, and no page has met an error."""
    desk.ends()
    point.has_ended()
    for person in (point, desk):
        person.is_at_ease()


def test_the_expert_mutes(chromium: Browser, new_context: ContextMaker) -> None:
    point, desk = in_a_call(chromium, new_context)
    desk.page.get_by_test_id("open-chair").press("Enter")
    inspect(desk.page, "desk-chair")
    desk.page.get_by_test_id("mute-all").press("Enter")
    expect(point.page.get_by_test_id("muted-by-chair")).to_be_visible()
    expect(point.page.get_by_test_id("toggle-microphone")).to_have_text("Avaa mikrofoni")
    expect(desk.tile("client")).to_contain_text("Mikrofoni kiinni")
    assert_silent(desk.page)
    point.page.get_by_test_id("toggle-microphone").press("Enter")
    expect(point.page.get_by_test_id("muted-by-chair")).to_have_count(0)
    # The place has its sound again as soon as media has followed the database.
    expect(desk.page.locator(".sounds audio")).to_have_count(1)
    desk.hears(1)
    assert_ends_well(point, desk)


def test_the_expert_sends_back_to_the_lobby_and_locks(chromium: Browser, new_context: ContextMaker) -> None:
    point, desk = in_a_call(chromium, new_context)
    address = desk.invites_guest()
    guest = Guest(new_context(chromium), address, "Veli Vieras")
    desk.admits()
    guest.sees("client")
    desk.page.get_by_test_id("invite-guest").click()
    desk.tile("guest").locator(".tile__menu").press("Enter")
    desk.page.get_by_role("menuitem", name="Siirrä odottamaan").press("Enter")
    expect(guest.page.get_by_test_id("lobby")).to_be_visible()
    expect(guest.tiles()).to_have_count(0)
    expect(desk.tiles()).to_have_count(1)
    desk.admits()
    guest.sees("client")

    another = desk.invites_guest()
    desk.page.get_by_test_id("open-chair").click()
    desk.page.get_by_test_id("lock").click()
    expect(desk.page.get_by_test_id("lock")).to_have_attribute("aria-checked", "true")
    late = Guest(new_context(chromium), another, "Liian Myöhään")
    expect(late.page.get_by_text("Koodi on väärä, vanhentunut tai jo käytetty.")).to_be_visible()
    assert_ends_well(point, desk)
