"""Real-time text through a real media process: whom it reaches, as what, and what is told of what is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeAlias

import pytest

from media.contract import Allow, CloseEndpoint, CreateConference, CreateEndpoint, GetStatistics, Statistics
from media.t140 import MISSING
from tests.media.process import Media, media_process
from tests.media.python_peer import PythonPeer

Enters: TypeAlias = Callable[..., Awaitable[PythonPeer]]


@pytest.fixture
async def media(folder: str) -> AsyncIterator[Media]:
    async with media_process(folder) as media:
        await media.done(CreateConference("c"), CreateConference("other"))
        yield media


@pytest.fixture
async def enters(media: Media) -> AsyncIterator[Enters]:
    """A new endpoint, connected and able to write and read."""
    async with AsyncExitStack() as stack:

        async def enter(name: str, conference: str = "c") -> PythonPeer:
            await media.done(CreateEndpoint(conference, name))
            peer = PythonPeer(name, conference)
            stack.push_async_callback(peer.close)
            await peer.connect(media.link)
            await peer.open_text()
            return peer

        yield enter


def write(peer: PythonPeer, block: str | bytes) -> None:
    assert peer.texts.own is not None
    peer.texts.own.send(block)


async def reads(peer: PythonPeer, writer: str, text: str) -> None:
    await peer.until(lambda: "".join(peer.texts.blocks.get(writer, ())) == text)


async def test_text_reaches_the_told_alone_each_writer_apart(media: Media, enters: Enters) -> None:
    """Silence is shown by what comes next: the first text of each reader is one that it may have."""
    a, b, told, untold = [await enters(name) for name in ("a", "b", "told", "untold")]
    stranger = await enters("told", "other")
    await media.done(Allow("c", "a", tells=("told", "b")), Allow("c", "b", tells=("told",)))
    write(a, "Hei, ")
    write(b, "Päivää\b")
    write(a, "\ufeffkuuletko?\a\r\n")
    await reads(told, "a", "Hei, kuuletko?\u2028")
    await reads(told, "b", "Päivää\b")
    await reads(b, "a", "Hei, kuuletko?\u2028")
    await media.done(Allow("c", "a", tells=("untold",)), Allow("other", "told", tells=("told",)))
    write(a, "toinen")
    await reads(untold, "a", "toinen")
    write(a, "!")
    await reads(untold, "a", "toinen!")
    assert set(told.texts.blocks) == {"a", "b"} and "".join(told.texts.blocks["a"]) == "Hei, kuuletko?\u2028"
    assert not a.texts.blocks and not stranger.texts.blocks


async def test_what_is_refused_is_marked_once(media: Media, enters: Enters) -> None:
    a, b = await enters("a"), await enters("b")
    await media.done(Allow("c", "a", tells=("b",)))
    write(a, "x")
    write(a, b"\xff")
    write(a, 2000 * "x")
    write(a, "y")
    await reads(b, "a", f"x{MISSING}y")
    statistics = await media.link.request(GetStatistics())
    assert isinstance(statistics, Statistics)
    assert (statistics.messages_relayed, statistics.messages_dropped) == (2, 2)


async def test_who_reads_no_text_gets_none(media: Media, enters: Enters) -> None:
    """A page that has opened no channel for text knows no text: none is opened towards it."""
    a, b = await enters("a"), await enters("b")
    await media.done(CreateEndpoint("c", "mute"), Allow("c", "a", tells=("mute", "b")))
    mute = PythonPeer("mute")
    await mute.connect(media.link)
    await mute.open_channel()
    write(a, "x")
    await reads(b, "a", "x")
    assert not mute.texts.blocks
    await mute.close()


async def test_the_channel_of_who_leaves_closes_and_a_namesake_has_another(
    media: Media, enters: Enters
) -> None:
    a, b = await enters("a"), await enters("b")
    await media.done(Allow("c", "a", tells=("b",)))
    write(a, "x")
    await reads(b, "a", "x")
    first = b.texts.channels["a"]
    await media.done(CloseEndpoint("c", "a"))
    await b.until(lambda: first.readyState == "closed")
    again = await enters("a")
    await media.done(Allow("c", "a", tells=("b",)))
    write(again, "y")
    await reads(b, "a", "xy")
    assert b.texts.channels["a"] is not first
