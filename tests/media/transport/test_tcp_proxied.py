"""TCP connections through a splitter at 443: the client's address counts, and only the trusted tell it."""

from __future__ import annotations

import asyncio

import pytest

from media.forward.engine import Path
from media.transport.framing import frame
from media.transport.tcp import StreamLimits, TcpConnection
from tests.media.transport.test_proxy import V1, v2
from tests.media.transport.test_tcp import SECONDS, Make, Side, make

__all__ = ["make"]

TRUSTING = StreamLimits(trusted_proxies=("127.0.0.0/8", "::1/128"))
PACKET = b"\x00\x01" + bytes(18)


async def arrive(side: Side, header: bytes) -> tuple[TcpConnection, asyncio.StreamWriter]:
    """A connection with this header, once its first packet is there."""
    _, writer = await side.connect()
    connection = await side.accepted()
    writer.write(header + frame(PACKET))
    async with asyncio.timeout(SECONDS):
        assert await side.host.packets.get() == PACKET
    return connection, writer


@pytest.mark.parametrize(
    ("header", "client"),
    [
        (V1, ("198.51.100.5", 4711)),
        (v2("198.51.100.5", 4711), ("198.51.100.5", 4711)),
        (v2("2001:db8::5", 4711), ("2001:db8::5", 4711)),
    ],
)
async def test_a_connection_is_its_clients(make: Make, header: bytes, client: tuple[str, int]) -> None:
    side = make(TRUSTING)
    await side.listen()
    connection, writer = await arrive(side, header)
    assert connection.path == Path(connection.path.socket, *client)
    writer.close()


async def test_a_header_may_come_in_pieces_and_with_what_follows(make: Make) -> None:
    side = make(TRUSTING)
    await side.listen()
    _, writer = await side.connect()
    connection = await side.accepted()
    stream = V1 + frame(PACKET) + frame(PACKET)
    for octet in stream:
        writer.write(bytes((octet,)))
        await writer.drain()
    async with asyncio.timeout(SECONDS):
        assert [await side.host.packets.get() for _ in range(2)] == [PACKET] * 2
    assert connection.path.host == "198.51.100.5"
    writer.close()


async def test_a_splitter_that_speaks_for_itself_keeps_its_own_address(make: Make) -> None:
    side = make(TRUSTING)
    await side.listen()
    connection, writer = await arrive(side, v2("198.51.100.5", 4711, command=0x20))
    assert connection.path.host == "127.0.0.1"
    writer.close()


@pytest.mark.parametrize("header", [V1, v2("198.51.100.5", 4711)])
@pytest.mark.parametrize("trusted", [(), ("192.0.2.0/24",)], ids=["nobody", "another"])
async def test_a_header_from_anybody_else_ends_the_connection(
    make: Make, header: bytes, trusted: tuple[str, ...]
) -> None:
    side = make(StreamLimits(trusted_proxies=trusted))
    await side.listen()
    _, writer = await side.connect()
    connection = await side.accepted()
    writer.write(header + frame(PACKET))
    async with asyncio.timeout(SECONDS):
        assert await side.host.closed.get() is connection
    writer.close()
    assert connection.path.host == "127.0.0.1"
    assert side.host.packets.empty()


@pytest.mark.parametrize("stream", [frame(PACKET), b"PROXY " + bytes(200)], ids=["none", "endless"])
async def test_a_splitter_without_a_header_is_cut_off(make: Make, stream: bytes) -> None:
    side = make(TRUSTING)
    await side.listen()
    _, writer = await side.connect()
    connection = await side.accepted()
    writer.write(stream)
    async with asyncio.timeout(SECONDS):
        assert await side.host.closed.get() is connection
    assert side.host.packets.empty()
    writer.close()


async def test_places_are_counted_by_client_not_by_splitter(make: Make) -> None:
    """One client behind the splitter takes no place from another."""
    side = make(StreamLimits(unauthenticated=3, trusted_proxies=TRUSTING.trusted_proxies))
    await side.listen()
    quiet, first = await arrive(side, v2("198.51.100.6", 1))
    greedy, second = await arrive(side, v2("198.51.100.5", 1))
    _, third = await arrive(side, v2("198.51.100.5", 2))
    _, fourth = await arrive(side, v2("198.51.100.7", 1))
    async with asyncio.timeout(SECONDS):
        assert await side.host.closed.get() is greedy
    assert side.server.get(quiet.path.socket) is quiet
    for writer in (first, second, third, fourth):
        writer.close()
