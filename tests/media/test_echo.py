"""Echoes: a line is measured by what comes back to its own endpoint, and nobody else is touched."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import pytest

from media.conferences import ECHO_PACKETS_PER_SECOND
from media.contract import (
    Allow,
    CloseConference,
    CreateConference,
    CreateEcho,
    CreateEndpoint,
    Done,
    Drain,
    GetState,
    GetStatistics,
    Refused,
    State,
    Statistics,
)
from tests.media.process import Media, is_media_event, media_process
from tests.media.python_peer import PythonPeer

LONG_SECONDS: Final = 60.0

Connect = Callable[..., Awaitable[PythonPeer]]


@pytest.fixture
async def media(folder: str) -> AsyncIterator[Media]:
    async with media_process(folder, limits={"echoes": 2, "conferences": 1}) as running:
        yield running


@pytest.fixture
async def connect(media: Media) -> AsyncIterator[Connect]:
    peers: list[PythonPeer] = []

    async def make(lifetime_seconds: float, transport: str = "udp") -> PythonPeer:
        await media.done(CreateEcho("e", lifetime_seconds))
        peers.append(PythonPeer("e", "e"))
        await peers[-1].connect(media.link, transport)
        return peers[-1]

    yield make
    for peer in peers:
        await peer.close()


async def refusal(media: Media, command: CreateConference | CreateEcho | CreateEndpoint | Allow) -> str:
    result = await media.link.request(command)
    assert isinstance(result, Refused), result
    return result.code


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_sound_pictures_and_messages_come_back(media: Media, connect: Connect, transport: str) -> None:
    peer = await connect(LONG_SECONDS, transport)
    await peer.open_channel()
    slots = {"audio": peer.slot_ssrc("2"), "video": peer.slot_ssrc("5")}
    peer.send_audio(50)
    await peer.until(lambda: peer.received[slots["audio"]] == 50)
    peer.send_picture(key_frame=True)
    await peer.until(lambda: peer.received[slots["video"]] == 1)
    assert peer.channel is not None
    peer.channel.send(json.dumps({"type": "pointer", "surface": "s", "x": 0.5, "y": 0.5}))
    await peer.until(lambda: len(peer.messages) == 1)
    assert json.loads(peer.messages[0])["from"] == "e"
    state = await media.link.request(GetState())
    assert state == State(()), "nobody's desired set holds an echo: repair must not end it"
    assert not any(map(is_media_event, media.events)), "signaling hears of no echo"


async def test_it_ends_with_its_peer_connection(media: Media, connect: Connect) -> None:
    peer = await connect(LONG_SECONDS)
    await peer.close()
    await _gone(media, "e")


async def test_it_ends_by_itself_when_nobody_ends_it(media: Media, connect: Connect) -> None:
    peer = await connect(1.0)
    async with asyncio.timeout(20):
        assert await peer.closed == "closed"
    await _gone(media, "e")
    statistics = await media.link.request(GetStatistics())
    assert isinstance(statistics, Statistics)
    assert (statistics.resources.endpoints, statistics.resources.srtp_sessions) == (0, 0)


async def test_nobody_else_gets_into_one_and_no_meeting_becomes_one(media: Media) -> None:
    await media.done(CreateEcho("e", LONG_SECONDS), CreateConference("c"), CreateEndpoint("c", "a"))
    assert await refusal(media, CreateEndpoint("e", "a")) == "limit"
    assert await refusal(media, CreateConference("e")) == "limit"
    assert await refusal(media, CreateEcho("c", 1.0)) == "limit"
    assert await refusal(media, Allow("e", "e", (), (), ())) == "unknown"
    await media.done(Allow("c", "a", ("a",), ("a",), ("a",)))
    state = await media.link.request(GetState())
    assert isinstance(state, State)
    (endpoint,) = state.conferences[0].endpoints
    assert (endpoint.audible_to, endpoint.visible_to, endpoint.tells) == ((), (), ())


async def test_echoes_are_bounded_and_take_no_meeting_its_place(media: Media) -> None:
    await media.done(CreateEcho("e", LONG_SECONDS), CreateEcho("f", LONG_SECONDS))
    assert await refusal(media, CreateEcho("g", LONG_SECONDS)) == "limit"
    await media.done(CreateConference("c"))
    assert await refusal(media, CreateConference("d")) == "limit"
    await media.done(CloseConference("e"), CreateEcho("g", LONG_SECONDS))
    await media.done(Drain())
    assert await refusal(media, CreateEcho("h", LONG_SECONDS)) == "draining"


async def _gone(media: Media, name: str) -> None:
    """Return once the name is free again."""
    async with asyncio.timeout(20):
        while await media.link.request(CreateEcho(name, LONG_SECONDS)) != Done():  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # another process forgets it


async def test_an_echo_carries_no_more_than_its_rate(media: Media, connect: Connect) -> None:
    """Anybody may have one: what it sends beyond costs nobody a decryption."""
    peer = await connect(LONG_SECONDS)
    peer.send_audio(3 * ECHO_PACKETS_PER_SECOND)
    await peer.check()  # it is answered after them
    found = await media.link.request(GetStatistics())
    assert isinstance(found, Statistics)
    assert found.packets_refused > ECHO_PACKETS_PER_SECOND / 2
