"""How the own sound is treated: set in a call, kept for staff, forgotten at a service point (F-52, F-25)."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests import browsers
from tests.browsers import SoundCard
from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import inspect, photograph
from tests.e2e.seats import Desk, Interpreter, Point

GIVEN: Final = """
(() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.given = [];
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await ask(wish);
    window.given.push(...stream.getAudioTracks());
    return stream;
  };
})();
"""
"""Remembers each microphone's track that the page was given."""

SENT: Final = "() => window.given.filter(track => track.readyState === 'live').at(-1)?.getSettings()[%r]"


def has(page: Page, setting: str, value: bool) -> None:
    """The browser says that the microphone that is open is treated so."""
    page.wait_for_function(f"value => ({SENT % setting})() === value", arg=value)


def opens_settings(page: Page) -> None:
    page.locator("#tool-settings").click()
    expect(page.get_by_role("heading", name="Kamera ja mikrofoni")).to_be_focused()


@pytest.mark.timeout(300)
def test_noise_suppression_is_switched_off_in_the_call_and_stays_off_for_staff_alone(
    chromium: Browser, new_context: ContextMaker
) -> None:
    here, there = new_context(chromium), new_context(chromium)
    for context in (here, there):
        context.add_init_script(GIVEN)
    point, desk = Point(here, "Teuva"), Desk(there, "Asiantuntija-Kunta-01")
    desk.is_available()
    point.calls("Kunta", "Rakennusneuvonta")
    desk.accepts()
    point.in_consultation()
    point.sees("expert")
    for page in (desk.page, point.page):
        has(page, "noiseSuppression", value=True)
        opens_settings(page)
        page.get_by_test_id("sound-noise").click()
        expect(page.get_by_test_id("sound-noise")).to_have_attribute("aria-checked", "false")
        has(page, "noiseSuppression", value=False)
        has(page, "echoCancellation", value=True)
    desk.page.get_by_test_id("sound-echo").click()
    has(desk.page, "echoCancellation", value=False)
    inspect(desk.page, "sound-settings")
    # The call has gone on.
    point.hears(1)
    desk.hears(1)
    expect(desk.page.get_by_test_id("device-notice")).to_have_count(0)
    desk.ends()
    point.has_ended()
    desk.is_at_ease()
    point.is_at_ease()

    point.page.get_by_role("button", name="Aloita alusta").click()
    point.calls("Kunta", "Rakennusneuvonta")
    desk.accepts()
    point.in_consultation()
    point.sees("expert")
    for page, kept in ((desk.page, False), (point.page, True)):
        has(page, "noiseSuppression", value=kept)
    desk.ends()
    point.has_ended()


@pytest.mark.timeout(300)
def test_what_the_interpreter_needs_is_said_beside_the_people(
    chromium: Browser, new_context: ContextMaker
) -> None:
    interpreter = Interpreter(new_context(chromium), "Tulkki-arabia-01")
    interpreter.is_available()
    there = new_context(chromium)
    there.add_init_script(GIVEN)
    point, desk = Point(new_context(chromium), "Alavus"), Desk(there, "Asiantuntija-Oikeusapu-01")
    desk.is_available()
    point.calls("Etelä-Pohjanmaan oikeusaputoimisto", "Oikeusapuneuvottelu")
    desk.accepts()
    expect(desk.page.get_by_test_id("original-sound")).to_have_count(0)
    desk.asks_for_interpreter("Arabia")
    interpreter.answers()
    said = desk.page.get_by_test_id("original-sound")
    expect(said).to_contain_text("taustaäänet on vaimennettu")
    expect(interpreter.page.get_by_text("Jos tarvitset puhujan äänen sellaisenaan")).to_be_visible()
    inspect(desk.page, "original-sound")
    photograph(interpreter.page, "original-sound-interpreter")
    photograph(point.page, "original-sound-point")
    desk.page.get_by_test_id("send-original").click()
    expect(said).to_have_text("Tulkki kuulee äänesi sellaisenaan.")
    has(desk.page, "noiseSuppression", value=False)
    desk.ends()
    point.has_ended()


@pytest.mark.timeout(300)
def test_firefox_switches_noise_suppression_off_in_the_call(
    playwright: Playwright, chromium: Browser, new_context: ContextMaker, sound_card: SoundCard
) -> None:
    """With a microphone of the machine: the sound of Firefox's fake one is never treated."""
    with sound_card.microphone():
        browser = playwright.firefox.launch(**browsers.firefox({"media.navigator.streams.fake": False}))
        there = new_context(browser)
        there.add_init_script(GIVEN)
        point, desk = Point(new_context(chromium), "Soini"), Desk(there, "Asiantuntija-Poliisi-01")
        desk.is_available()
        point.calls("Poliisi", "Lupapalvelut: neuvonta")
        desk.accepts()
        desk.sees("client")
        has(desk.page, "noiseSuppression", value=True)
        opens_settings(desk.page)
        desk.page.get_by_test_id("sound-noise").click()
        has(desk.page, "noiseSuppression", value=False)
        expect(desk.page.get_by_test_id("sound-noise")).to_have_attribute("aria-checked", "false")
        desk.hears(1)
        expect(desk.page.get_by_test_id("device-notice")).to_have_count(0)
        desk.ends()
        point.has_ended()
        browser.close()
