"""F-04, F-06: people stay where they are, whatever happens to the network, to signaling and to media.

Deadlines are three times the limits, for machines that do much else: sound 2 s and picture 3 s after the
network is back, everybody 5 s after a killed media process. tests/networks has longer outages and moves.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import proofs
from tests.e2e import server as product
from tests.e2e.conftest import ContextMaker
from tests.e2e.people import Person
from tests.e2e.seats import Desk, Point
from tests.e2e.server import Server

OUTAGE_MS = 8_000
SOUND_MS = 6_000
PICTURE_MS = 9_000
MEDIA_MS = 15_000
LINE_MS = 30_000

WATCH = """
const Real = RTCPeerConnection;
window.connections = [];
window.RTCPeerConnection = class extends Real {
  constructor(...values) { super(...values); window.connections.push(this); }
};
window.told = [];
new MutationObserver(() => {
  const text = document.querySelector('[role=log]')?.textContent;
  if (text && text !== window.told.at(-1)) window.told.push(text);
}).observe(document, {subtree: true, childList: true, characterData: true});
window.silence = () => {
  let latest = 0, at = performance.now(); window.longest = 0;
  setInterval(() => {
    const open = window.connections.filter(c => c.connectionState !== 'closed');
    const voices = open.flatMap(c => c.getReceivers()).filter(r => r.track.kind === 'audio');
    const times = voices.flatMap(r => r.getSynchronizationSources().map(s => s.timestamp));
    const newest = Math.max(0, ...times), now = performance.now();
    if (newest !== latest) at = now;
    latest = newest; window.longest = Math.max(window.longest, now - at);
  }, 50);
};
"""


@pytest.fixture
def staying(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: its processes are killed."""
    running = product.start(tmp_path)
    yield running
    running.stop()


Meeting = tuple[Point, Desk]


@pytest.fixture
def meeting(chromium: Browser, new_context: ContextMaker, staying: Server) -> Meeting:
    """Two who see and hear each other."""
    contexts = [new_context(chromium, staying) for _ in range(2)]
    for context in contexts:
        context.add_init_script(WATCH)
    point, desk = Point(contexts[0], "Vimpeli"), Desk(contexts[1], "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Eläke ja vammaisuus")
    expect(point.page.get_by_test_id("ticket-phone")).to_contain_text("000 123 401")
    desk.accepts()
    desk.sees("client")
    point.sees("expert")
    return point, desk


def who_is_there(person: Person) -> list[str | None]:
    """Ids of the others, in the order of the screen."""
    return [tile.get_attribute("data-testid") for tile in person.tiles().all()]


def pictures_are_back(meeting: Meeting, within_ms: int) -> None:
    """Both see the other move, and no banner says otherwise, before the time is over."""
    end = time.monotonic() + within_ms / 1000
    for person, role in zip(meeting, ("expert", "client"), strict=True):
        video = person.tile(role).locator("video")
        expect(video).to_be_visible(timeout=within_ms)
        # What has come while the other was watched is counted in two seconds.
        left_ms = max(2_000, int(1000 * (end - time.monotonic())))
        picture = proofs.watch(video, left_ms, enough=proofs.MOVING_FRAMES)
        assert picture.distinct >= proofs.MOVING_FRAMES, picture
        expect(person.page.get_by_test_id("reconnecting")).to_be_hidden(timeout=within_ms)


@contextmanager
def nobody_leaves(meeting: Meeting) -> Iterator[None]:
    """The same people are in the same places afterwards, and nobody was told that anybody came or went."""
    before = [who_is_there(person) for person in meeting]
    yield
    assert [who_is_there(person) for person in meeting] == before
    for person in meeting:
        told = person.page.evaluate("window.told").copy()
        assert not [text for text in told if "liittyi" in text or "poistui" in text], told
        person.is_at_ease()


def connections(person: Person) -> int:
    """How many peer connections the page has made."""
    made: int = person.page.evaluate("window.connections.length")
    return made


@contextmanager
def nothing_passes(server: Server) -> Iterator[None]:
    """Every packet from and to the server's processes is dropped while the block runs."""
    ports: set[int] = set()
    for process in psutil.Process(server.process.pid).children(recursive=True):
        for open_port in process.net_connections("inet"):
            if open_port.laddr and (open_port.status == psutil.CONN_LISTEN or not open_port.raddr):
                ports.add(open_port.laddr.port)
    table = f"etaluukku_nothing_{os.getpid()}"
    numbers = ", ".join(str(port) for port in sorted(ports))
    rules = "".join(
        f"add rule inet {table} out {way} {{ {numbers} }} drop\n" for way in ("th dport", "th sport")
    )
    script = (
        f"add table inet {table}\n"
        f"add chain inet {table} out {{ type filter hook output priority 0; }}\n{rules}"
    )
    subprocess.run(["nft", "-f", "-"], input=script, text=True, check=True)
    try:
        yield
    finally:
        subprocess.run(["nft", "delete", "table", "inet", table], check=True)


def test_a_lost_network_brings_everybody_back_to_the_same_place(meeting: Meeting, staying: Server) -> None:
    """The same connections too: others see the same streams."""
    point, desk = meeting
    with nobody_leaves(meeting):
        with nothing_passes(staying):
            began = time.monotonic()
            for person in meeting:
                lost = person.page.get_by_test_id("reconnecting").or_(person.page.get_by_test_id("line-down"))
                expect(lost.first).to_be_visible()
            expect(point.page.get_by_text("soita numeroon 000 123 401")).to_be_visible()
            expect(desk.page.get_by_text("pyydetty soittamaan numeroon 000 123 401")).to_be_visible()
            point.page.wait_for_timeout(max(0, OUTAGE_MS - 1000 * (time.monotonic() - began)))
        for person in meeting:
            assert max(proofs.loudness(person.page, SOUND_MS // 2)) > proofs.AUDIBLE
        pictures_are_back(meeting, PICTURE_MS)
        assert [connections(person) for person in meeting] == [1, 1]


def test_sound_and_picture_go_on_while_signaling_is_away(meeting: Meeting, staying: Server) -> None:
    point, desk = meeting
    with nobody_leaves(meeting):
        for person in meeting:
            person.page.evaluate("window.silence()")
        (process,) = staying.children("signaling.process")
        os.kill(process, signal.SIGKILL)
        expect(point.page.get_by_test_id("line-down")).to_be_visible()
        proofs.assert_moving(desk.tile("client").locator("video"))
        for person in meeting:
            expect(person.page.get_by_test_id("line-down")).to_be_hidden(timeout=LINE_MS)
        pictures_are_back(meeting, PICTURE_MS)
        for person in meeting:
            assert person.page.evaluate("window.longest") < 2_000
            assert connections(person) == 1


def test_a_killed_media_process_brings_everybody_back(meeting: Meeting, staying: Server) -> None:
    with nobody_leaves(meeting):
        killed = staying.media()
        os.kill(killed, signal.SIGKILL)
        for person in meeting:
            person.page.wait_for_function("() => window.connections.length > 1", timeout=MEDIA_MS)
        pictures_are_back(meeting, MEDIA_MS)
        for person in meeting:
            proofs.assert_heard(person.page, 1)
        assert staying.media() != killed


def test_a_page_that_is_loaded_again_has_the_same_place(meeting: Meeting) -> None:
    point, desk = meeting
    with nobody_leaves(meeting):
        point.page.reload()
        point.in_consultation()
        pictures_are_back(meeting, MEDIA_MS)
        for person in meeting:
            proofs.assert_heard(person.page, 1)
        assert connections(desk) == 1
