"""J2, F-17, F-18: a time is booked, moved and cancelled at the service point; one time is given once."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import inspect, photograph
from tests.e2e.seats import Desk, Point

AUTHORITY = "Etelä-Pohjanmaan TE-toimisto"
SERVICE = "Työllistymissuunnitelma"
KELA = "Kela"
REHABILITATION = "Kuntoutus"
NAME = "Aino Esimerkki"


def opens(point: Point, authority: str = AUTHORITY, service: str = SERVICE) -> Locator:
    """The free times of a service."""
    point.chooses(authority)
    point.page.get_by_role("button", name=f"Varaa aika: {service}").click()
    times = point.page.get_by_test_id("free-time")
    expect(times.first).to_be_visible()
    return times


def fills(page: Page, name: str = NAME) -> None:
    page.get_by_label("Nimi", exact=False).first.fill(name)


def code_of(page: Page) -> str:
    code = page.get_by_test_id("booking-code")
    expect(code).to_have_text(re.compile(r"^[2-9A-Z]{5}-[2-9A-Z]{5}$"))
    return code.inner_text()


def rows(page: Page) -> Locator:
    return page.get_by_test_id("appointment")


def lists(point: Point) -> None:
    point.page.get_by_test_id("open-appointments").click()
    expect(point.page.get_by_role("heading", name="Palvelupisteen varaukset")).to_be_focused()


def test_a_time_is_booked_moved_and_cancelled(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Alavus")
    page = point.page
    times = opens(point)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    inspect(page, "booking-times")
    chosen = times.first.get_attribute("aria-label") or ""
    times.first.click()
    inspect(page, "booking-contact")
    page.get_by_test_id("confirm-booking").click()
    expect(page.get_by_text("Kirjoita nimi.")).to_be_visible()
    fills(page)
    page.get_by_test_id("confirm-booking").dblclick()
    code = code_of(page)
    inspect(page, "booking-confirmed")
    assert SERVICE not in page.locator("main").inner_text()
    assert NAME not in page.title() and SERVICE not in page.title()
    page.get_by_test_id("booking-done").click()
    moves(point, chosen, code)
    cancels(point)
    point.is_at_ease()


def moves(point: Point, chosen: str, code: str) -> None:
    """The only appointment to another time; its code stays, and no passer-by reads it in the list."""
    page = point.page
    lists(point)
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).not_to_contain_text(NAME)
    expect(rows(page)).not_to_contain_text(code)
    inspect(page, "booking-list")
    page.get_by_test_id("move-appointment").click()
    later = page.get_by_test_id("free-time").nth(3)
    moved = later.get_attribute("aria-label") or ""
    assert moved != chosen
    later.click()
    page.get_by_test_id("confirm-move").dblclick()
    expect(page.get_by_role("heading", name="Aika on siirretty")).to_be_visible()
    assert code_of(page) == code
    page.get_by_test_id("booking-done").click()
    lists(point)
    expect(rows(page)).to_contain_text(moved.split(",")[0])


def cancels(point: Point) -> None:
    """The only appointment, at the second press."""
    page = point.page
    page.get_by_test_id("cancel-appointment").click()
    page.get_by_role("button", name="Peruuta aika lopullisesti").click()
    expect(rows(page)).to_have_count(0)
    expect(page.get_by_role("heading", name="Ei varauksia")).to_be_visible()


def test_who_comes_second_chooses_among_the_next_free_times(
    chromium: Browser, new_context: ContextMaker
) -> None:
    """The last expert's last time: Kela has three, and the fourth point is too late."""
    points = [Point(new_context(chromium), name) for name in ("Soini", "Teuva", "Kurikka", "Vimpeli")]
    for point in points:
        opens(point, KELA, REHABILITATION).first.click()
        fills(point.page)
    for point in points[:3]:
        point.page.get_by_test_id("confirm-booking").click()
        code_of(point.page)
    late = points[3].page
    late.get_by_test_id("confirm-booking").click()
    expect(late.get_by_role("heading", name="Aika ehdittiin varata")).to_be_focused()
    inspect(late, "booking-taken")
    late.get_by_test_id("instead-time").first.click()
    expect(late.get_by_label("Nimi", exact=False).first).to_have_value(NAME)
    late.get_by_test_id("confirm-booking").click()
    code_of(late)
    for point in points:
        point.is_at_ease()


def test_for_somebody_else_only_with_their_consent_and_by_keyboard(
    chromium: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(chromium), "Kauhava")
    page = point.page
    times = opens(point)
    times.first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Varaan ajan toisen puolesta").focus()
    page.keyboard.press("Space")
    fills(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Toisen puolesta aika varataan vain hänen suostumuksellaan.")).to_be_visible()
    photograph(page, "booking-consent")
    page.get_by_test_id("booking-consent").focus()
    page.keyboard.press("Space")
    page.get_by_test_id("confirm-booking").focus()
    page.keyboard.press("Enter")
    code_of(page)
    point.is_at_ease()


def test_the_desk_hears_of_its_appointments(chromium: Browser, new_context: ContextMaker) -> None:
    """The service for entrepreneurs has times at any hour in the demonstration."""
    point = Point(new_context(chromium), "Ähtäri")
    desks = [Desk(new_context(chromium), f"Asiantuntija-TE-toimisto-0{n}") for n in (1, 2)]
    before = [card(desk) for desk in desks]
    page = point.page
    opens(point, AUTHORITY, "Yrittäjäneuvonta").first.click()
    fills(page)
    page.get_by_test_id("confirm-booking").click()
    code_of(page)
    told = [desk for desk, words in zip(desks, before, strict=True) if card(desk) != words]
    assert len(told) == 1
    inspect(told[0].page, "booking-desk")
    for person in (point, *desks):
        person.is_at_ease()


def test_the_code_opens_the_call_of_its_expert(chromium: Browser, new_context: ContextMaker) -> None:
    """Entrepreneurs' times begin every quarter of an hour: the next one may be begun at once."""
    point = Point(new_context(chromium), "Alajärvi")
    desk = Desk(new_context(chromium), "Asiantuntija-TE-toimisto-01")
    desk.is_available()
    page = point.page
    opens(point, AUTHORITY, "Yrittäjäneuvonta").first.click()
    fills(page)
    page.get_by_test_id("confirm-booking").click()
    code = code_of(page)
    page.get_by_test_id("booking-done").click()
    lists(point)
    begin = page.get_by_test_id("arrive-now")
    page.get_by_label("Asiakkaalla on varauksen koodi").fill("22222-22222")
    begin.click()
    expect(page.get_by_text("Tällä koodilla ei ole varausta tässä palvelupisteessä.")).to_be_visible()
    page.get_by_label("Asiakkaalla on varauksen koodi").fill(code.lower())
    begin.dblclick()
    expect(page.get_by_test_id("ticket-place")).to_be_visible()
    expect(desk.page.get_by_text("Varattu aika klo")).to_be_visible()
    photograph(desk.page, "booking-waits-desk")
    desk.accepts()
    point.sees("expert")
    desk.ends()
    point.has_ended()
    for person in (point, desk):
        person.is_at_ease()


def card(desk: Desk) -> str:
    """What the desk's card tells after a reload: today's in full, later ones by their number."""
    found = desk.page.get_by_test_id("desk-bookings")
    desk.page.reload()
    expect(found.locator("p, li").first).to_be_visible()
    return found.inner_text()
