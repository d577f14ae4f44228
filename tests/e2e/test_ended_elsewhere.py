"""A session that is ended from elsewhere in the middle of a consultation, or taken over by another window.

The screen says what has happened and what to do, nothing of the citizen stays on it, and the others know
at once. A minute's grace is for lost lines, not for those who may no longer be here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect

from signaling.demo.seed import demo_id
from tests.e2e import proofs
from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.screens import photograph
from tests.e2e.seats import Desk, Point
from tests.e2e.server import Server

COUNTED = """
window.made = 0;
const Native = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  constructor(...all) { super(...all); window.made += 1; }
};
"""
"""Counts the connections that a page makes."""

STILL_MS = 8_000
"""Two windows that took the media from each other would do so every second."""

AUTHORITY = "Etelä-Pohjanmaan TE-toimisto"
SERVICE = "Yrittäjäneuvonta"
EXPERT = "Asiantuntija-TE-toimisto-02"


def begins(point: Point, desk: Desk) -> None:
    """A consultation of the two with a paper on the table."""
    desk.is_available()
    point.calls(AUTHORITY, SERVICE)
    desk.accepts()
    desk.sees("client")
    point.sees("expert")
    point.shares("hakemus.pdf", "application/pdf", form_pdf())
    for person in (point, desk):
        person.shows_page(0)


@contextmanager
def disabled(server: Server, account: str) -> Iterator[None]:
    """The account is disabled while the block runs; other journeys need it, whatever becomes of this one."""
    try:
        told = server.command("user", "disable", account)
        assert re.fullmatch(r"disabled, [1-9][0-9]* sessions ended\n", told), told  # it sat elsewhere before
        yield
    finally:
        server.command("user", "enable", account)


def test_an_account_is_disabled(chromium: Browser, new_context: ContextMaker, server: Server) -> None:
    point, desk = Point(new_context(chromium), "Teuva"), Desk(new_context(chromium), EXPERT)
    begins(point, desk)
    with disabled(server, "asiantuntija-te-02"):
        assert_shut_out(point, desk)


def assert_shut_out(point: Point, desk: Desk) -> None:
    """The expert is told that access is closed, the point that the call is over; nothing stays on either."""
    expect(desk.page.get_by_role("heading", name="Kirjaudu sisään")).to_be_visible()
    closed = desk.page.get_by_text("Pääsysi on suljettu, ja käynnissä ollut puhelu päättyi.")
    expect(closed).to_contain_text("ota yhteyttä oman viraston pääkäyttäjään")
    proofs.assert_nothing_left(desk.page)
    photograph(desk.page, "ended-account-disabled")

    point.has_ended()
    expect(point.page.get_by_text("Asiantuntija poistui, ja puhelu päättyi.")).to_be_visible()
    proofs.assert_nothing_left(point.page)
    photograph(point.page, "ended-other-left")

    desk.page.reload()
    expect(desk.page.get_by_role("heading", name="Kirjaudu sisään")).to_be_visible()


def test_a_device_is_revoked_and_enrolled_again(
    chromium: Browser, new_context: ContextMaker, server: Server
) -> None:
    point, desk = Point(new_context(chromium), "Soini"), Desk(new_context(chromium), EXPERT)
    begins(point, desk)
    device = demo_id("piste-soini")
    told = server.command("device", "revoke", "--device", device)
    assert re.fullmatch(r"revoked, [1-9][0-9]* sessions ended\n", told), told  # other journeys sat here too
    expect(point.page.get_by_role("heading", name="Laite on poistettu käytöstä")).to_be_visible()
    expect(point.page.get_by_text("Uuden koodin saat pääkäyttäjältä.")).to_be_visible()
    proofs.assert_nothing_left(point.page)
    photograph(point.page, "ended-device-revoked")

    expect(desk.page.get_by_text("Asiakas poistui, ja puhelu päättyi.")).to_be_visible()
    expect(desk.tiles()).to_have_count(0)
    proofs.assert_nothing_left(desk.page)
    photograph(desk.page, "ended-client-left")

    code = server.command("device", "enrol", "--device", device).split("code ")[1].split()[0]
    point.page.get_by_role("textbox", name="Kertakäyttöinen koodi").fill(code)
    point.page.get_by_role("button", name="Ota käyttöön").click()
    expect(point.page.get_by_role("heading", name="Kenelle soitetaan?")).to_be_visible()


def test_the_newest_window_has_the_call(chromium: Browser, new_context: ContextMaker) -> None:
    point, desk = Point(new_context(chromium), "Kauhava"), Desk(new_context(chromium), EXPERT)
    begins(point, desk)
    second = point.context.new_page()
    second.goto("/point")
    expect(second.get_by_test_id("leave-consultation")).to_be_visible()
    expect(point.page.get_by_role("heading", name="Puhelu on auki toisessa ikkunassa")).to_be_visible()
    expect(point.page.get_by_text("Voit sulkea tämän ikkunan.")).to_be_visible()
    proofs.assert_nothing_left(point.page)
    photograph(point.page, "ended-in-another-window")
    expect(desk.tiles()).to_have_count(1)
    desk.sees("client")

    point.page.get_by_role("button", name="Jatka tässä ikkunassa").click()
    expect(second.get_by_test_id("continue-here")).to_be_visible()
    proofs.assert_nothing_left(second)
    point.sees("expert")
    point.shows_page(0)
    desk.sees("client")
    desk.ends()
    point.has_ended()
    expect(second.get_by_test_id("continue-here")).to_have_count(0)


def test_the_newest_browser_has_the_call_and_an_older_one_takes_nothing_back(
    chromium: Browser, new_context: ContextMaker
) -> None:
    """The same account in two profiles: neither Web Locks nor cookies are common to them."""
    profiles = [new_context(chromium) for _ in range(2)]
    for profile in profiles:
        profile.add_init_script(COUNTED)
    point, older = Point(new_context(chromium), "Kauhava"), Desk(profiles[0], EXPERT)
    begins(point, older)
    newer = Desk(profiles[1], EXPERT)
    expect(older.page.get_by_test_id("continue-here")).to_be_visible()
    proofs.assert_nothing_left(older.page)
    newer.sees("client")
    newer.shows_page(0)
    point.sees("expert")
    made = [desk.page.evaluate("window.made") for desk in (older, newer)]
    seen = proofs.watch(point.tile("expert").locator("video"), STILL_MS)
    assert seen.distinct >= proofs.MOVING_FRAMES, seen
    assert [desk.page.evaluate("window.made") for desk in (older, newer)] == made
    expect(older.page.get_by_test_id("continue-here")).to_be_visible()

    older.page.get_by_test_id("continue-here").click()
    expect(newer.page.get_by_test_id("continue-here")).to_be_visible()
    proofs.assert_nothing_left(newer.page)
    older.sees("client")
    point.sees("expert")
    older.ends()
    point.has_ended()
    expect(newer.page.get_by_test_id("continue-here")).to_have_count(0)
