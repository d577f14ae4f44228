"""Many at one table, more than the first offer has room for; a screen or a document goes to all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests import browsers
from tests.e2e import proofs
from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.people import Person
from tests.e2e.seats import Desk, Guest, Interpreter, Point

GUESTS = 5
OTHERS = GUESTS + 2
SLOTS = 7 + 8
"""Of the second step: seven others and a screen."""
PATIENCE_MS = 60_000
"""Eight pages on two cores that do other things too."""

MID_COUNTS = """
() => { const all = window.connections.at(-1).getTransceivers();
        return [all.filter(one => one.currentDirection === 'recvonly').length, all.length]; }
"""
WATCHED = """
window.connections = [];
window.given = [];
for (const name of ['getUserMedia', 'getDisplayMedia']) {
  const ask = navigator.mediaDevices[name].bind(navigator.mediaDevices);
  navigator.mediaDevices[name] = async wish => {
    const stream = await ask(wish);
    window.given.push(...stream.getTracks());
    return stream;
  };
}
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...options) { super(...options); window.connections.push(this); }
};
"""


@pytest.fixture(scope="module")
def small(playwright: Playwright) -> Iterator[Browser]:
    """A browser with several fake cameras that cost little: eight pages share two cores.

    Chromium's second one is a depth camera, whose frames no encoder takes; the third is like the first.
    """
    options = browsers.chromium(devices=False)
    options["args"].append(f"{browsers.HAS_DEVICES}=device-count=3,fps=5")
    browser = playwright.chromium.launch(**options)
    yield browser
    browser.close()


def assert_hears_all(person: Person) -> None:
    """Each of the others' sounds comes on a slot of its own: packets of every one arrive and are played."""
    person.page.wait_for_function(
        """async others => {
          const sounds = document.querySelectorAll('.sounds audio');
          const stats = [...(await window.connections.at(-1).getStats()).values()];
          const heard = stats.filter(one => one.type === 'inbound-rtp' && one.kind === 'audio'
            && one.packetsReceived > 20 && one.totalAudioEnergy > 0);
          return sounds.length === others && heard.length === others;
        }""",
        arg=OTHERS,
        timeout=PATIENCE_MS,
    )


def assert_sees_all(person: Person) -> None:
    """Every other's picture moves: it has more frames than a moment ago."""
    expect(person.tiles()).to_have_count(OTHERS, timeout=PATIENCE_MS)
    person.page.wait_for_function(
        """others => {
          const videos = [...document.querySelectorAll('.tile video')];
          window.first ??= new Map();
          for (const video of videos) {
            const frames = video.getVideoPlaybackQuality().totalVideoFrames;
            if (!window.first.has(video)) window.first.set(video, frames);
          }
          return videos.length === others && videos.every(video =>
            video.getVideoPlaybackQuality().totalVideoFrames >= window.first.get(video) + 3);
        }""",
        arg=OTHERS,
        timeout=PATIENCE_MS,
    )


@pytest.fixture
def context(small: Browser, new_context: ContextMaker) -> Callable[[], BrowserContext]:
    """Makes a profile whose connections and tracks can be asked."""

    def make() -> BrowserContext:
        made = new_context(small)
        made.add_init_script(WATCHED)
        return made

    return make


def test_eight_hear_and_see_each_other(context: Callable[[], BrowserContext]) -> None:
    point = Point(context(), "Soini")
    desk = Desk(context(), "Asiantuntija-Kela-02")
    interpreter = Interpreter(context(), "Tulkki-arabia-01")
    desk.is_available()
    interpreter.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    desk.asks_for_interpreter("Arabia")
    interpreter.answers()
    guests: list[Guest] = []
    for number in range(GUESTS):
        guests.append(Guest(context(), desk.invites_guest(), f"Vieras {number + 1}"))
        desk.admits()
        expect(desk.tiles()).to_have_count(number + 3, timeout=PATIENCE_MS)
        desk.page.get_by_test_id("invite-guest").click()

    people: list[Person] = [point, desk, interpreter, *guests]
    for person in people:
        assert_sees_all(person)
        assert_hears_all(person)
        assert person.page.evaluate(MID_COUNTS) == [SLOTS, SLOTS + 2]

    guests[0].page.get_by_test_id("toggle-microphone").click()
    muted = desk.page.locator(".tile", has_text="Vieras 1")
    expect(muted).to_contain_text("Mikrofoni kiinni")
    expect(desk.page.locator(".tile--speaking")).to_have_count(1)

    desk.ends()
    point.has_ended()
    for person in people:
        expect(person.tiles()).to_have_count(0)
        person.is_at_ease()


