"""Hostile senders at the media port: bounded cost, no effect on others (docs/threat-model.md, boundary 2)."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from media.config import Limits
from media.contract import (
    Allow,
    ApplyOffer,
    CreateConference,
    CreateEndpoint,
    EndpointConnected,
    GetStatistics,
    Refused,
    SlotMapped,
    Statistics,
)
from media.transport import stun
from media.transport.stun import Attribute, MessageType
from tests.media.process import Media, media_process
from tests.media.python_peer import PythonPeer

LIMIT = Limits().stun_per_second
FLOOD = 3 * int(LIMIT)


@pytest.fixture
async def media(folder: str) -> AsyncIterator[Media]:
    async with media_process(folder) as running:
        await running.done(CreateConference("c"), CreateEndpoint("c", "a"), CreateEndpoint("c", "b"))
        yield running


@pytest.fixture
async def pair(media: Media) -> AsyncIterator[tuple[PythonPeer, PythonPeer]]:
    """Two peers who hear each other."""
    peers = PythonPeer("a"), PythonPeer("b")
    for peer in peers:
        await peer.connect(media.link)
    for name in "ab":
        await connected(media, name)
    await media.done(Allow("c", "a", audible_to=("b",)))
    yield peers
    for peer in peers:
        await peer.close()


async def connected(media: Media, name: str) -> None:
    """Return when media has told so."""
    await media.event(EndpointConnected, lambda event: event.endpoint == name)


def check(username: str, password: bytes | None) -> bytes:
    """A Binding request."""
    return stun.encode(
        MessageType.REQUEST,
        secrets.token_bytes(12),
        [
            (int(Attribute.USERNAME), username.encode()),
            (int(Attribute.PRIORITY), b"\x6e\x00\x01\xff"),
            (int(Attribute.ICE_CONTROLLING), bytes(8)),
            (int(Attribute.USE_CANDIDATE), b""),
        ],
        password,
    )


async def statistics(media: Media) -> Statistics:
    """What media has counted so far."""
    found = await media.link.request(GetStatistics())
    assert isinstance(found, Statistics)
    return found


async def test_a_flood_of_strangers_keeps_no_neighbour_out(media: Media) -> None:
    """All of them behind one address, as a municipality is: who names an endpoint is counted apart."""
    peer = PythonPeer("a")
    await peer.offer(media.link)
    port = peer.candidate("udp").port
    before = await statistics(media)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        stranger.setblocking(False)
        request = check("nobody00:them", b"x" * 22)
        for number in range(FLOOD):
            stranger.sendto(request, ("127.0.0.1", port))
            if number % 50 == 0:
                await asyncio.sleep(0)
        await peer.connect(media.link)
        await connected(media, "a")
        after = await statistics(media)
        answers = received(stranger)
    assert after.datagrams_dropped - before.datagrams_dropped == FLOOD
    assert after.checks_refused - before.checks_refused == FLOOD - len(answers)
    assert 0 < len(answers) <= LIMIT * 2  # a bucket, and what flowed in meanwhile
    assert max(map(len, answers)) < len(request)  # no use for reflection
    await peer.close()


def received(sock: socket.socket) -> list[bytes]:
    """What waits on the socket."""
    found = []
    while True:
        try:
            found.append(sock.recv(2048))
        except BlockingIOError:
            return found


async def slot_of(media: Media, receiver: PythonPeer, source: str) -> int:
    """SSRC on which the receiver hears the source."""
    wanted = (receiver.name, source, "audio")
    mapped = await media.event(SlotMapped, lambda e: (e.endpoint, e.source, e.kind) == wanted)
    return receiver.slot_ssrc(mapped.mid)


async def test_spoofed_checks_move_no_stream(media: Media, pair: tuple[PythonPeer, PythonPeer]) -> None:
    """Somebody who has seen the user name, not the password, nominates a path of their own."""
    a, b = pair
    slot = await slot_of(media, b, "a")
    username = f"{b.first_media.ice_ufrag}:{b.ufrag}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thief:
        thief.setblocking(False)
        for password in (b"x" * 22, None):
            for _ in range(FLOOD):
                thief.sendto(check(username, password), ("127.0.0.1", a.candidate("udp").port))
        a.send_audio(50)
        await b.until(lambda: b.received[slot] == 50)
        assert {stun.parse(answer).type for answer in received(thief)} == {MessageType.ERROR}
    assert (await b.check()).type is MessageType.RESPONSE


async def test_packets_of_a_wrong_key_reach_nobody(media: Media, pair: tuple[PythonPeer, PythonPeer]) -> None:
    """From the right address: only the key tells."""
    a, b = pair
    slot = await slot_of(media, b, "a")
    a.send_forged_audio(50)
    a.send_audio(50)
    await b.until(lambda: b.received[slot] == 50)
    assert b.received == {slot: 50}
    assert (await statistics(media)).packets_refused == 50


async def test_broken_handshakes_of_a_known_path_end_nothing(
    media: Media, pair: tuple[PythonPeer, PythonPeer]
) -> None:
    """Malformed, replayed and foreign DTLS records after the handshake."""
    a, b = pair
    slot = await slot_of(media, b, "a")
    for record in (
        b"\x16",
        b"\x16\xfe\xfd" + bytes(10),
        b"\x15\xfe\xfd" + secrets.token_bytes(60),
        *a.records,
    ):
        a.send(record)
    a.send_audio(50)
    await b.until(lambda: b.received[slot] == 50)


async def test_streams_that_nobody_offered_reach_nobody(
    media: Media, pair: tuple[PythonPeer, PythonPeer]
) -> None:
    """A thousand SSRCs with a right key: the table of unknown ones is bounded, the known one goes on."""
    a, b = pair
    slot = await slot_of(media, b, "a")
    a.send_audio(50)
    known = a.audio_ssrc
    for number in range(1000):
        a.audio_ssrc = known + 1 + number
        a.send_audio()
    a.audio_ssrc = known
    a.send_audio(50)
    await b.until(lambda: b.received[slot] == 100)
    assert b.received == {slot: 100}
    assert (await statistics(media)).packets_refused > 500


async def test_a_flood_of_offers_is_refused_unread(media: Media) -> None:
    """Whoever offers without end does not take the time in which others are forwarded."""
    limit = int(Limits().offers_at_once)
    answers = [await media.link.request(ApplyOffer("c", "a", "v=0")) for _ in range(2 * limit)]
    codes = Counter(answer.code for answer in answers if isinstance(answer, Refused))
    assert limit <= codes["offer"] < 2 * limit and codes.total() == len(answers)
    assert set(codes) == {"offer", "limit"}
    neighbour = PythonPeer("b")
    await neighbour.connect(media.link)
    await connected(media, "b")
    await neighbour.close()
