"""Both ends of the contract on a real socket: bounds, slow readers, lost and found links."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from media.contract import (
    Answer,
    AnyCommand,
    AnyResult,
    ApplyOffer,
    CreateConference,
    Done,
    FrameDecoder,
    GetState,
    Hello,
    Reply,
    Request,
    Speaking,
    Welcome,
    encode_frame,
)
from media.link import MAX_OUTSTANDING, LinkEvent, MediaBack, MediaLink, MediaLost, MediaLostError
from media.server import MAX_REPLY_BYTES, REPLIES, ContractServer, Replies

SECONDS = 10.0


class Media:
    """A contract server whose commands are remembered."""

    def __init__(self, process: str, queue_bytes: int = 1 << 20) -> None:
        self.process = process
        self.commands: list[AnyCommand] = []
        self.server = ContractServer(self.execute, links=2, queue_bytes=queue_bytes)

    def execute(self, command: AnyCommand) -> AnyResult:
        if isinstance(command, Hello):
            return Welcome(command.version, self.process)
        self.commands.append(command)
        return Answer(command.sdp) if isinstance(command, ApplyOffer) else Done()


class Watched(MediaLink):
    """A link whose events are kept."""

    def __init__(self, path: str, request_seconds: float = 10.0) -> None:
        super().__init__(path, request_seconds)
        self.events: asyncio.Queue[LinkEvent] = asyncio.Queue()
        self.subscribe(self.events.put_nowait)

    async def next(self) -> LinkEvent:
        async with asyncio.timeout(SECONDS):
            return await self.events.get()


@pytest.fixture
async def path(folder: str) -> AsyncIterator[str]:
    yield f"{folder}/m"


async def test_events_reach_every_link(path: str) -> None:
    media = Media("p1")
    await media.server.listen(path)
    async with Watched(path) as one, Watched(path) as two:
        assert await one.next() == await two.next() == MediaBack(changed=True)
        media.server.tell(Speaking("c", "a"))
        assert await one.next() == await two.next() == Speaking("c", "a")
        assert await one.request(CreateConference("c")) == Done()
    await media.server.close()


async def test_what_was_not_answered_is_sent_again_to_the_same_process(path: str) -> None:
    silent: list[Request] = []
    accepted = asyncio.Event()

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Welcome, take one request, and hang up without an answer."""
        decoder = FrameDecoder()
        while not silent:
            for message in decoder.feed(await reader.read(65536)):
                assert isinstance(message, Request)
                if isinstance(message.command, Hello):
                    writer.write(encode_frame(Reply(message.id, Welcome(1, "p1"))))
                else:
                    silent.append(message)
        writer.close()
        accepted.set()

    first = await asyncio.start_unix_server(hang_up, path)
    async with Watched(path) as link:
        asked = asyncio.create_task(link.request(CreateConference("c")))
        await accepted.wait()
        first.close()
        media = Media("p1")
        await media.server.listen(path)
        assert await asked == Done()
        assert media.commands == [silent[0].command]
        assert [await link.next() for _ in range(3)] == [MediaBack(True), MediaLost(), MediaBack(False)]
        await media.server.close()
    await first.wait_closed()


async def test_another_process_fails_what_was_outstanding(path: str) -> None:
    media = Media("p1")
    await media.server.listen(path)
    async with Watched(path) as link:
        await media.server.close()
        assert [await link.next() for _ in range(2)] == [MediaBack(True), MediaLost()]
        asked = asyncio.create_task(link.request(GetState()))
        other = Media("p2")
        await other.server.listen(path)
        with pytest.raises(MediaLostError, match="changed"):
            await asked
        assert await link.next() == MediaBack(changed=True)
        assert other.commands == []
        await other.server.close()


async def test_requests_are_bounded_in_time_and_number(path: str) -> None:
    link = Watched(path, request_seconds=0.05)
    link.start()
    with pytest.raises(MediaLostError, match="no answer"):
        await link.request(GetState())
    slow = Watched(path)
    slow.start()
    waiting = [asyncio.create_task(slow.request(GetState())) for _ in range(MAX_OUTSTANDING)]
    with pytest.raises(MediaLostError, match="wait"):
        await asyncio.gather(*waiting, slow.request(GetState()))
    await slow.close()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(result, MediaLostError) for result in results)
    await link.close()


async def test_a_link_that_does_not_read_is_closed_and_others_go_on(path: str) -> None:
    media = Media("p1", queue_bytes=64 * 1024)
    await media.server.listen(path)
    async with Watched(path) as good:
        await good.next()
        lazy = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        lazy.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(lazy, path)
        await loop.sock_sendall(lazy, encode_frame(Request("h", Hello(1))))
        assert (await good.request(GetState())) == Done()
        for number in range(4000):
            media.server.tell(Speaking("c", f"endpoint {number:0500}"))
            assert (await good.next()) == Speaking("c", f"endpoint {number:0500}")
        async with asyncio.timeout(SECONDS):
            while True:
                try:
                    if not await loop.sock_recv(lazy, 1 << 20):
                        break
                except ConnectionResetError:
                    break
        lazy.close()
        assert (await good.request(GetState())) == Done()
    await media.server.close()


async def test_links_are_bounded(path: str) -> None:
    media = Media("p1")
    await media.server.listen(path)
    async with Watched(path), Watched(path):
        reader, writer = await asyncio.open_unix_connection(path)
        async with asyncio.timeout(SECONDS):
            assert await reader.read(1) == b""
        writer.close()
    await media.server.close()
    await media.server.close()


def test_replies_are_bounded() -> None:
    replies = Replies()
    for number in range(REPLIES + 10):
        replies.put(str(number), b"x")
    assert replies.get("9") is None and replies.get("10") == b"x"
    replies.put("big", bytes(MAX_REPLY_BYTES))
    assert replies.get("big") is not None and replies.get(str(REPLIES)) is None
