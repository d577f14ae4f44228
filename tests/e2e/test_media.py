"""Proofs that the picture comes through the media process, and only for those who were admitted."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import proofs, wire
from tests.e2e import server as product
from tests.e2e.conftest import ContextMaker
from tests.e2e.seats import Desk, Guest, Point
from tests.e2e.server import Server


def test_stopping_the_media_process_freezes_both_pictures(
    chromium: Browser, new_context: ContextMaker, server: Server
) -> None:
    point = Point(new_context(chromium, full_pictures=True), "Vimpeli")
    desk = Desk(new_context(chromium, full_pictures=True), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Eläke ja vammaisuus")
    desk.accepts()
    desk.sees("client")
    point.sees("expert")
    process = server.media()
    os.kill(process, signal.SIGSTOP)
    try:
        desk.page.wait_for_timeout(500)  # frames already in the jitter buffers are played first
        assert proofs.watch(desk.tile("client").locator("video"), 1000).distinct <= 2
        assert proofs.watch(point.tile("expert").locator("video"), 1000).distinct <= 2
    finally:
        os.kill(process, signal.SIGCONT)
    desk.sees("client")
    point.sees("expert")
    desk.ends()
    point.has_ended()


PATHS = ["udp4", "tcp4", *(["udp6", "tcp6"] if wire.own_ipv6() else [])]
"""How media can go here: the namespace of the journeys has both versions of IP."""


@pytest.fixture(scope="module")
def ipv6_server() -> Iterator[Server]:
    """A server whose media are reached by IPv6 alone."""
    with tempfile.TemporaryDirectory(prefix="etaluukku-e2e-") as directory:
        running = product.start(Path(directory), demo=("tests.e2e.ipv6_demo",))
        yield running
        running.stop()


@pytest.fixture(params=PATHS)
def path(request: pytest.FixtureRequest) -> str:
    """Transport and version of IP."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def at(path: str, request: pytest.FixtureRequest) -> Server:
    """The server of the path."""
    found: Server = request.getfixturevalue("ipv6_server" if path.endswith("6") else "server")
    return found


def test_nothing_crosses_the_port_before_admission_or_after_the_end(
    chromium: Browser, new_context: ContextMaker, at: Server, path: str
) -> None:
    """F-15: a capture of the media port while somebody waits, is admitted, and after the end."""
    ports = wire.media_ports(at.media())
    with wire.capture(ports) as seen, wire.udp_dropped(ports) if "tcp" in path else nullcontext():
        point = Point(new_context(chromium, at), "Kauhava")
        desk = Desk(new_context(chromium, at), "Asiantuntija-Kela-02")
        desk.is_available()
        point.calls("Kela", "Kuntoutus")
        assert wire.quiet(seen, 1.0)
        assert not seen.endpoints()
        desk.accepts()
        desk.sees("client")
        point.sees("expert")
        hosts = seen.talking()
        assert len(hosts) == 2
        assert seen.paths() == {path}
        guest = Guest(new_context(chromium, at), desk.invites_guest(), "Veera Vieras")
        expect(guest.page.get_by_test_id("lobby")).to_be_visible()
        guest.page.wait_for_timeout(1000)
        assert seen.endpoints().keys() == hosts  # the guest's browser has not even asked for a path
        desk.admits()
        guest.sees("client")
        (admitted,) = seen.talking() - hosts
        guests = seen.endpoints()[admitted]
        assert guests.paths == {path}
        assert guests.media > 0 and guests.data > 0
        desk.ends()
        for person in (point, guest):
            person.has_ended()
        assert wire.quiet(seen, 1.5)
