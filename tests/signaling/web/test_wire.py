"""Sockets of hostile programs: what is not of the protocol ends the connection, and nothing grows."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from signaling.config import Limits, Settings
from signaling.web import rest, sockets, wire
from signaling.web.app import create_runner
from signaling.web.connections import CONNECTIONS, Connections
from signaling.web.cookies import SEAT_HEADER
from signaling.web.messages.base import Seat
from signaling.web.metrics import Metrics
from signaling.web.wire import BURST_PACKETS, PACKETS_PER_SECOND, Pace, Packet, WireError
from signaling.wiring import House
from tests.databases import free_port
from tests.signaling.serving import WAIT_SECONDS, Browser, browser, served, settings_for, until, url_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    async with served(settings) as made:
        yield made


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as made:
        yield made


async def _somebody(stack: AsyncExitStack, settings: Settings, seat: Seat = "point") -> Browser:
    made = await stack.enter_async_context(browser(url_of(settings), seat))
    roles = (await made.request("GET", "/api/demo/roles")).json["roles"]
    await made.enter(next(role["key"] for role in roles if role["seat"] == seat))
    return made


async def _socket(who: Browser) -> aiohttp.ClientWebSocketResponse:
    """A bare WebSocket of this browser, without a Socket.IO connection yet."""
    cookies = "; ".join(f"{c.key}={c.value}" for c in who.http.cookie_jar)
    socket = await who.http.ws_connect(
        f"{who.url}/socket.io/?EIO=4&transport=websocket", headers={"Origin": who.url, "Cookie": cookies}
    )
    assert (await socket.receive_str()).startswith("0")
    return socket


async def _connected(who: Browser) -> aiohttp.ClientWebSocketResponse:
    socket = await _socket(who)
    await socket.send_str("40" + json.dumps({"seat": who.seat}))
    assert (await socket.receive_str()).startswith('40{"sid"')
    return socket


async def _ends(socket: aiohttp.ClientWebSocketResponse) -> None:
    """The server closes it; pings are answered until then."""
    async with asyncio.timeout(2 * WAIT_SECONDS):
        async for message in socket:
            if message.data == "2":
                await socket.send_str("3")


# ---- packets that the protocol does not have ---------------------------------------------------

FOREIGN = {
    "disconnect": '2["disconnect","x"]',
    "connect": '2["connect",{},{"seat":"point"}]',
    "every": '2["*","somebody",{}]',
    "no name": "2[]",
    "no list": '2{"a":1}',
    "number": "2[1]",
    "namespace": '0/admin,{"seat":"point"}',
    "acknowledgement": "31[]",
    "attachments": '5999999999-["point:open",{"_placeholder":true,"num":0}]',
    "binary acknowledgement": "61-[]",
    "error": "4{}",
    "deep": "2" + "[" * 50_000,
    "no type": "x",
    "digit": "²",
}


async def test_foreign_packets_end_the_connection_and_are_not_logged(
    house: House, settings: Settings, stack: AsyncExitStack, capfd: pytest.CaptureFixture[str]
) -> None:
    point = await _somebody(stack, settings)
    for name, text in FOREIGN.items():
        socket = await _connected(point)
        await socket.send_str("4" + text)
        await _ends(socket)
        assert (name, capfd.readouterr().err) == (name, "")
    socket = await _connected(point)
    await socket.send_bytes(b"2[]")
    await _ends(socket)
    assert not house.sockets.server.eio.sockets


async def test_a_socket_that_says_disconnect_does_not_outlive_its_session(
    house: House, settings: Settings, stack: AsyncExitStack
) -> None:
    """The library calls our hook for it: the socket was out of the books, but still in its rooms."""
    point = await _somebody(stack, settings)
    socket = await _connected(point)
    await socket.send_str('42["disconnect"]')
    assert (await point.request("POST", "/api/sign-out")).status == 200
    await _ends(socket)
    assert not house.sockets.server.eio.sockets


@pytest.mark.parametrize("text", ["2", "", "2[", '2["a"', "9", "0/x", "0{"])
def test_a_broken_packet_is_a_declared_error(text: str) -> None:
    if text:
        with pytest.raises(WireError):
            Packet(encoded_packet=text)
    else:
        with pytest.raises(WireError):
            Packet().decode(text)


# ---- pace, silence, reading -----------------------------------------------------------------------


def test_a_pace_has_a_burst_and_a_rate() -> None:
    pace = Pace(0.0)
    assert [pace.take(0.0) for _ in range(BURST_PACKETS + 1)] == [True] * BURST_PACKETS + [False]
    assert pace.take(1 / PACKETS_PER_SECOND)
    assert not pace.take(1 / PACKETS_PER_SECOND)
    assert sum(pace.take(1e6) for _ in range(2 * BURST_PACKETS)) == BURST_PACKETS


async def test_a_flood_ends_the_connection(
    house: House, settings: Settings, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "PACKETS_PER_SECOND", 1.0)  # a slow machine takes 50 a second itself
    socket = await _connected(await _somebody(stack, settings))
    with contextlib.suppress(ConnectionError):
        for number in range(BURST_PACKETS * 2):
            await socket.send_str(f'42{number}["point:open",{{}}]')
    await _ends(socket)


async def test_a_connection_without_a_session_is_ended(
    house: House, settings: Settings, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers every ping and never says who it is."""
    monkeypatch.setattr(sockets, "STRANGER_SECONDS", 0.1)
    socket = await _socket(await stack.enter_async_context(browser(url_of(settings), "point")))
    await _ends(socket)
    assert not house.sockets.server.eio.sockets


async def test_a_browser_that_does_not_read_is_ended(
    house: House, settings: Settings, stack: AsyncExitStack
) -> None:
    """Its waiting messages do not grow without end, and the others get theirs."""
    deaf, other = await _somebody(stack, settings), await _somebody(stack, settings, "desk")
    socket = await _connected(deaf)
    await other.connect()
    (held,) = (c for c in house.sockets._open.values() if c.actor.seat == "point")
    eio = house.sockets.server.eio
    slow = house.sockets.server.manager.eio_sid_from_sid(held.socket_id, "/")
    body = json.dumps({"text": "x" * 50_000}).encode()

    async def ended() -> bool:
        for _ in range(sockets.MOST_WAITING // 10):
            await house.sockets.emit(held.actor.ref.room, "chat:said", body)
        await other.done("desk:open")
        return slow not in eio.sockets

    await until(ended)
    await socket.close()


# ---- before there is a request -----------------------------------------------------------------


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"])
async def test_a_connection_without_a_whole_request_is_closed(said: bytes) -> None:
    app = web.Application()
    app[CONNECTIONS] = Connections(Limits(), (), Metrics())
    runner = create_runner(app, silent_seconds=0.2)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(said)
        async with asyncio.timeout(WAIT_SECONDS):
            assert await reader.read() == b""
    finally:
        writer.close()
        await runner.cleanup()


async def test_a_body_that_does_not_come_is_not_waited_for(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest, "BODY_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", settings.server.port)
    head = f"POST /api/sign-in HTTP/1.1\r\nHost: x\r\n{SEAT_HEADER}: desk\r\n"
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{{".encode())
    async with asyncio.timeout(WAIT_SECONDS):
        assert b" 503 " in await reader.readline()
    writer.close()
