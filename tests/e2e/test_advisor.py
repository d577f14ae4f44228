"""J1, F-27, F-99: the advisor leaves the room by one press, and comes back when the expert agrees."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e import proofs
from tests.e2e.conftest import ContextMaker
from tests.e2e.people import Person
from tests.e2e.screens import photograph
from tests.e2e.seats import Desk, Guest, Point

AUTHORITY = "Etelä-Pohjanmaan TE-toimisto"
SERVICE = "Yrittäjäneuvonta"
EXPERT = "Asiantuntija-TE-toimisto-01"

LINES = """
window.lines = [];
const Native = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  constructor(...all) { super(...all); window.lines.push(this); }
};
"""


def is_declared(person: Person, presence: str) -> None:
    """The person's screen says this of the advisor."""
    expect(person.page.get_by_test_id("advisor")).to_have_attribute("data-presence", presence)


def test_the_advisor_leaves_the_room_and_comes_back_by_the_experts_word(
    chromium: Browser, new_context: ContextMaker
) -> None:
    point, desk = Point(new_context(chromium), "Alavus"), Desk(new_context(chromium), EXPERT)
    desk.is_available()
    point.calls(AUTHORITY, SERVICE)
    desk.accepts()
    desk.sees("client")
    for person in (point, desk):
        is_declared(person, "present")

    own = new_context(chromium)
    own.add_init_script(LINES)
    tablet = brings_a_device(desk, own)
    leaves(point, desk, tablet)
    desk.sees("client")
    point.sees("expert")

    desk.page.reload()
    is_declared(desk, "away")
    comes_back(point, desk)
    desk.sees("client")
    desk.ends()
    point.has_ended()
    people: tuple[Person, ...] = (point, desk, tablet)
    for one in people:
        one.is_at_ease()


def brings_a_device(desk: Desk, own: BrowserContext) -> Guest:
    """A device of the advisor's own in the call, by a link of the expert's."""
    desk.page.get_by_test_id("invite-guest").click()
    desk.page.get_by_test_id("make-advisor-link").click()
    tablet = Guest(own, desk.page.get_by_test_id("invitation-address").input_value(), "Neuvoja-01")
    desk.admits()
    desk.sees("advisor")
    tablet.sees("client")
    return tablet


def leaves(point: Point, desk: Desk, tablet: Guest) -> None:
    """The point declares it: the advisor's own device is out of the call, and nothing is left on it."""
    point.page.get_by_test_id("advisor-leave").click()
    for person in (point, desk):
        is_declared(person, "away")
    expect(desk.tile("advisor")).to_have_count(0)
    expect(tablet.page.get_by_text("Neuvoja poistui huoneesta")).to_be_visible()
    proofs.assert_nothing_left(tablet.page)
    assert set(tablet.page.evaluate("window.lines.map(line => line.connectionState)")) == {"closed"}
    photograph(desk.page, "advisor-away-desk")
    photograph(tablet.page, "advisor-away-own-device")


def comes_back(point: Point, desk: Desk) -> None:
    """The point asks twice: the expert's first word is no, the second one yes."""
    expect(desk.page.get_by_test_id("advisor-agree")).to_have_count(0)
    point.page.get_by_test_id("advisor-return").click()
    is_declared(point, "asking")
    photograph(point.page, "advisor-asks-point")
    desk.page.get_by_test_id("advisor-refuse").click()
    is_declared(point, "away")
    point.page.get_by_test_id("advisor-return").click()
    is_declared(desk, "asking")
    photograph(desk.page, "advisor-asks-desk")
    desk.page.get_by_test_id("advisor-agree").click()
    for person in (point, desk):
        is_declared(person, "present")
