"""The media process met by peers without a browser: paths, default deny, slots, volatile messages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from media.contract import (
    Allow,
    CloseEndpoint,
    CreateConference,
    CreateEndpoint,
    EndpointConnected,
    EndpointDisconnected,
    GetState,
    GetStatistics,
    SlotMapped,
    State,
    Statistics,
)
from media.forward.engine import MAX_PATHS
from media.transport.stun import Attribute, MessageType, read_xor_address
from tests.media.process import Media, media_process
from tests.media.python_peer import PythonPeer

Connect = Callable[..., Awaitable[PythonPeer]]

BOTH = [{"local": host, "advertised": host} for host in ("127.0.0.1", "::1")]


@pytest.fixture
async def media(folder: str) -> AsyncIterator[Media]:
    async with media_process(folder, addresses=BOTH) as running:
        await running.done(CreateConference("c"))
        yield running


@pytest.fixture
async def connect(media: Media) -> AsyncIterator[Connect]:
    peers: list[PythonPeer] = []

    async def make(name: str, transport: str = "udp", host: str = "127.0.0.1") -> PythonPeer:
        await media.done(CreateEndpoint("c", name))
        peers.append(PythonPeer(name))
        await peers[-1].connect(media.link, transport, host)
        await media.event(EndpointConnected, lambda e: e.endpoint == name)
        return peers[-1]

    yield make
    for peer in peers:
        await peer.close()


@asynccontextmanager
async def _peers(media: Media, names: str) -> AsyncIterator[tuple[PythonPeer, ...]]:
    """Peers of these names in conference c, connected and without any allow-list."""
    await media.done(CreateConference("c"))
    peers = tuple([PythonPeer(name) for name in names])
    try:
        for peer in peers:
            await media.done(CreateEndpoint("c", peer.name))
            await peer.connect(media.link)
        yield peers
    finally:
        for peer in peers:
            await peer.close()


async def audio_slot(media: Media, receiver: PythonPeer, source: str) -> int:
    """SSRC of the slot on which the receiver gets the source's sound."""
    mapped = await media.event(
        SlotMapped, lambda e: (e.endpoint, e.source, e.kind) == (receiver.name, source, "audio")
    )
    return receiver.slot_ssrc(mapped.mid)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_sound_goes_to_the_allowed_and_to_nobody_else(
    media: Media, connect: Connect, transport: str, host: str
) -> None:
    a, b, c = await connect("a", transport, host), await connect("b", transport, host), await connect("c")
    await media.done(Allow("c", "a", audible_to=("c",)))
    slot = await audio_slot(media, c, "a")
    a.send_audio(50)
    await c.until(lambda: c.received[slot] == 50)
    assert not b.received

    await media.done(Allow("c", "a", audible_to=("b", "c")))
    at_b = await audio_slot(media, b, "a")
    a.send_audio(50)
    await b.until(lambda: b.received[at_b] == 50)
    await c.until(lambda: c.received[slot] == 100)

    await media.done(Allow("c", "a", audible_to=("c",)))
    await media.event(SlotMapped, lambda e: (e.endpoint, e.source) == ("b", None))
    a.send_audio(50)
    await c.until(lambda: c.received[slot] == 150)
    assert b.received == {at_b: 50}


async def test_an_endpoint_that_comes_again_gets_nothing_of_the_former_list(
    media: Media, connect: Connect
) -> None:
    a, b, c = await connect("a"), await connect("b"), await connect("c")
    await media.done(Allow("c", "a", ("b", "c"), ("b", "c"), ("b", "c")))
    slot = await audio_slot(media, c, "a")
    await media.done(CloseEndpoint("c", "b"))
    async with asyncio.timeout(10):
        assert await b.closed == "closed"
    again = await connect("b")
    a.send_audio(50)
    await c.until(lambda: c.received[slot] == 50)
    assert not again.received
    state = await media.link.request(GetState())
    assert isinstance(state, State)
    assert [e.audible_to for e in state.conferences[0].endpoints if e.endpoint == "a"] == [("c",)]


async def test_unknown_fragments_and_wrong_passwords_look_the_same(media: Media) -> None:
    await media.done(CreateEndpoint("c", "a"))
    peer = PythonPeer("a")
    await peer.offer(media.link)
    await peer.open_udp()
    unknown = await peer.check(ufrag="nobody00", pwd="x" * 22)
    wrong = await peer.check(pwd="x" * 22)
    assert unknown.type is wrong.type is MessageType.ERROR
    assert unknown.get(Attribute.ERROR_CODE) == wrong.get(Attribute.ERROR_CODE)
    right = await peer.check()
    value = right.get(Attribute.XOR_MAPPED_ADDRESS)
    assert value is not None and read_xor_address(value, right.transaction_id)[0] == "127.0.0.1"
    await peer.close()


