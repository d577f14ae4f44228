"""F-63, F-64, Q-12: text letter by letter between real browsers, beside sound and picture; stored nowhere."""

from __future__ import annotations

import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e import proofs
from tests.e2e import server as product
from tests.e2e.conftest import ContextMaker
from tests.e2e.people import Person
from tests.e2e.seats import Desk, Guest, Point
from tests.e2e.server import Server

USUAL_MS: Final = 500
"""From the key to the other's screen (Q-12)."""
DEADLINE_MS: Final = 1_500
"""Three times that for the slowest letter, on machines that do much else."""
MARKER: Final = "salainen-rivi-7419"
SENTENCE: Final = f"Kuulen huonosti, kirjoitan: {MARKER}"
KEYS = "window.keys = []; document.addEventListener('input', () => window.keys.push(Date.now()), true);"
LETTERS = """
window.letters = [];
const note = () => {
  const text = document.querySelector('.tile__text')?.textContent ?? '';
  while (window.letters.length < text.length) window.letters.push(Date.now());
};
new MutationObserver(note).observe(document, {subtree: true, childList: true, characterData: true});
"""


def writes(person: Person) -> Locator:
    """Open the messages and turn letter-by-letter text on; the field."""
    field = person.page.get_by_test_id("live-text-field")
    if not field.is_visible():
        person.page.locator("#tool-chat").press("Enter")
        person.page.get_by_test_id("live-text").press("Space")
    field.focus()
    return field


def reads(person: Person, text: str) -> None:
    """The text is on the other's picture."""
    expect(person.page.locator(".tile__text")).to_have_text(text)


def log(page: Page) -> Locator:
    """What a screen reader is told."""
    return page.locator("[role=log]")


def delays(writer: Person, reader: Person, text: str) -> list[int]:
    """From each key to the other's screen, in ms; both pages are on one machine and have one clock."""
    writes(writer)
    writer.page.evaluate(KEYS)
    reader.page.evaluate(LETTERS)
    writer.page.keyboard.type(text, delay=70)
    reads(reader, text)
    keys, letters = writer.page.evaluate("window.keys"), reader.page.evaluate("window.letters")
    assert len(keys) == len(letters) == len(text)
    return [seen - pressed for pressed, seen in zip(keys, letters, strict=True)]


def holds(directory: Path, text: str) -> list[str]:
    """Files of the server that hold the text: its database, its log, whatever is there."""
    octets = text.encode()
    files = [path for path in directory.rglob("*") if path.is_file()]
    return [str(path) for path in files if octets in path.read_bytes()]


@pytest.fixture(params=["chromium", "firefox"])
def desk_browser(request: pytest.FixtureRequest) -> Browser:
    browser: Browser = request.getfixturevalue(request.param)
    return browser


def test_letters_cross_within_half_a_second(
    chromium: Browser, desk_browser: Browser, new_context: ContextMaker, server: Server
) -> None:
    """The keyboard alone; a line is read aloud when it is finished; the server has nothing of it."""
    point = Point(new_context(chromium), "Soini")
    desk = Desk(new_context(desk_browser), "Asiantuntija-Kela-02")
    desk.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    point.sees("expert")
    desk.sees("client")

    for writer, reader, text in ((point, desk, SENTENCE), (desk, point, "Hyvä, luen tätä.")):
        measured = delays(writer, reader, text)
        names = f"{writer.seat} to {reader.seat} ({desk_browser.browser_type.name} at the desk)"
        print(f"{names}: median {statistics.median(measured):.0f} ms, longest {max(measured)} ms")  # noqa: T201  # Q-12
        assert statistics.median(measured) < USUAL_MS, measured
        assert max(measured) < DEADLINE_MS, measured
    expect(log(desk.page)).not_to_contain_text(MARKER)

    writes(point)
    for key in ("Backspace", "Backspace", "Enter"):
        point.page.keyboard.press(key)
    expect(log(desk.page)).to_contain_text(f"kirjoitti: {SENTENCE[:-2]}")
    expect(desk.page.get_by_test_id("chat-lines")).to_contain_text(SENTENCE[:-2])
    expect(point.page.get_by_test_id("chat-lines")).to_contain_text(SENTENCE[:-2])
    expect(log(point.page)).not_to_contain_text(MARKER[:-2])
    assert holds(server.directory, MARKER[:-2]) == []

    desk.ends()
    point.has_ended()
    proofs.assert_nothing_left(point.page)
    for person in (point, desk):
        assert MARKER[:-2] not in person.page.content()
        person.is_at_ease()


def test_who_waits_in_the_lobby_reads_nothing(chromium: Browser, new_context: ContextMaker) -> None:
    """Nor what was written before: text is relayed to those who are in, and kept by nobody (F-15)."""
    point = Point(new_context(chromium), "Teuva")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-03")
    desk.is_available()
    point.calls("Kela", "Kuntoutus")
    desk.accepts()
    desk.sees("client")
    guest = Guest(new_context(chromium), desk.invites_guest(), "Veli Vieras")
    expect(guest.page.get_by_test_id("lobby")).to_be_visible()
    writes(point)
    point.page.keyboard.type("ennen\n")
    reads(desk, "ennen")
    desk.admits()
    guest.sees("client")
    point.page.keyboard.type("jälkeen")
    reads(guest, "jälkeen")
    assert "ennen" not in guest.page.content()
    desk.ends()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: its media process is killed."""
    running = product.start(tmp_path)
    yield running
    running.stop()


def without_devices(context: BrowserContext) -> BrowserContext:
    """A browser on a machine that has neither camera nor microphone."""
    context.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); };"
    )
    return context


def until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for what no page tells."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)  # polling another process; the deadline is above


def test_text_without_devices_waits_for_a_connection_that_is_lost(
    chromium: Browser, new_context: ContextMaker, own_server: Server
) -> None:
    """J3: neither camera nor microphone. What is typed while media is away is marked, and arrives later."""
    point = Point(without_devices(new_context(chromium, own_server)), "Alajärvi")
    desk = Desk(new_context(chromium, own_server), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Eläke ja vammaisuus")
    desk.accepts()
    point.sees("expert")
    field = writes(point)
    field.press_sequentially("Hei ")
    reads(desk, "Hei ")
    media = own_server.media()
    os.kill(media, signal.SIGSTOP)
    try:
        expect(point.page.get_by_test_id("reconnecting")).to_be_visible()
        field.press_sequentially("taas\nsinä")
        expect(point.page.locator(".chat__unsent")).to_have_text("Ei vielä lähetetty")
        expect(point.page.locator(".composer__waiting")).to_contain_text("lähetetään, kun yhteys palaa")
    finally:
        os.kill(media, signal.SIGKILL)
        os.kill(media, signal.SIGCONT)
    until(lambda: media not in own_server.children("media.worker"), 10)
    reads(desk, "sinä")
    expect(point.page.locator(".chat__unsent")).to_have_count(0)
    expect(desk.page.locator("[role=log]")).to_contain_text("taas")
    desk.ends()
    point.has_ended()
