"""The TCP side: a slow reader loses RTP and never DTLS, and delays nobody; strangers are bounded."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from media.transport.framing import Deframer, frame
from media.transport.tcp import MAX_BUFFER_BYTES, MAX_DELAY_SECONDS, StreamLimits, TcpConnection, TcpServer

RTP = b"\x80" + bytes(1199)
DTLS = b"\x17" + bytes(1199)
SECONDS = 10.0


class Host:
    """What the server has told."""

    def __init__(self) -> None:
        self.refused = 0
        self.open: asyncio.Queue[TcpConnection] = asyncio.Queue()
        self.packets: asyncio.Queue[bytes] = asyncio.Queue()
        self.closed: asyncio.Queue[TcpConnection] = asyncio.Queue()

    def on_stream_open(self, connection: TcpConnection) -> None:
        self.open.put_nowait(connection)

    def on_stream_packets(self, connection: TcpConnection, packets: list[bytes]) -> None:
        for packet in packets:
            self.packets.put_nowait(packet)

    def on_stream_closed(self, connection: TcpConnection) -> None:
        self.closed.put_nowait(connection)

    def on_stream_refused(self) -> None:
        self.refused += 1


class Clock:
    """Time that the test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Side:
    """A server with what it told, and its clock."""

    def __init__(self, limits: StreamLimits) -> None:
        self.host, self.clock = Host(), Clock()
        self.server = TcpServer(self.host, self.clock, limits)
        self.port = 0

    async def listen(self) -> None:
        sock = socket.create_server(("127.0.0.1", 0))
        self.port = sock.getsockname()[1]
        await self.server.listen(sock)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, limit=4096)

    async def accepted(self) -> TcpConnection:
        async with asyncio.timeout(SECONDS):
            return await self.host.open.get()


@pytest.fixture
async def make() -> AsyncIterator[Callable[[StreamLimits], Side]]:
    sides: list[Side] = []

    def side(limits: StreamLimits) -> Side:
        sides.append(Side(limits))
        return sides[-1]

    yield side
    for one in sides:
        await one.server.close()


Make = Callable[[StreamLimits], Side]


async def test_packets_both_ways(make: Make) -> None:
    side = make(StreamLimits())
    await side.listen()
    reader, writer = await side.connect()
    writer.write(frame(b"one") + frame(b"two")[:3])
    connection = await side.accepted()
    async with asyncio.timeout(SECONDS):
        assert await side.host.packets.get() == b"one"
        writer.write(frame(b"two")[3:])
        assert await side.host.packets.get() == b"two"
        assert connection.write(RTP) and connection.write(DTLS)
        assert await reader.readexactly(2404) == frame(RTP) + frame(DTLS)
        assert connection.path.host == "127.0.0.1"
        writer.close()
        assert await side.host.closed.get() is connection
    assert not connection.write(RTP)


async def test_a_slow_reader_loses_rtp_and_never_dtls(make: Make) -> None:
    side = make(StreamLimits())
    await side.listen()
    reader, writer = await side.connect()
    connection = await side.accepted()
    sent = 0
    while connection.write(RTP) and sent < 10_000:
        sent += 1
        side.clock.now += 0.001
    assert connection.dropped == 1 and sent < 10_000
    side.clock.now += MAX_DELAY_SECONDS
    assert connection.write(DTLS)
    assert not connection.write(RTP)
    async with asyncio.timeout(SECONDS):
        deframer, got = Deframer(), list[bytes]()
        while len(got) < sent + 1:
            got += deframer.feed(await reader.read(65536))
    assert got == [RTP] * sent + [DTLS]
    assert connection.write(RTP)
    writer.close()


async def test_a_reader_that_never_reads_is_cut_off(make: Make) -> None:
    side = make(StreamLimits())
    await side.listen()
    _, writer = await side.connect()
    connection = await side.accepted()
    written = 0
    while connection.write(DTLS):
        written += len(DTLS)
        assert written < MAX_BUFFER_BYTES + (16 << 20)
    async with asyncio.timeout(SECONDS):
        assert await side.host.closed.get() is connection
    writer.close()


async def test_strangers_and_idle_peers_are_ended(make: Make) -> None:
    side = make(StreamLimits(unauthenticated_seconds=10.0, idle_seconds=60.0))
    await side.listen()
    writers = [(await side.connect())[1] for _ in range(2)]
    known, _ = await side.accepted(), await side.accepted()
    known.authenticated = True
    side.clock.now += 11.0
    side.server.sweep()
    async with asyncio.timeout(SECONDS):
        assert await side.host.closed.get() is not known
        side.clock.now += 50.0
        side.server.sweep()
        assert await side.host.closed.get() is known
    for writer in writers:
        writer.close()


async def test_connections_are_bounded(make: Make) -> None:
    side = make(StreamLimits(connections=2, unauthenticated=2))
    await side.listen()
    peers = [await side.connect() for _ in range(2)]
    first, _ = await side.accepted(), await side.accepted()
    refused = await side.connect()
    async with asyncio.timeout(SECONDS):
        assert await read_end(refused[0]) == b""
    first.abort()
    async with asyncio.timeout(SECONDS):
        await side.host.closed.get()
    peers.append(await side.connect())
    await side.accepted()
    assert side.host.refused == 1
    for _, writer in (*peers, refused):
        writer.close()


async def test_who_says_nothing_keeps_no_place_from_others(make: Make) -> None:
    side = make(StreamLimits(unauthenticated=2))
    await side.listen()
    peers = [await side.connect() for _ in range(3)]
    first, second, third = [await side.accepted() for _ in range(3)]
    async with asyncio.timeout(SECONDS):
        assert await side.host.closed.get() is first
    second.authenticated = True
    peers.append(await side.connect())
    fourth = await side.accepted()
    peers.append(await side.connect())
    async with asyncio.timeout(SECONDS):
        assert await side.host.closed.get() is third
    assert side.server.get(second.path.socket) is second
    assert side.server.get(fourth.path.socket) is fourth
    assert side.host.refused == 2
    for _, writer in peers:
        writer.close()


async def test_a_bad_frame_ends_the_connection(make: Make) -> None:
    side = make(StreamLimits())
    await side.listen()
    _, writer = await side.connect()
    connection = await side.accepted()
    writer.write(b"\xff\xff")
    async with asyncio.timeout(SECONDS):
        assert await side.host.closed.get() is connection
    writer.close()


async def read_end(reader: asyncio.StreamReader) -> bytes:
    """What comes before the end, however it ends."""
    try:
        return await reader.read(100)
    except ConnectionResetError:
        return b""
