"""J1, F-14: whoever waits reads what the desk writes and how long it takes; it goes with the place."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import photograph
from tests.e2e.seats import Desk, Point

AUTHORITY = "Etelä-Pohjanmaan TE-toimisto"
SERVICE = "Yrittäjäneuvonta"
EXPERT = "Asiantuntija-TE-toimisto-01"
TEXT = "Ota päätös esiin, tulen pian."


def test_the_desk_writes_to_whoever_waits(chromium: Browser, new_context: ContextMaker) -> None:
    point, desk = Point(new_context(chromium), "Kurikka"), Desk(new_context(chromium), EXPERT)
    desk.is_available()
    point.calls(AUTHORITY, SERVICE)
    expect(point.page.get_by_test_id("wait")).to_have_text("Arvioitu odotusaika enintään 2 minuuttia")
    desk.page.get_by_role("button", name="Kirjoita odottavalle").first.click()
    desk.page.get_by_label("Viesti odottavalle asiakkaalle").fill(TEXT)
    desk.page.get_by_role("button", name="Lähetä", exact=True).click()
    expect(point.page.get_by_test_id("desk-message")).to_have_text(TEXT)
    expect(desk.page.get_by_text(f"Asiakas näkee: {TEXT}")).to_be_visible()
    photograph(point.page, "waiting-message-point")
    photograph(desk.page, "waiting-message-desk")
    point.page.reload()
    expect(point.page.get_by_test_id("desk-message")).to_have_text(TEXT)

    desk.accepts()
    point.sees("expert")
    expect(point.page.get_by_text(TEXT)).to_have_count(0)
    desk.ends()
    point.has_ended()
    expect(point.page.get_by_text(TEXT)).to_have_count(0)
    for person in (point, desk):
        person.is_at_ease()
