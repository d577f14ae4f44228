"""Ways for packets to a media server: UDP, TCP with frames, and relays (RFC 4571, RFC 8656)."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, Protocol, cast

from aioice.stun import TransactionError
from aioice.turn import create_turn_endpoint

from media.probe.offer import Target
from media.transport.framing import Deframer, FramingError, frame

WAITING_OCTETS: Final = 256 * 1024
"""Unsent octets of a TCP connection; more would measure this queue instead of the line."""

RELAY_SECONDS: Final = 120
"""Life of a relay that nobody deletes."""

READ_OCTETS: Final = 65_536

Receive = Callable[[bytes], None]


class Why(StrEnum):
    """Why a way does not lead to the media server."""

    SILENT = "silent"
    """Nothing comes back: a firewall drops what is sent there."""
    REFUSED = "refused"
    """A firewall, or a machine where nobody listens, says no."""
    NAME = "name"
    """The name has no address here."""
    CERTIFICATE = "certificate"
    """Browsers would not take the TLS certificate, or it is another one's on the way."""
    CREDENTIAL = "credential"
    """The relay does not take the server's credentials."""
    RELAY = "relay"
    """The relay works and does not reach the media server."""
    BROKEN = "broken"
    """STUN comes back, and DTLS or media do not."""


class PathError(Exception):
    """There is no such way."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Path(Protocol):
    """An open way."""

    @property
    def refusal(self) -> Why | None:
        """Why nothing can come any more, where the network has said so."""

    def send(self, packet: bytes) -> None:
        """Send, or drop what the way cannot take now."""

    async def close(self) -> None:
        """End it."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A way to a TURN server, with its credentials."""

    host: str
    port: int
    transport: Literal["udp", "tcp"]
    tls: bool
    username: str
    credential: str = field(repr=False)


class UdpPath(asyncio.DatagramProtocol):
    """Datagrams to one address, by a socket or over a relay."""

    def __init__(self, receive: Receive, target: Target | None = None) -> None:
        self.refusal: Why | None = None
        self._receive = receive
        self._target = None if target is None else (target.host, target.port)
        self._transport: asyncio.DatagramTransport | None = None
        self._ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport that datagrams go by; aioice's has what is used of asyncio's."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Hand it on; a connected socket and a channel have one sender."""
        self._receive(data)

    def error_received(self, exc: Exception) -> None:
        """An ICMP error of a socket; a relay that does not let this address be reached."""
        self.refusal = Why.RELAY if isinstance(exc, TransactionError) else Why.REFUSED

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed."""
        self._ended.set()

    def send(self, packet: bytes) -> None:
        """See Path."""
        if self._transport is not None:
            self._transport.sendto(packet, self._target)

    async def close(self) -> None:
        """See Path."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()
            await self._ended.wait()


class TcpPath:
    """Frames over a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, receive: Receive) -> None:
        self.refusal: Why | None = None
        self._writer = writer
        self._reading = asyncio.get_running_loop().create_task(self._read(reader, receive))

    def send(self, packet: bytes) -> None:
        """See Path."""
        transport = self._writer.transport
        if not transport.is_closing() and transport.get_write_buffer_size() < WAITING_OCTETS:
            self._writer.write(frame(packet))

    async def _read(self, reader: asyncio.StreamReader, receive: Receive) -> None:
        deframer = Deframer()
        with contextlib.suppress(FramingError, ConnectionError):
            while data := await reader.read(READ_OCTETS):
                for packet in deframer.feed(data):
                    receive(packet)
        self.refusal = Why.REFUSED

    async def close(self) -> None:
        """See Path."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        self._writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()


async def open_udp(target: Target, receive: Receive) -> Path:
    """A socket that talks to this address alone.

    Raises:
        PathError: there is no route.
    """
    loop = asyncio.get_running_loop()
    try:
        _, path = await loop.create_datagram_endpoint(
            lambda: UdpPath(receive), remote_addr=(target.host, target.port)
        )
    except OSError:
        raise PathError(Why.REFUSED) from None
    return path


async def open_tcp(target: Target, receive: Receive) -> Path:
    """A connection.

    Raises:
        PathError: it was refused, or there is no route.
    """
    try:
        reader, writer = await asyncio.open_connection(target.host, target.port)
    except OSError:
        raise PathError(Why.REFUSED) from None
    return TcpPath(reader, writer, receive)


async def open_relay(relay: Relay, target: Target, receive: Receive) -> Path:
    """A relay that talks to this address.

    Raises:
        PathError: its server cannot be reached, or makes none.
    """
    loop = asyncio.get_running_loop()
    try:
        await loop.getaddrinfo(relay.host, relay.port)
    except OSError:
        raise PathError(Why.NAME) from None
    try:
        _, path = await create_turn_endpoint(
            lambda: UdpPath(receive, target),
            (relay.host, relay.port),
            relay.username,
            relay.credential,
            lifetime=RELAY_SECONDS,
            ssl=ssl.create_default_context() if relay.tls else None,
            transport=relay.transport,
        )
    except ssl.SSLError:
        raise PathError(Why.CERTIFICATE) from None
    except OSError:
        raise PathError(Why.REFUSED) from None
    except TransactionError as error:
        response = getattr(error, "response", None)
        raise PathError(Why.SILENT if response is None else Why.CREDENTIAL) from None
    return path
