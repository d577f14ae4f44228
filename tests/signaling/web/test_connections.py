"""How many connections one address and one process may have, with real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from signaling.config import Limits, Server
from signaling.web import connections
from signaling.wiring import House
from tests.databases import free_port
from tests.signaling.serving import served, settings_for, until, url_of

ASK = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
ANSWER_SECONDS = 10.0
LIMITS = Limits(connections_per_address=3, connections=5)


@dataclass(slots=True)
class Line:
    """One TCP connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer."""
        self.writer.write(ASK)
        async with asyncio.timeout(ANSWER_SECONDS):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().splitlines()
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            body = await self.reader.readexactly(int(headers["Content-Length"]))
        return int(head[0].split()[1]), headers, body

    async def close(self) -> None:
        """Close it."""
        self.writer.close()
        await self.writer.wait_closed()

    async def ended(self) -> bool:
        """The server has closed it."""
        async with asyncio.timeout(ANSWER_SECONDS):
            try:
                return await self.reader.read() == b""
            except ConnectionResetError:
                return True


class Lines:
    """Connections of one test, each from an address of this machine."""

    def __init__(self, port: int, stack: AsyncExitStack) -> None:
        self._port = port
        self._stack = stack

    async def open(self, address: str = "127.0.0.1") -> Line:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, local_addr=(address, 0))
        self._stack.callback(writer.close)
        return Line(reader, writer)

    async def opened(self, count: int, address: str = "127.0.0.1") -> list[Line]:
        """That many, each with an answer: the server has counted them."""
        made = [await self.open(address) for _ in range(count)]
        for line in made:
            assert (await line.ask())[0] == 200
        return made


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with served(settings_for(tmp_path, limits=LIMITS)) as made:
        yield made


@pytest.fixture
async def lines(house: House) -> AsyncIterator[Lines]:
    async with AsyncExitStack() as stack:
        yield Lines(house.settings.server.port, stack)


async def counted(house: House, name: str) -> float:
    """A number of /metrics."""
    text = (await house.metrics.scrape()).decode()
    return next(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))


async def test_an_address_with_too_many_connections_is_told_so(house: House, lines: Lines) -> None:
    first, *_ = await lines.opened(3)
    beyond = await lines.open()
    status, headers, body = await beyond.ask()
    assert (status, int(headers["Retry-After"]), headers["Connection"]) == (429, 30, "close")
    assert json.loads(body) == {"error": {"code": "limit", "detail": "connections"}}
    assert await beyond.ended()
    assert (await first.ask())[0] == 200, "who is in stays in"
    assert await counted(house, "etaluukku_connections ") == 3
    assert await counted(house, 'etaluukku_connections_refused_total{reason="address"}') == 1
    await lines.opened(1, "127.0.0.2")


async def test_a_closed_connection_makes_room(house: House, lines: Lines) -> None:
    for _ in range(3):
        made = await lines.opened(3)
        for line in made:
            await line.close()

        async def gone() -> bool:
            return await counted(house, "etaluukku_connections ") == 0

        await until(gone)


async def test_a_process_has_room_for_so_many_and_no_more(house: House, lines: Lines) -> None:
    await lines.opened(3)
    second, _ = await lines.opened(2, "127.0.0.2")
    status, headers, body = await (await lines.open("127.0.0.3")).ask()
    assert (status, headers["Retry-After"]) == (503, "30")
    assert json.loads(body) == {"error": {"code": "unavailable", "detail": "connections"}}
    assert await counted(house, 'etaluukku_connections_refused_total{reason="total"}') == 1
    assert (await second.ask())[0] == 200


async def test_a_websocket_is_a_connection_for_as_long_as_it_is_open(house: House, lines: Lines) -> None:
    url = f"{url_of(house.settings)}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, AsyncExitStack() as open_ones:
        sockets = [await open_ones.enter_async_context(http.ws_connect(url)) for _ in range(3)]
        assert (await (await lines.open()).ask())[0] == 429
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(url)
        assert refused.value.status == 429
        await sockets[0].close()

        async def has_room() -> bool:
            return (await (await lines.open()).ask())[0] == 200

        await until(has_room)


async def test_who_is_turned_away_and_says_nothing_is_closed(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "TURNED_AWAY_SECONDS", 0.05)
    await lines.opened(3)
    assert await (await lines.open()).ended()


async def test_few_wait_for_their_error_at_a_time(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_TURNED_AWAY", 1)
    await lines.opened(3)
    waiting = await lines.open()
    assert await (await lines.open()).ended()
    assert (await waiting.ask())[0] == 429
    assert await waiting.ended()

    async def waits_again() -> bool:
        try:
            return (await (await lines.open()).ask())[0] == 429
        except (asyncio.IncompleteReadError, ConnectionResetError):
            return False

    await until(waits_again)


async def test_behind_a_trusted_proxy_the_addresses_that_it_names_are_counted(tmp_path: Path) -> None:
    server = Server(port=free_port(), data_directory=tmp_path, trusted_proxies=("127.0.0.1/32",))
    limits = Limits(connections_per_address=2, connections=100)
    async with (
        served(settings_for(tmp_path, limits=limits, server=server)) as house,
        aiohttp.ClientSession() as http,
        AsyncExitStack() as open_ones,
    ):
        url, here, there = (
            url_of(house.settings),
            {"X-Forwarded-For": "203.0.113.1"},
            {"X-Forwarded-For": "203.0.113.2"},
        )
        path = f"{url}/socket.io/?EIO=4&transport=websocket"
        sockets = [await open_ones.enter_async_context(http.ws_connect(path, headers=here)) for _ in range(2)]
        async with http.get(f"{url}/healthz", headers=here) as answer:
            assert (answer.status, await answer.json()) == (
                429,
                {"error": {"code": "limit", "detail": "connections"}},
            )
            assert answer.headers["Retry-After"] == "30"
        async with http.get(f"{url}/healthz", headers=there) as answer:
            assert answer.status == 200
        await sockets[0].close()

        async def has_room() -> bool:
            async with http.get(f"{url}/healthz", headers=here) as answer:
                return answer.status == 200

        await until(has_room)
        assert await counted(house, 'etaluukku_connections_refused_total{reason="address"}') >= 1
