"""The chat in real browsers, by keyboard: for all who are in, whenever they came; read aloud once (F-66)."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, expect

from tests.e2e import proofs
from tests.e2e.conftest import ContextMaker
from tests.e2e.people import Person
from tests.e2e.seats import Desk, Guest, Point

MARKER = "viesti-2605"


def button(person: Person) -> Locator:
    """What opens the messages, and tells how many are new."""
    return person.page.locator("#tool-chat")


def says(person: Person, text: str) -> None:
    """Open the messages and send one, by keyboard alone."""
    field = person.page.get_by_label("Kirjoita viesti")
    if not field.is_visible():
        button(person).press("Enter")
    field.focus()
    person.page.keyboard.type(text)
    person.page.keyboard.press("Enter")
    expect(field).to_have_value("")
    person.page.keyboard.press("Escape")
    expect(button(person)).to_be_focused()


def reads(person: Person, *texts: str) -> None:
    """Open the messages: these are there, in this order; then close them."""
    button(person).press("Enter")
    expect(person.page.get_by_test_id("chat-lines").locator(".chat__text")).to_have_text(list(texts))
    person.page.keyboard.press("Escape")


def test_messages_are_for_all_who_are_in(chromium: Browser, new_context: ContextMaker) -> None:
    at_point = new_context(chromium)
    at_point.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); };"
    )
    point = Point(at_point, "Kurikka")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-03")
    desk.is_available()
    point.calls("Kela", "Kuntoutus")
    desk.accepts()
    point.sees("expert")

    guest = Guest(new_context(chromium), desk.invites_guest(), "Veli Vieras")
    expect(guest.page.get_by_test_id("lobby")).to_be_visible()
    desk.page.keyboard.press("Escape")
    says(point, f"yksi {MARKER}")
    says(point, "kaksi")
    expect(button(desk)).to_have_text("Viestit, 2 uutta")
    expect(desk.page.locator("[role=log]").get_by_text(MARKER)).to_have_count(1)
    reads(desk, f"yksi {MARKER}", "kaksi")
    expect(button(desk)).to_have_text("Viestit")
    assert MARKER not in guest.page.content()

    desk.admits()
    guest.sees("expert")
    says(desk, "kolme")
    expect(button(guest)).to_have_text("Viestit, 1 uusi")
    reads(guest, f"yksi {MARKER}", "kaksi", "kolme")
    point.page.reload()
    point.in_consultation()
    reads(point, f"yksi {MARKER}", "kaksi", "kolme")

    desk.ends()
    point.has_ended()
    proofs.assert_nothing_left(point.page)
    guest.has_ended()
    assert MARKER not in guest.page.content() + desk.page.content() + point.page.content()
