"""Every screen in three languages: pictures for the eye, axe for the rules (F-67), reflow at 400 %."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.screens import inspect
from tests.e2e.seats import Administrator, Desk, Guest, Interpreter, Point


def test_front_and_sign_in(chromium: Browser, new_context: ContextMaker) -> None:
    page = new_context(chromium).new_page()
    for name, path in {
        "front": "/",
        "demo": "/demo",
        "join": "/join",
        "point-enrol": "/point",
        "desk-sign-in": "/desk",
        "interpreter-sign-in": "/interpreter",
        "admin-sign-in": "/admin",
    }.items():
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        inspect(page, name)


def test_the_way_of_a_call(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Ähtäri")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-03")
    expect(point.page.locator("nav button.authority").first).to_be_visible()
    inspect(point.page, "point-authorities")
    inspect(desk.page, "desk-away")
    desk.is_available()
    inspect(desk.page, "desk-empty")
    point.chooses("Kela")
    inspect(point.page, "point-services")
    point.calls("Kela", "Kuntoutus")
    inspect(point.page, "point-ticket")
    expect(desk.waiting().first).to_be_visible()
    inspect(desk.page, "desk-waiting")
    desk.accepts()
    desk.sees("client")
    inspect(desk.page, "desk-consultation")
    inspect(point.page, "point-consultation")
    point.shares("hakemus.pdf", "application/pdf", form_pdf())
    desk.shows_page(0)
    inspect(desk.page, "desk-paper")
    inspect(point.page, "point-paper")
    address = desk.invites_guest()
    inspect(desk.page, "desk-invitation")
    guest = Guest(new_context(chromium), address, "Veli Vieras")
    expect(guest.page.get_by_test_id("lobby")).to_be_visible()
    inspect(guest.page, "guest-lobby")
    inspect(desk.page, "desk-lobby")
    desk.admits()
    guest.sees("client")
    inspect(guest.page, "guest-consultation")
    desk.ends()
    point.has_ended()
    inspect(point.page, "point-ended")
    inspect(guest.page, "guest-ended")


def test_the_interpreter_and_the_coordinator(chromium: Browser, new_context: ContextMaker) -> None:
    interpreter = Interpreter(new_context(chromium), "Tulkki-somali-01")
    inspect(interpreter.page, "interpreter-away")
    interpreter.is_available()
    point = Point(new_context(chromium), "Kurikka")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    desk.asks_for_interpreter("Somali")
    inspect(desk.page, "desk-interpreter-ringing")
    interpreter.answers()
    desk.sees("interpreter")
    inspect(interpreter.page, "interpreter-consultation")
    inspect(desk.page, "desk-three")
    interpreter.leaves()
    expect(interpreter.page.get_by_test_id("availability")).to_be_visible()
    desk.asks_for_interpreter("Somali")
    expect(interpreter.page.get_by_test_id("interpreter-ringing")).to_be_visible()
    inspect(interpreter.page, "interpreter-ringing")
    desk.ends()


ADMINISTRATORS = {
    "coordinator": ("Koordinaattori-EP", "Aluekoordinaattori", "Seuraa alta, missä palveluissa on jonoa."),
    "authority": ("Pääkäyttäjä-Kela", "Viraston pääkäyttäjä", "Seuraa alta, vastaako palveluihinne joku."),
    "technical": ("Ylläpito", "Tekninen ylläpito", "etaluukku user disable"),
}


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_administrators_read_what_they_can_do(chromium: Browser, new_context: ContextMaker, who: str) -> None:
    name, role, deed = ADMINISTRATORS[who]
    page = Administrator(new_context(chromium), name).page
    expect(page.get_by_role("definition").filter(has_text=role)).to_be_visible()
    expect(page.get_by_role("region", name="Mitä voit tehdä nyt").get_by_text(deed)).to_be_visible()
    expect(page.get_by_role("table").first).to_be_visible()
    if who == "authority":
        expect(page.get_by_role("table").first).to_contain_text("Kela")
    inspect(page, f"admin-{who}")
    with page.expect_response("**/api/directory") as read:
        page.get_by_role("button", name="Päivitä nyt").click()
    assert read.value.ok
    page.get_by_role("button", name="Kirjaudu ulos").click()
    expect(page.get_by_text("Olet kirjautunut ulos.")).to_be_visible()
