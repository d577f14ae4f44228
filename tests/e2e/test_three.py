"""J4: an interpreter joins by one press of a language; a guest waits in the lobby (F-15, F-45, F-46).

The last journey has all four of them at one table.
"""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e import proofs
from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.seats import Desk, Guest, Interpreter, Point


def test_an_interpreter_joins_as_third(
    chromium: Browser, firefox: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(chromium), "Soini")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-02")
    interpreter = Interpreter(new_context(firefox), "Tulkki-arabia-01")
    desk.is_available()
    interpreter.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    desk.sees("client")

    desk.asks_for_interpreter("Arabia")
    interpreter.answers()
    for person in (point, desk):
        expect(person.tile("interpreter")).to_contain_text("Tulkki")
        person.sees("interpreter")
    interpreter.sees("client")
    interpreter.sees("expert")
    point.hears(2)
    desk.hears(2)

    interpreter.leaves()
    expect(desk.tile("interpreter")).to_have_count(0)
    desk.sees("client")
    desk.ends()
    point.has_ended()


def test_a_guest_sees_nothing_before_admission(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Teuva")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-03")
    desk.is_available()
    point.calls("Kela", "Kuntoutus")
    desk.accepts()
    desk.sees("client")

    address = desk.invites_guest()
    guest = Guest(new_context(chromium), address, "Veli Vieras")
    expect(guest.page.get_by_test_id("lobby")).to_be_visible()
    expect(guest.tiles()).to_have_count(0)
    desk.admits()
    guest.sees("client")
    guest.sees("expert")
    desk.sees("guest")
    desk.ends()
    guest.has_ended()
    expect(guest.tiles()).to_have_count(0)


def test_an_outside_interpreter_joins_by_link(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Vimpeli")
    desk = Desk(new_context(chromium), "Asiantuntija-Vero-01")
    desk.is_away()
    point.calls("Verohallinto", "Verokortti")
    prospect = point.page.get_by_test_id("ticket-prospect")
    expect(prospect).to_contain_text("varattuja tai poissa")
    desk.is_available()
    expect(prospect).to_contain_text("Asiantuntija vastaa")
    desk.accepts()

    address = desk.invites_interpreter("viro")
    outsider = Guest(new_context(chromium), address, "Tiina Tulkki")
    expect(outsider.page.get_by_test_id("lobby")).to_be_visible()
    desk.admits()
    for person in (point, desk):
        expect(person.tile("interpreter")).to_contain_text("Tulkki (viro)")
    outsider.sees("client")
    desk.ends()
    outsider.has_ended()
    outsider.page.reload()
    outsider.has_ended()
    expect(outsider.page.get_by_text("pyydä uusi kutsu")).to_be_visible()


def test_four_see_each_other_and_one_page(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Teuva")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-03")
    interpreter = Interpreter(new_context(chromium), "Tulkki-arabia-01")
    desk.is_available()
    interpreter.is_available()
    point.calls("Kela", "Kuntoutus")
    desk.accepts()
    desk.asks_for_interpreter("Arabia")
    interpreter.answers()
    guest = Guest(new_context(chromium), desk.invites_guest(), "Veli Vieras")
    desk.admits()

    people = {"client": point, "expert": desk, "interpreter": interpreter, "guest": guest}
    for own, person in people.items():
        expect(person.tiles()).to_have_count(3)
        for role in people:
            if role != own:
                video = person.tile(role).locator("video")
                expect(video).to_be_visible()
                proofs.assert_moving(video)

    point.shares("hakemus.pdf", "application/pdf", form_pdf())
    for person in people.values():
        person.shows_page(0)
    desk.turns_page()
    for person in people.values():
        person.shows_page(1)

    desk.ends()
    point.has_ended()
    guest.has_ended()
    expect(interpreter.tiles()).to_have_count(0)
    for person in people.values():
        person.is_at_ease()
