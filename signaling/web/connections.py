"""How many connections are open: by address and in all, from the first packet on.

Where the server itself speaks TLS, from the end of the handshake on: before it nothing here is asked.
A connection beyond the limit is not closed without a word: who asks on it gets one
plain error. Behind a trusted proxy the connections are the proxy's; there the
requests that are being answered are counted instead, by the address that the proxy
names. A WebSocket is one of them for as long as it is open.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol, cast

import msgspec
from aiohttp import web

from signaling.config import Limits
from signaling.store.errors import LimitReached, ServiceError, Unavailable
from signaling.web.origin import IpNetwork, counted, is_trusted

TURNED_AWAY_SECONDS: Final = 5.0
"""How long a connection that is turned away may take to ask; it is then closed without an answer."""

MOST_TURNED_AWAY: Final = 100
"""Connections that wait for their error at a time; any more are closed at once."""

RETRY_SECONDS: Final = 30
"""Retry-After of a connection, or of a request through a proxy, that is turned away.

Browsers of a municipality come and go in seconds.
"""

SPARE_FILES: Final = 200
"""Descriptors besides connections: database, local sockets, logs, connections that are turned away."""


class Metered(Protocol):
    """What is counted of connections (web/metrics.py)."""

    def connections(self, number: int) -> None:
        """Open connections of this process."""

    def turned_away(self, reason: str) -> None:
        """A connection, or a request through a proxy, was one too many: of its `address` or in `total`."""


class Connections:
    """The open connections of one process."""

    def __init__(self, limits: Limits, trusted: Sequence[IpNetwork], meter: Metered) -> None:
        self._most = limits.connections
        self._most_of_one = limits.connections_per_address
        self._trusted = trusted
        self._meter = meter
        self._open = 0
        self._by_address: Counter[str] = Counter()
        """Connections of addresses that are no proxy, and requests in progress of those behind one."""
        self.turned_away = 0
        """Connections that wait for their error."""

    def enter(self, remote: str) -> None:
        """Count a connection from `remote`; `leave` ends it.

        Raises:
            Unavailable: the process has no room for another one.
            LimitReached: the address has too many open ones.
        """
        if self._open >= self._most:
            self._meter.turned_away("total")
            raise Unavailable("connections", RETRY_SECONDS)
        if not is_trusted(remote, self._trusted):
            self._take(counted(remote))
        self._open += 1
        self._meter.connections(self._open)

    def leave(self, remote: str) -> None:
        """A connection that was entered is closed."""
        self._open -= 1
        self._meter.connections(self._open)
        if not is_trusted(remote, self._trusted):
            self._give_back(counted(remote))

    @contextlib.contextmanager
    def through_proxy(self, address: str) -> Iterator[None]:
        """Count a request of this address that came through a trusted proxy, while it is answered.

        Raises:
            LimitReached: too many requests of the address are being answered.
        """
        self._take(address)
        try:
            yield
        finally:
            self._give_back(address)

    def _take(self, address: str) -> None:
        if self._by_address[address] >= self._most_of_one:
            self._meter.turned_away("address")
            raise LimitReached("connections", RETRY_SECONDS)
        self._by_address[address] += 1

    def _give_back(self, address: str) -> None:
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]


CONNECTIONS: Final = web.AppKey("connections", Connections)


class Runner(web.AppRunner):
    """Serves an application whose connections are counted."""

    @property
    def server(self) -> web.Server | None:
        """What makes a protocol for each connection; the sites of aiohttp only call it."""
        server = super().server
        if server is None:
            return None
        connections = self.app[CONNECTIONS]
        return cast(web.Server, lambda: _Door(connections, server))


class _Door(asyncio.Protocol):
    """Stands between a connection and aiohttp: lets it in or turns it away, and knows when it is closed."""

    def __init__(self, connections: Connections, make: Callable[[], asyncio.Protocol]) -> None:
        self._connections = connections
        self._make = make
        self._inner: asyncio.Protocol | None = None
        self._transport: asyncio.Transport | None = None
        self._remote = ""
        self._refusal: ServiceError | None = None
        self._closing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the connection in, or wait for what it asks in order to say no."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self._remote = peer[0] if isinstance(peer, tuple) else ""
        try:
            self._connections.enter(self._remote)
        except ServiceError as error:
            self._turn_away(transport, error)
            return
        self._inner = self._make()
        self._inner.connection_made(transport)

    def _turn_away(self, transport: asyncio.Transport, error: ServiceError) -> None:
        if self._connections.turned_away >= MOST_TURNED_AWAY:
            transport.abort()
            return
        self._refusal = error
        self._connections.turned_away += 1
        loop = asyncio.get_running_loop()
        self._closing = loop.call_later(TURNED_AWAY_SECONDS, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Hand on, or answer the error to whatever was asked."""
        if self._inner is not None:
            self._inner.data_received(data)
        elif self._refusal is not None and self._transport is not None:
            self._transport.write(_answer(self._refusal))
            self._transport.close()

    def eof_received(self) -> bool | None:
        """Hand on."""
        return None if self._inner is None else self._inner.eof_received()

    def pause_writing(self) -> None:
        """Hand on."""
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Hand on."""
        if self._inner is not None:
            self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self._closing is not None:
            self._closing.cancel()
            self._connections.turned_away -= 1
        if self._inner is not None:
            self._connections.leave(self._remote)
            self._inner.connection_lost(exc)


def _answer(error: ServiceError) -> bytes:
    """The whole response of a connection that is turned away (RFC 9112 section 9.6: it closes)."""
    status = "429 Too Many Requests" if isinstance(error, LimitReached) else "503 Service Unavailable"
    body = msgspec.json.encode({"error": error.message()})
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"Retry-After: {error.retry_seconds}\r\nCache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def files_wanted(limits: Limits) -> int:
    """Descriptors that one signaling process may need."""
    return limits.connections + SPARE_FILES


def allow_files(wanted: int) -> None:
    """Raise this process's own limit of open files as far as it is let; shells begin with 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
