"""Without camera, microphone or both: one still joins, sees, hears, and reads in plain words what to do.

Journey J3's exceptions (denied camera, no camera at all) at the service point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests import browsers
from tests.browsers import SoundCard
from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import photograph
from tests.e2e.seats import Desk, Point

RETRY = {
    "camera": "Kokeile kameraa uudelleen",
    "microphone": "Kokeile mikrofonia uudelleen",
    "both": "Kokeile laitteita uudelleen",
}
WITHOUT_BOTH = "Näet ja kuulet muut, mutta he eivät näe eivätkä kuule sinua."


@dataclass(frozen=True)
class Denial:
    """What the browser does not give, and what its person reads."""

    missing: str
    """camera, microphone or both."""
    sentences: tuple[str, ...]

    @property
    def granted(self) -> list[str]:
        """Permissions that the browser has."""
        return [name for name in ("camera", "microphone") if self.missing not in (name, "both")]

    @property
    def seen(self) -> bool:
        """The others see the person."""
        return "camera" in self.granted

    @property
    def heard(self) -> bool:
        """The others hear the person."""
        return "microphone" in self.granted


@dataclass(frozen=True)
class Place:
    """Where a journey happens; each has its own, so that one that fails leaves the others alone."""

    point: str
    authority: str
    service: str
    expert: str


KELA = Place("Kurikka", "Kela", "Kuntoutus", "Asiantuntija-Kela-01")
TAX = Place("Vimpeli", "Verohallinto", "Verokortti", "Asiantuntija-Vero-01")
MUNICIPALITY = Place("Teuva", "Kunta", "Rakennusneuvonta", "Asiantuntija-Kunta-01")
POLICE = Place("Soini", "Poliisi", "Lupapalvelut: neuvonta", "Asiantuntija-Poliisi-01")
LEGAL_AID = Place(
    "Alavus", "Etelä-Pohjanmaan oikeusaputoimisto", "Oikeusapuneuvottelu", "Asiantuntija-Oikeusapu-01"
)
REGISTER = Place("Kauhava", "Länsi-Suomen maistraatti", "Lupa-asian neuvonta", "Asiantuntija-Maistraatti-01")

CAMERA = Denial(
    "camera",
    (
        "Selain ei saa käyttää kameraa. Voit sallia kameran selaimen osoiteriviltä.",
        "Puhelu jatkuu äänellä.",
    ),
)
MICROPHONE = Denial(
    "microphone",
    ("Selain ei saa käyttää mikrofonia, joten muut eivät kuule sinua. Salli mikrofoni",),
)
BOTH = Denial(
    "both",
    ("Selain ei saa käyttää kameraa eikä mikrofonia. Salli molemmat selaimen osoiteriviltä.", WITHOUT_BOTH),
)


@pytest.fixture(scope="module")
def asking(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with a camera and a microphone that pages get only where a test grants them."""
    browser = playwright.chromium.launch(**browsers.chromium(asks=True))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def bare(playwright: Playwright, sound_card: SoundCard) -> Iterator[Browser]:
    """Chromium on a machine with neither camera nor microphone."""
    browser = playwright.chromium.launch(**browsers.chromium(asks=True, devices=False))
    yield browser
    browser.close()


def begins(place: Place, here: BrowserContext, there: BrowserContext) -> tuple[Point, Desk]:
    """A consultation of the two, in which the point sees and hears."""
    point, desk = Point(here, place.point), Desk(there, place.expert)
    desk.is_available()
    point.calls(place.authority, place.service)
    desk.accepts()
    point.in_consultation()
    point.sees("expert")
    point.hears(1)
    return point, desk


def reads(point: Point, sentences: tuple[str, ...]) -> None:
    """The sentences stand beside the own picture."""
    notes = point.page.get_by_role("status").filter(has_text=sentences[0])
    for sentence in sentences:
        expect(notes).to_contain_text(sentence)


def is_shown(desk: Desk, *, seen: bool, heard: bool) -> None:
    """The expert sees and hears the client, or reads why not."""
    tile = desk.tile("client")
    if seen:
        desk.sees("client")
    expect(tile.get_by_text("Kamera kiinni")).to_have_count(0 if seen else 1)
    expect(tile.get_by_text("Mikrofoni kiinni")).to_have_count(0 if heard else 1)
    if heard:
        desk.hears(1)


@pytest.mark.parametrize(
    ("denial", "place"),
    [(CAMERA, KELA), (MICROPHONE, TAX), (BOTH, MUNICIPALITY)],
    ids=["camera", "microphone", "both"],
)
def test_denied_devices_and_their_permission_later(
    chromium: Browser, asking: Browser, new_context: ContextMaker, denial: Denial, place: Place
) -> None:
    context = new_context(asking)
    context.grant_permissions(denial.granted)
    point, desk = begins(place, context, new_context(chromium))
    reads(point, denial.sentences)
    is_shown(desk, seen=denial.seen, heard=denial.heard)
    photograph(point.page, f"denied-{denial.missing}")
    photograph(desk.page, f"denied-{denial.missing}-desk")

    context.grant_permissions(["camera", "microphone"])
    retry = point.page.get_by_role("button", name=RETRY[denial.missing])
    retry.click()
    expect(retry).to_have_count(0)
    is_shown(desk, seen=True, heard=True)
    point.leaves()
    point.has_ended()
    expect(desk.page.get_by_text("Asiakas poistui, ja puhelu päättyi.")).to_be_visible()


def test_no_devices_until_a_microphone_is_plugged_in(
    chromium: Browser, bare: Browser, new_context: ContextMaker, sound_card: SoundCard
) -> None:
    context = new_context(bare)
    context.grant_permissions(["camera", "microphone"])
    point, desk = begins(POLICE, context, new_context(chromium))
    reads(point, ("Kameraa ja mikrofonia ei löydy. Kytke ne laitteeseen.", WITHOUT_BOTH))
    is_shown(desk, seen=False, heard=False)
    photograph(point.page, "missing-both")

    with sound_card.microphone():
        # A real one is announced by udev and used at once (devices.test.ts); this one has to be asked for.
        point.page.get_by_role("button", name=RETRY["both"]).click()
        is_shown(desk, seen=False, heard=True)
        reads(point, ("Kameraa ei löydy.", "Puhelu jatkuu äänellä."))
        photograph(point.page, "missing-camera")
    desk.ends()
    point.has_ended()


@pytest.mark.parametrize(
    ("denial", "place"), [(CAMERA, LEGAL_AID), (MICROPHONE, REGISTER)], ids=["camera", "microphone"]
)
def test_firefox_without_one_device(
    playwright: Playwright,
    chromium: Browser,
    sound_card: SoundCard,
    new_context: ContextMaker,
    denial: Denial,
    place: Place,
) -> None:
    denied = {
        "media.navigator.permission.disabled": False,
        f"permissions.default.{denial.missing}": browsers.DENY,
    }
    browser = playwright.firefox.launch(**browsers.firefox(denied))
    point, desk = begins(place, new_context(browser), new_context(chromium))
    reads(point, denial.sentences)
    is_shown(desk, seen=denial.seen, heard=denial.heard)
    photograph(point.page, f"denied-{denial.missing}-firefox")
    desk.ends()
    point.has_ended()
    browser.close()