async def test_the_path_moves_by_nomination_and_never_by_a_packet(media: Media, connect: Connect) -> None:
    a, b = await connect("a"), await connect("b")
    await media.done(Allow("c", "a", audible_to=("b",)))
    slot = await audio_slot(media, b, "a")
    a.send_audio(10)
    await b.until(lambda: b.received[slot] == 10)

    await b.open_udp()
    b.send_audio(1)
    await b.check(nominate=False)
    a.send_audio(10)
    await a.check()
    await b.check(nominate=False)
    await b.until(lambda: b.arrived[0] == 20)
    assert b.arrived[1] == 0
    await b.check(nominate=True)
    a.send_audio(10)
    await b.until(lambda: b.received[slot] == 30)
    assert b.arrived == {0: 20, 1: 10}
    assert not media.told(EndpointDisconnected)


async def test_a_lost_tcp_connection_is_replaced(media: Media, connect: Connect) -> None:
    a, b = await connect("a"), await connect("b", "tcp")
    await media.done(Allow("c", "a", audible_to=("b",)))
    slot = await audio_slot(media, b, "a")
    b.end_socket(0)
    await b.open_tcp()
    assert (await b.check()).type is MessageType.RESPONSE
    a.send_audio(10)
    await b.until(lambda: b.received[slot] == 10)


async def test_a_peer_holds_no_more_tcp_connections_than_paths(media: Media, connect: Connect) -> None:
    a = await connect("a", "tcp")
    for _ in range(MAX_PATHS + 1):
        await a.open_tcp()
        assert (await a.check()).type is MessageType.RESPONSE
    async with asyncio.timeout(10):
        while not any(reader.at_eof() for reader in a.readers):
            assert (await a.check()).type is MessageType.RESPONSE


async def statistics(media: Media) -> Statistics:
    result = await media.link.request(GetStatistics())
    assert isinstance(result, Statistics)
    return result


async def test_volatile_messages_go_to_the_told_and_junk_is_counted(media: Media, connect: Connect) -> None:
    a, b, c = await connect("a"), await connect("b"), await connect("c")
    for peer in (a, b, c):
        await peer.open_channel()
    assert a.channel is not None
    a.channel.send('{"type":"pointer-gone","surface":"nobody hears"}')
    a.channel.send("junk")
    async with asyncio.timeout(10):
        while (await statistics(media)).messages_dropped < 1:
            await a.check()
    await media.done(Allow("c", "a", tells=("b",)))
    a.channel.send('{"type":"pointer-gone","surface":"p"}')
    await b.until(lambda: len(b.messages) == 1)
    assert (await statistics(media)).messages_relayed == 1
    assert json.loads(b.messages[0]) == {"type": "pointer-gone", "surface": "p", "from": "a"}
    assert not c.messages and not a.messages


async def test_a_peer_that_opens_too_many_channels_is_cut_off(media: Media, connect: Connect) -> None:
    a = await connect("a")
    for number in range(5):
        await a.open_channel(f"x{number}")
    told = await media.event(EndpointDisconnected, lambda e: e.endpoint == "a")
    assert told.reason == "failed"


async def test_a_page_that_is_loaded_again_keeps_its_place(media: Media, connect: Connect) -> None:
    a, b = await connect("a"), await connect("b")
    await media.done(Allow("c", "a", audible_to=("b",)))
    slot = await audio_slot(media, b, "a")
    again = await connect("a")
    again.send_audio(10)
    await b.until(lambda: b.received[slot] == 10)
    async with asyncio.timeout(10):
        assert await a.closed == "closed"


@pytest.mark.parametrize("second", ["waits", "comes later"])
async def test_a_forbidden_picture_ends_at_once_and_not_with_the_next_ones_key_frame(
    folder: str, second: str
) -> None:
    """One place at C shows A. A is taken from the list; B, who gets the place, has sent no key frame yet."""
    limits = {"audio_slots": 1, "video_slots": 1}
    async with media_process(folder, limits=limits) as media, _peers(media, "abc") as (a, b, c):
        await media.done(Allow("c", "a", ("c",), ("c",)))
        if second == "waits":
            await media.done(Allow("c", "b", ("c",), ("c",)))
        await media.event(SlotMapped, lambda e: (e.endpoint, e.source, e.kind) == ("c", "a", "video"))
        for number in range(20):
            a.send_picture(key_frame=number == 0)
        await c.until(lambda: c.pictures[a.mark] == 20)

        await media.done(Allow("c", "a"))
        for number in range(20):
            a.send_picture(key_frame=number == 10)
            b.send_picture(key_frame=False)
        if second == "comes later":
            await media.done(Allow("c", "b", ("c",), ("c",)))
        await media.event(SlotMapped, lambda e: (e.endpoint, e.source, e.kind) == ("c", "b", "video"))
        a.send_picture(key_frame=True)
        b.send_picture(key_frame=True)
        b.send_picture(key_frame=False)
        await c.until(lambda: c.pictures[b.mark] == 2)
        assert c.pictures == {a.mark: 20, b.mark: 2}
