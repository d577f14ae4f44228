"""Ways to a real media process: open ones are measured, closed ones say why."""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from media.contract import Answer, ApplyOffer, CreateEcho
from media.probe.paths import Relay, Why
from media.probe.ways import CEILING, Ask, Tried, WayKind, measure, try_way
from tests.databases import free_port
from tests.media.process import Media, media_process
from tests.media.udp_proxy import UdpProxy, content

TryOut = Callable[..., Awaitable[Tried]]


@pytest.fixture
async def media(folder: str) -> AsyncIterator[Media]:
    async with media_process(folder) as running:
        yield running


def asking(media: Media) -> Ask:
    """Echoes of this process."""
    numbers = itertools.count(1)

    async def ask(offer: str) -> str:
        name = f"e{next(numbers)}"
        await media.done(CreateEcho(name, 60.0))
        answer = await media.link.request(ApplyOffer(name, name, offer))
        assert isinstance(answer, Answer), answer
        return answer.sdp

    return ask


@pytest.fixture
async def try_out() -> AsyncIterator[TryOut]:
    tried: list[Tried] = []

    async def make(kind: WayKind, ask: Ask, relay: Relay | None = None) -> Tried:
        tried.append(await try_way(kind, ask, relay))
        return tried[-1]

    yield make
    for one in tried:
        if one.line is not None:
            await one.line.close()


def elsewhere(ask: Ask, transport: str, port: int) -> Ask:
    """The same answer with another port for one transport."""

    async def asked(offer: str) -> str:
        return re.sub(rf"(a=candidate:\S+ 1 {transport} \d+ \S+) \d+", rf"\1 {port}", await ask(offer))

    return asked


@pytest.mark.parametrize("kind", ["udp", "tcp"])
async def test_an_open_way_is_measured(media: Media, try_out: TryOut, kind: WayKind) -> None:
    tried = await try_out(kind, asking(media))
    assert tried.why is None and tried.line is not None
    assert [target.host for target in tried.targets] == ["127.0.0.1"]
    found = await measure(tried.line)
    assert found is not None
    assert (found.loss_up, found.loss_down) == (0, 0)
    # A busy machine slows both; what is told must be possible all the same.
    assert 0 < found.round_trip_ms < 1000
    for rate in (found.up_bits_per_second, found.down_bits_per_second):
        assert 300_000 < rate < 1.5 * CEILING


class LossyProxy(UdpProxy):
    """Loses every tenth packet of media on the way there and every fifth on the way back."""

    def __init__(self) -> None:
        super().__init__()
        self._there, self._back = itertools.count(1), itertools.count(1)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if content(data) != "rtp" or next(self._there) % 10:
            super().datagram_received(data, addr)

    def from_server(self, data: bytes, client: tuple[str, int]) -> None:
        if content(data) != "rtp" or next(self._back) % 5:
            super().from_server(data, client)


async def test_loss_is_told_by_direction(media: Media, try_out: TryOut) -> None:
    proxy = LossyProxy()
    await proxy.open()
    ask = asking(media)

    async def through_proxy(offer: str) -> str:
        return proxy.rewrite(await ask(offer))

    tried = await try_out("udp", through_proxy)
    assert tried.line is not None
    found = await measure(tried.line)
    assert found is not None
    assert found.loss_up == pytest.approx(0.1, abs=0.03)
    assert found.loss_down == pytest.approx(0.2, abs=0.03)
    proxy.close()


async def test_a_port_that_says_nothing(media: Media, try_out: TryOut) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        tried = await try_out("udp", elsewhere(asking(media), "udp", port))
    assert tried.why is Why.SILENT
    assert [target.port for target in tried.targets] == [port]


@pytest.mark.parametrize("kind", ["udp", "tcp"])
async def test_a_port_that_says_no(media: Media, try_out: TryOut, kind: WayKind) -> None:
    tried = await try_out(kind, elsewhere(asking(media), kind, free_port()))
    assert tried.why is Why.REFUSED


async def test_something_else_that_listens_there(media: Media, try_out: TryOut) -> None:
    """A captive portal takes the connection and answers in its own language."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    portal = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = portal.sockets[0].getsockname()[1]
    tried = await try_out("tcp", elsewhere(asking(media), "tcp", port))
    assert tried.why is Why.REFUSED
    portal.close()
    await portal.wait_closed()


@pytest.mark.parametrize(
    ("host", "kind", "why"),
    [("127.0.0.1", "turn-tcp", Why.REFUSED), ("name.invalid", "turn-tls", Why.NAME)],
)
async def test_a_relay_that_is_not_there(
    media: Media, try_out: TryOut, host: str, kind: WayKind, why: Why
) -> None:
    relay = Relay(host, free_port(), "tcp", kind == "turn-tls", "1:x", "y")
    tried = await try_out(kind, asking(media), relay)
    assert tried.why is why
    assert [target.host for target in tried.targets] == [host]


async def test_an_answer_that_is_none(try_out: TryOut) -> None:
    async def nonsense(offer: str) -> str:
        return "v=0"

    assert (await try_out("udp", nonsense)).why is Why.BROKEN
