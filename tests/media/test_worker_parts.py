"""The wired parts in the test's own loop, where a blocking call fails and time can be moved."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from media.config import Address, MediaConfig
from media.contract import (
    Allow,
    Answer,
    AnyResult,
    ApplyOffer,
    CloseConference,
    CreateConference,
    CreateEndpoint,
    Done,
    EndpointConnected,
    EndpointDisconnected,
    Refused,
    SlotMapped,
)
from media.link import LinkEvent, MediaLink
from media.peer import QUIET_SECONDS
from media.transport.codec_watch import CodecWatch
from media.transport.ice import CONSENT_SECONDS
from media.transport.stun import MessageType, parse
from media.worker import Worker
from tests.media.python_peer import OFFER, PythonPeer

SECONDS = 10.0


class Running:
    """A worker in this loop and a link to it."""

    def __init__(self, folder: str) -> None:
        path = f"{folder}/m"
        self.worker = Worker(MediaConfig(path, (Address("127.0.0.1", "127.0.0.1"),)), CodecWatch())
        self.link = MediaLink(path)
        self.events: list[LinkEvent] = []
        self.link.subscribe(self.events.append)
        self.task = asyncio.get_running_loop().create_task(self.worker.run())

    async def until(self, event: LinkEvent, peer: PythonPeer) -> None:
        """Return when the event has been told; each check of the peer gives the loop its turns."""
        async with asyncio.timeout(SECONDS):
            while event not in self.events:
                assert (await peer.check()).type is MessageType.RESPONSE

    async def close(self) -> None:
        self.worker.stop()
        self.worker.stop()
        await self.task
        await self.link.close()


@pytest.fixture
async def running(folder: str) -> AsyncIterator[Running]:
    one = Running(folder)
    one.link.start()
    async with asyncio.timeout(SECONDS):
        await one.link.wait_up()
    for command in (CreateConference("c"), CreateEndpoint("c", "a"), CreateEndpoint("c", "b")):
        assert await one.link.request(command) == Done()
    yield one
    await one.close()


async def test_sending_stops_when_consent_ends_and_comes_back_with_a_check(running: Running) -> None:
    a, b = PythonPeer("a"), PythonPeer("b")
    await a.connect(running.link)
    await b.connect(running.link)
    assert await running.link.request(Allow("c", "a", audible_to=("b",))) == Done()
    await running.until(EndpointConnected("c", "b", "udp"), b)
    slot = b.slot_ssrc("2")
    a.send_audio(10)
    await b.until(lambda: b.received[slot] == 10)

    running.worker.conferences.handle_timer(time.monotonic() + CONSENT_SECONDS + 1)
    await running.until(EndpointDisconnected("c", "b", "silent"), a)
    a.send_audio(10)
    running.events.clear()
    await running.until(EndpointConnected("c", "b", "udp"), b)
    a.send_audio(10)
    await b.until(lambda: b.received[slot] == 20)
    await a.close()
    await b.close()


async def test_what_is_said_last_of_an_endpoint_counts(running: Running) -> None:
    """F-62: somebody begins to sign, or ends, in the middle of a call."""
    endpoint = running.worker.conferences.conferences["c"].endpoints["a"]
    for keeps in (True, False):
        assert await running.link.request(CreateEndpoint("c", "a", keep_frame_rate=keeps)) == Done()
        assert endpoint.keep_frame_rate is keeps
    assert running.worker.conferences.conferences["c"].endpoints["a"] is endpoint


async def test_who_comes_back_gets_whole_pictures_and_sends_them(running: Running) -> None:
    """F-04: after a silence, and by another path, key frames are asked for and not waited for."""
    a, b = PythonPeer("a"), PythonPeer("b")
    await a.connect(running.link)
    await b.connect(running.link)
    assert await running.link.request(Allow("c", "a", visible_to=("b",))) == Done()
    assert await running.link.request(Allow("c", "b", visible_to=("a",))) == Done()
    await running.until(EndpointConnected("c", "b", "udp"), b)
    a.send_picture(key_frame=True)
    b.send_picture(key_frame=True)
    await a.until(lambda: a.pictures[b.mark] == 1)
    await b.until(lambda: b.pictures[a.mark] == 1)
    before = a.wishes[a.video_ssrc], b.wishes[b.video_ssrc]

    (known,) = [p for p in running.worker.conferences.peers() if p.ice.remote.ufrag == b.ufrag]
    assert known.ice.selected is not None
    check = parse(b.request())
    now = time.monotonic()
    known.handle_check(now + 1, known.ice.selected, check)
    assert (await b.check()).type is MessageType.RESPONSE
    assert (a.wishes[a.video_ssrc], b.wishes[b.video_ssrc]) == before
    known.handle_check(now + QUIET_SECONDS + 2, known.ice.selected, check)
    await a.until(lambda: a.wishes[a.video_ssrc] == before[0] + 1)
    await b.until(lambda: b.wishes[b.video_ssrc] == before[1] + 1)

    await b.open_udp()
    await b.check()
    await a.until(lambda: a.wishes[a.video_ssrc] == before[0] + 2)
    await b.until(lambda: b.wishes[b.video_ssrc] == before[1] + 2)
    await a.close()
    await b.close()


async def test_closing_a_conference_ends_its_peers(running: Running) -> None:
    a, b = PythonPeer("a"), PythonPeer("b")
    await a.connect(running.link)
    await b.connect(running.link)
    assert await running.link.request(Allow("c", "a", audible_to=("b",))) == Done()
    await running.until(SlotMapped("c", "b", "2", "audio", "a", switched=False), b)
    for _ in range(2):
        assert await running.link.request(CloseConference("c")) == Done()
    async with asyncio.timeout(SECONDS):
        assert set(await asyncio.gather(a.closed, b.closed)) == {"closed"}
    assert running.worker.conferences.peers() == []
    await a.close()
    await b.close()


async def test_names_of_peers_are_kept_for_those_that_live(running: Running) -> None:
    """Offers that are refused, or that nothing can be taken of, must not fill the memory."""
    conferences = running.worker.conferences
    whole = OFFER
    without_codec = whole.replace("VP8/90000", "H261/90000")
    nothing = without_codec.replace("opus/48000/2", "g729/8000").replace("m=application", "m=message")

    async def answer(sdp: str) -> AnyResult:
        return await running.link.request(ApplyOffer("c", "a", sdp))

    assert isinstance(await answer(whole), Answer)
    assert len(conferences._fragments) == 2  # its fragment, and the same for who looks for the server
    for number in range(5):
        assert isinstance(await answer(nothing), Refused)
        assert isinstance(
            await answer(without_codec.replace("sha-256 ", f"sha-256 {number}{number}:")), Answer
        )
        assert isinstance(await answer(whole), Answer)
    assert len(conferences._fragments) == 2
    assert await running.link.request(CloseConference("c")) == Done()
    assert len(conferences._fragments) == 0
