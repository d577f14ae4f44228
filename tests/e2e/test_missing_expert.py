"""J1, F-13: an expert answers a client and never comes to the call; the client loses nothing but the time."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e import proofs
from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import photograph
from tests.e2e.seats import Desk, Point

AUTHORITY = "Etelä-Pohjanmaan TE-toimisto"
SERVICE = "Yrittäjäneuvonta"
EXPERT = "Asiantuntija-TE-toimisto-01"

HANGING = """
window.hangs = true;
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (frame) {
  if (!(window.hangs && String(frame).includes('"consultation:open"'))) send.call(this, frame);
};
"""
"""A browser whose screen of the consultation never opens, while its line lives."""

DEADLINE_MS = 60_000
"""Twice `queue.appear_seconds`: the journey waits for the server's own 30 s."""


def test_an_expert_who_does_not_come_loses_the_client_to_the_front_of_the_queue(
    chromium: Browser, new_context: ContextMaker
) -> None:
    hanging = new_context(chromium)
    hanging.add_init_script(HANGING)
    point, desk = Point(new_context(chromium), "Vimpeli"), Desk(hanging, EXPERT)
    desk.is_available()
    point.calls(AUTHORITY, SERVICE)
    desk.waiting().first.click()
    expect(point.page.get_by_test_id("leave-consultation")).to_be_visible()

    told = point.page.get_by_text("Asiantuntija ei voi jatkaa puhelua")
    expect(told).to_be_visible(timeout=DEADLINE_MS)
    assert point.place() == "1"
    photograph(point.page, "missing-expert-point")
    expect(desk.page.get_by_text("Tilaksi on vaihdettu Poissa")).to_be_visible()
    expect(desk.page.get_by_test_id("availability")).to_have_attribute("aria-checked", "false")
    photograph(desk.page, "missing-expert-desk")

    point.page.reload()
    expect(told).to_be_visible()
    assert point.place() == "1"

    desk.page.evaluate("window.hangs = false")
    desk.page.get_by_role("button", name="Olen taas paikalla").click()
    expect(desk.page.get_by_test_id("availability")).to_have_attribute("aria-checked", "true")
    expect(desk.page.get_by_text("Tilaksi on vaihdettu Poissa")).to_have_count(0)
    desk.accepts()
    desk.sees("client")
    point.sees("expert")
    desk.ends()
    point.has_ended()
    for person in (point, desk):
        person.is_at_ease()


def test_an_expert_who_cannot_serve_gives_the_client_back(
    chromium: Browser, new_context: ContextMaker
) -> None:
    point, desk = Point(new_context(chromium), "Vimpeli"), Desk(new_context(chromium), EXPERT)
    desk.is_available()
    point.calls(AUTHORITY, SERVICE)
    desk.accepts()
    desk.sees("client")
    desk.page.get_by_test_id("end-consultation").click()
    photograph(desk.page, "end-or-give-back")
    desk.page.get_by_test_id("give-back").click()
    expect(desk.page.get_by_text("Asiakas palasi jonon alkuun.")).to_be_visible()
    expect(point.page.get_by_text("Asiantuntija ei voi jatkaa puhelua")).to_be_visible()
    assert point.place() == "1"
    proofs.assert_nothing_left(desk.page)
    desk.accepts()
    desk.sees("client")
    point.sees("expert")
    desk.ends()
    point.has_ended()
