"""F-95, F-98: all see who the client and the expert are; nothing is captured while a document is shown."""

from __future__ import annotations

import secrets
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from tests.e2e import files
from tests.e2e.conftest import ContextMaker
from tests.e2e.people import Person
from tests.e2e.screens import inspect
from tests.e2e.seats import Desk, Guest, Point

SEEN = "Henkilöllisyys todettu: asiakirja nähty kameralla"
PUT = """async ([seat, paper]) => {
    const headers = {"X-Etaluukku-Seat": seat};
    const me = await (await fetch("/api/me", {headers})).json();
    const answer = await fetch(`/api/consultations/${me.consultation}/papers/${paper}`,
        {method: "PUT", headers: {...headers, "X-Etaluukku-Name": "kortti.pdf"}, body: "%PDF-1.7"});
    return [answer.status, (await answer.json()).error];
}"""
"""A page that does not ask its buttons: a photograph of the card, sent straight to the server."""


def sends_photograph(person: Person) -> Any:
    return person.page.evaluate(PUT, [person.seat, secrets.token_hex(16)])


def notice(person: Person) -> Locator:
    return person.page.get_by_test_id("identity-notice")


def identity(person: Person) -> Locator:
    """What is written at the client's name."""
    return person.tile("client").get_by_test_id("identity")


def meet(point: Point, desk: Desk) -> None:
    """A call between the two."""
    desk.is_available()
    point.calls("Verohallinto", "Verokortti")
    desk.accepts()


def the_expert_is_marked(point: Point, desk: Desk, guest: Guest) -> None:
    """By name, title and authority; a guest of an expert's name is not."""
    for words in ("Asiantuntija-Vero-02", "Verosihteeri, Verohallinto", "Viranomainen, tunnistettu"):
        expect(point.tile("expert")).to_contain_text(words)
    expect(guest.tile("expert").get_by_test_id("verified")).to_have_count(1)
    expect(desk.tile("guest")).to_contain_text("Asiantuntija-Vero-01")
    expect(desk.tile("guest").get_by_test_id("verified")).to_have_count(0)


def nothing_is_captured(point: Point, desk: Desk) -> None:
    """No button, no file that is sent without one, and none after the page is loaded again."""
    hosts: tuple[Person, ...] = (point, desk)
    for host in hosts:
        expect(host.page.get_by_test_id("upload-paper")).to_have_attribute("aria-disabled", "true")
        assert sends_photograph(host) == [409, {"code": "conflict", "detail": "identity_shown"}]
    for host in hosts:
        host.page.reload()
        expect(notice(host)).to_contain_text("henkilötodistu")
        expect(host.page.get_by_test_id("upload-paper")).to_have_attribute("aria-disabled", "true")


def test_f95_f98_everybody_knows_who_is_who(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Kurikka")
    desk = Desk(new_context(chromium), "Asiantuntija-Vero-02")
    meet(point, desk)
    guest = Guest(new_context(chromium), desk.invites_guest(), "Asiantuntija-Vero-01")
    desk.page.keyboard.press("Escape")
    desk.admits()
    guest.in_consultation()
    the_expert_is_marked(point, desk, guest)

    others: tuple[Person, ...] = (desk, guest)
    desk.page.get_by_test_id("identity-tool").press("Enter")
    desk.page.get_by_test_id("identity-show").press("Enter")
    expect(notice(point)).to_contain_text("Näytä henkilötodistus kameralle")
    for person in others:
        expect(notice(person)).to_contain_text("Asiakas näyttää henkilötodistusta")
    nothing_is_captured(point, desk)

    desk.page.get_by_test_id("identity-seen").press("Enter")
    for person in others:
        expect(identity(person)).to_have_text(SEEN)
    expect(point.page.get_by_test_id("own-identity")).to_have_text(SEEN)
    for person in (point, *others):
        expect(notice(person)).to_have_text("")
    point.shares("paatos.pdf", "application/pdf", files.form_pdf(1))
    desk.shows_page(0)
    desk.ends()
    point.has_ended()
    for person in (point, *others):
        person.is_at_ease()


def test_f95_the_next_call_begins_anew(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Kurikka")
    desk = Desk(new_context(chromium), "Asiantuntija-Vero-02")
    meet(point, desk)
    desk.page.get_by_test_id("identity-tool").press("Enter")
    desk.page.get_by_test_id("identity-known").press("Enter")
    expect(identity(desk)).to_have_text("Henkilöllisyys todettu: asiakas on tuttu")
    desk.ends()
    point.has_ended()
    point.page.goto("/point")
    meet(point, desk)
    expect(desk.tile("client")).to_be_visible()
    expect(identity(desk)).to_have_count(0)
    desk.page.get_by_test_id("identity-tool").press("Enter")
    expect(desk.page.get_by_test_id("identity-state")).to_contain_text("ei ole todettu")
    desk.ends()
    point.has_ended()


def test_f67_the_screens_of_a_document_before_the_camera(
    chromium: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(chromium), "Kurikka")
    desk = Desk(new_context(chromium), "Asiantuntija-Vero-02")
    meet(point, desk)
    desk.page.get_by_test_id("identity-tool").press("Enter")
    desk.page.get_by_test_id("identity-show").press("Enter")
    expect(notice(point)).to_contain_text("Näytä henkilötodistus kameralle")
    inspect(point.page, "point-identity")
    desk.page.get_by_test_id("identity-tool").press("Enter")
    inspect(desk.page, "desk-identity")
    desk.ends()
    point.has_ended()
