"""Proofs that the picture comes through the media process, and only for those who were admitted."""

from __future__ import annotations

import os
import signal

from playwright.sync_api import Browser, expect

from tests.e2e import proofs, wire
from tests.e2e.conftest import ContextMaker
from tests.e2e.seats import Desk, Guest, Point
from tests.e2e.server import Server


def media_process(server: Server) -> int:
    """Process id of the media process."""
    (found,) = server.children("media.worker")
    return found


def test_stopping_the_media_process_freezes_both_pictures(
    chromium: Browser, new_context: ContextMaker, server: Server
) -> None:
    point = Point(new_context(chromium), "Vimpeli")
    desk = Desk(new_context(chromium), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Eläke ja vammaisuus")
    desk.accepts()
    desk.sees("client")
    point.sees("expert")
    process = media_process(server)
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


def test_nothing_crosses_the_port_before_admission_or_after_the_end(
    chromium: Browser, new_context: ContextMaker, server: Server
) -> None:
    """F-15: a capture of the media port while somebody waits, is admitted, and after the end."""
    with wire.capture(wire.udp_ports(media_process(server))) as seen:
        point = Point(new_context(chromium), "Kauhava")
        desk = Desk(new_context(chromium), "Asiantuntija-Kela-02")
        desk.is_available()
        point.calls("Kela", "Kuntoutus")
        assert wire.quiet(seen, 1.0)
        assert not seen.seen
        desk.accepts()
        desk.sees("client")
        point.sees("expert")
        assert len(seen.seen) == 2
        guest = Guest(new_context(chromium), desk.invites_guest(), "Veera Vieras")
        expect(guest.page.get_by_test_id("lobby")).to_be_visible()
        guest.page.wait_for_timeout(1000)
        assert len(seen.seen) == 2
        desk.admits()
        guest.sees("client")
        assert len(seen.seen) == 3
        desk.ends()
        for person in (point, guest):
            person.has_ended()
        assert wire.quiet(seen, 1.5)