def live_tracks(person: Person) -> int:
    """How many of the tracks that the browser gave are still live."""
    count: int = person.page.evaluate("window.given.filter(track => track.readyState === 'live').length")
    return count


def assert_staged(person: Person, name: str) -> None:
    """The person sees what the named one shares, and it moves."""
    stage = person.page.get_by_test_id("stage")
    expect(stage.locator("h2")).to_have_text(re.compile(f"^{name}.* jakaa$"))
    expect(stage.locator("video")).to_be_visible()
    picture = proofs.watch(stage.locator("video"), 15_000, enough=proofs.MOVING_FRAMES)
    assert picture.distinct >= proofs.MOVING_FRAMES, picture  # the fake cameras differ in contrast


def in_a_call(context: Callable[[], BrowserContext]) -> tuple[Point, Desk]:
    """A point and a desk that see each other."""
    point = Point(context(), "Teuva")
    desk = Desk(context(), "Asiantuntija-Kela-03")
    desk.is_available()
    point.calls("Kela", "Kuntoutus")
    desk.accepts()
    desk.sees("client")
    return point, desk


def test_of_a_document_and_a_screen_the_newest_is_shown(context: Callable[[], BrowserContext]) -> None:
    point, desk = in_a_call(context)
    at_point, at_desk = point.page, desk.page

    at_point.get_by_test_id("share").click()
    at_point.get_by_test_id("share-document").last.click()
    expect(at_point.get_by_test_id("stage-own").locator("video")).to_be_visible()
    assert_staged(desk, "Asiakas")
    expect(at_desk.get_by_role("log")).to_contain_text("alkoi jakaa")
    desk.sees("client")

    at_desk.get_by_test_id("share").click()
    expect(at_desk.locator("#panel-share")).to_contain_text("hänen jakonsa päättyy")
    at_desk.get_by_test_id("share-screen").click()
    assert_staged(point, "Asiantuntija")
    expect(at_point.get_by_test_id("own-sharing")).to_contain_text("sinun jakosi päättyi")
    expect(at_point.get_by_test_id("stage-own")).to_have_count(0)
    expect(at_desk.get_by_test_id("stage")).to_have_count(0)
    assert live_tracks(point) == 2

    at_desk.get_by_test_id("stop-sharing").click()
    expect(at_point.get_by_test_id("stage")).to_have_count(0)
    assert live_tracks(desk) == 2
    at_desk.get_by_test_id("share").click()
    at_desk.get_by_test_id("share-screen").click()
    assert_staged(point, "Asiantuntija")
    assert at_desk.evaluate("window.connections.at(-1).getTransceivers().length") == 10
    desk.ends()
    point.has_ended()


def test_a_screen_lies_beside_the_papers_and_nothing_of_it_remains(
    context: Callable[[], BrowserContext],
) -> None:
    point, desk = in_a_call(context)
    desk.page.get_by_test_id("share").click()
    desk.page.get_by_test_id("share-screen").click()
    point.shares("hakemus.pdf", "application/pdf", form_pdf())
    point.shows_page(0)
    desk.shows_page(0)
    assert_staged(point, "Asiantuntija")

    desk.ends()
    point.has_ended()
    for person in (point, desk):
        expect(person.page.locator("video")).to_have_count(0)
        assert live_tracks(person) == 0
        person.is_at_ease()
