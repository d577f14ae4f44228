"""The passive TCP side of ICE: one port, RFC 4571 frames, a write buffer of at most MAX_DELAY_SECONDS.

Old media is worse than none: an RTP or RTCP packet is dropped when what waits
for the socket is older than that. STUN and DTLS are never dropped; a peer that
takes none of them is cut off at MAX_BUFFER_BYTES.

Behind a splitter at port 443 a connection begins with a PROXY header (proxy.py).

Source: RFC 6544 (ICE-TCP, passive candidates), RFC 4571 (framing).
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from media.forward.engine import STREAM_BASE, Path
from media.transport.framing import Deframer, FramingError, frame
from media.transport.proxy import ProxyError, read_header

MAX_DELAY_SECONDS: Final = 0.15
"""A picture later than this is repaired sooner by dropping than by waiting (Q-01, 150 ms)."""
MAX_BUFFER_BYTES: Final = 512 * 1024
"""Handshakes and data together stay far below; above it the peer does not read at all."""
UNSENT_LOW_WATER_BYTES: Final = 16 * 1024
"""TCP_NOTSENT_LOWAT: the kernel holds no more unsent than this, so that age is known here."""


class StreamHost(Protocol):
    """Who the connections report to. Calls must not block."""

    def on_stream_open(self, connection: TcpConnection) -> None:
        """A peer has connected; nothing is known about it yet."""

    def on_stream_packets(self, connection: TcpConnection, packets: list[bytes]) -> None:
        """Packets of one read, in order."""

    def on_stream_closed(self, connection: TcpConnection) -> None:
        """The connection is gone."""

    def on_stream_refused(self) -> None:
        """A connection was one too many: it, or another in its favour, was ended."""


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """Bounds of the TCP side."""

    connections: int = 512
    unauthenticated: int = 64
    """Connections without an authenticated Binding request yet; a further one takes another's place."""
    unauthenticated_seconds: float = 10.0
    idle_seconds: float = 60.0
    """An ICE peer checks its pair each 2-25 s."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks of splitters: their connections begin with a PROXY header, and only theirs."""


class TcpConnection(asyncio.Protocol):
    """One accepted connection."""

    def __init__(self, server: TcpServer, number: int) -> None:
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._deframer = Deframer()
        self._header: bytearray | None = None
        """What has come of a PROXY header that is still awaited."""
        self._written = 0
        self._unsent: deque[tuple[float, int]] = deque()
        self.path = Path(number, "", 0)
        self.authenticated = False
        self.opened_at = self.heard_at = server.now()
        self.dropped = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        host, port = transport.get_extra_info("peername")[:2]
        self.path = Path(self.path.socket, host, port)
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_LOW_WATER_BYTES)
        if self._server.trusts(host):
            self._header = bytearray()
        self._server.add(self)

    def data_received(self, data: bytes) -> None:
        self.heard_at = self._server.now()
        try:
            if self._header is not None:
                data = self._take_header(self._header, data)
            packets = list(self._deframer.feed(data))
        except (FramingError, ProxyError):
            self.abort()
            return
        if packets:
            self._server.host.on_stream_packets(self, packets)

    def _take_header(self, waiting: bytearray, data: bytes) -> bytes:
        """What follows the PROXY header; from then on the connection is its client's (limits, paths)."""
        waiting += data
        header = read_header(bytes(waiting))
        if header is None:
            return b""
        self._header = None
        if header.source is not None:
            self.path = Path(self.path.socket, *header.source)
        return bytes(waiting[header.length :])

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._server.remove(self)

    def write(self, packet: bytes) -> bool:
        """Send one packet; False when it was dropped because the peer is slow."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return False
        now = self._server.now()
        waiting = transport.get_write_buffer_size()
        if waiting > MAX_BUFFER_BYTES:
            self.abort()
            return False
        if 128 <= packet[0] <= 191 and self._age(now, waiting) > MAX_DELAY_SECONDS:
            self.dropped += 1
            return False
        framed = frame(packet)
        self._written += len(framed)
        transport.write(framed)
        if transport.get_write_buffer_size():
            self._unsent.append((now, self._written))
        return True

    def _age(self, now: float, waiting: int) -> float:
        """Seconds that the oldest byte in the buffer has waited."""
        sent = self._written - waiting
        while self._unsent and self._unsent[0][1] <= sent:
            self._unsent.popleft()
        return now - self._unsent[0][0] if self._unsent else 0.0

    def abort(self) -> None:
        """Close at once. Twice is once."""
        if self._transport is not None:
            self._transport.abort()


class TcpServer:
    """All connections of the process."""

    def __init__(self, host: StreamHost, now: Callable[[], float], limits: StreamLimits) -> None:
        self.host = host
        self.now = now
        self._limits = limits
        self._trusted = [ipaddress.ip_network(network) for network in limits.trusted_proxies]
        self._listeners: list[asyncio.Server] = []
        self._connections: dict[int, TcpConnection] = {}
        self._next = STREAM_BASE

    async def listen(self, sock: socket.socket) -> None:
        """Accept on a bound socket."""
        loop = asyncio.get_running_loop()
        self._listeners.append(await loop.create_server(self._new_connection, sock=sock, backlog=128))

    def trusts(self, host: str) -> bool:
        """Whether connections from this host begin with a PROXY header."""
        if not self._trusted:
            return False
        address = ipaddress.ip_address(host.partition("%")[0])
        return any(address in network for network in self._trusted)

    def _new_connection(self) -> TcpConnection:
        self._next += 1
        return TcpConnection(self, self._next)

    def add(self, connection: TcpConnection) -> None:
        """Take a connection, or refuse it when there are too many.

        Where too many say nothing, the one that has been silent the longest of the
        host with the most of them goes: nobody can hold all places by waiting.
        """
        if len(self._connections) >= self._limits.connections:
            self.host.on_stream_refused()
            connection.abort()
            return
        silent = [c for c in self._connections.values() if not c.authenticated]
        if len(silent) >= self._limits.unauthenticated:
            self.host.on_stream_refused()
            hosts = Counter(c.path.host for c in silent)
            longest = next(c for c in silent if hosts[c.path.host] == max(hosts.values()))
            self.remove(longest)
            longest.abort()
        self._connections[connection.path.socket] = connection
        self.host.on_stream_open(connection)

    def remove(self, connection: TcpConnection) -> None:
        """The connection is gone."""
        if self._connections.pop(connection.path.socket, None) is not None:
            self.host.on_stream_closed(connection)

    def get(self, number: int) -> TcpConnection | None:
        """The connection of this path socket."""
        return self._connections.get(number)

    def sweep(self) -> None:
        """Close what has been idle or unauthenticated for too long. Call about once a second."""
        now = self.now()
        for connection in list(self._connections.values()):
            idle = now - connection.heard_at > self._limits.idle_seconds
            unknown = not connection.authenticated and (
                now - connection.opened_at > self._limits.unauthenticated_seconds
            )
            if idle or unknown:
                connection.abort()

    async def close(self) -> None:
        """Stop listening and end all connections."""
        for listener in self._listeners:
            listener.close()
        for connection in list(self._connections.values()):
            connection.abort()
        for listener in self._listeners:
            await listener.wait_closed()
