"""What a captured frame carries: over IPv4 or IPv6, in a UDP datagram or in the frames of a TCP stream. Pure.

Written apart from the product's own readers, so that one mistake is not made twice.
Source: RFC 791, RFC 8200, RFC 768, RFC 9293; RFC 4571 section 2 (frames in TCP);
RFC 7983 section 7 (what the first byte tells); RFC 8489 section 14.3 (USERNAME).
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

ETHERNET_BYTES: Final = 14
IPV4, IPV6 = 0x0800, 0x86DD
TCP, UDP = 6, 17
EXTENSION_HEADERS: Final = frozenset({0, 43, 60})
"""Hop-by-hop options, routing and destination options; nobody fragments on a loopback interface."""
SYN: Final = 0x02
SEQUENCE_MASK: Final = 0xFFFF_FFFF
HALF_OF_ALL: Final = 0x8000_0000

BINDING_REQUEST: Final = 0x0001
USERNAME: Final = 0x0006
STUN_HEADER_BYTES: Final = 20
APPLICATION_RECORD: Final = 23
"""Content type of DTLS records that carry a data channel (RFC 9147, RFC 8261)."""


class WireError(Exception):
    """A stream cannot be followed: its beginning was not captured, or a segment is missing."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a path."""

    transport: str
    """udp or tcp."""
    address: str
    port: int

    @property
    def path(self) -> str:
        """Transport and version, as in `tcp6`."""
        return f"{self.transport}{ipaddress.ip_address(self.address).version}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A UDP datagram, or a piece of one direction of a TCP connection."""

    source: End
    destination: End
    payload: bytes
    sequence: int = 0
    begins: bool = False
    """The connection begins with this segment (SYN)."""


def parse_frame(frame: bytes) -> Segment | None:
    """What an Ethernet frame carries; None where that is neither UDP nor TCP over IP."""
    if len(frame) < ETHERNET_BYTES + 20:
        return None
    (kind,) = struct.unpack_from("!H", frame, ETHERNET_BYTES - 2)
    packet = frame[ETHERNET_BYTES:]
    if kind == IPV4:
        start, protocol = (packet[0] & 0x0F) * 4, packet[9]
        source, destination = packet[12:16], packet[16:20]
    elif kind == IPV6 and len(packet) >= 40:
        start, protocol = 40, packet[6]
        source, destination = packet[8:24], packet[24:40]
        while protocol in EXTENSION_HEADERS and len(packet) >= start + 8:
            protocol, start = packet[start], start + 8 * (packet[start + 1] + 1)
    else:
        return None
    return _parse_transport(protocol, source, destination, packet[start:])


def _parse_transport(protocol: int, source: bytes, destination: bytes, body: bytes) -> Segment | None:
    if protocol not in (TCP, UDP) or len(body) < (20 if protocol == TCP else 8):
        return None
    name = "tcp" if protocol == TCP else "udp"
    ports = struct.unpack_from("!HH", body)
    ends = [
        End(name, str(ipaddress.ip_address(address)), port)
        for address, port in zip((source, destination), ports, strict=True)
    ]
    if protocol == UDP:
        return Segment(ends[0], ends[1], body[8:])
    (sequence,) = struct.unpack_from("!I", body, 4)
    start = (body[12] >> 4) * 4
    return Segment(ends[0], ends[1], body[start:], sequence, bool(body[13] & SYN))


class Stream:
    """One direction of a TCP connection: its packets in order, each once."""

    def __init__(self) -> None:
        self._next: int | None = None
        self._waiting: dict[int, bytes] = {}
        self._bytes = bytearray()

    def feed(self, segment: Segment) -> Iterator[bytes]:
        """Yield each packet that is complete with this segment, whatever came twice or out of order.

        Raises:
            WireError: the stream began before the capture.
        """
        if segment.begins:
            self._next = (segment.sequence + 1) & SEQUENCE_MASK
            self._waiting.clear()
            self._bytes.clear()
        elif segment.payload:
            if self._next is None:
                raise WireError(f"{segment.source} spoke before the capture began")
            self._waiting[segment.sequence] = segment.payload
            while self._take():
                pass
        yield from self._packets()

    @property
    def complete(self) -> bool:
        """Nothing is missing before what came last."""
        return not self._waiting

    def _take(self) -> bool:
        """Move one segment that begins where the stream stands, or before that, to its bytes."""
        assert self._next is not None
        for start, payload in self._waiting.items():
            known = (self._next - start) & SEQUENCE_MASK
            if known < HALF_OF_ALL:
                fresh = payload[known:]
                self._bytes += fresh
                self._next = (self._next + len(fresh)) & SEQUENCE_MASK
                del self._waiting[start]
                return True
        return False

    def _packets(self) -> Iterator[bytes]:
        while len(self._bytes) >= 2:
            end = 2 + int.from_bytes(self._bytes[:2])
            if len(self._bytes) < end:
                return
            yield bytes(self._bytes[2:end])
            del self._bytes[:end]


class Kind(StrEnum):
    """What a packet of a path is, by its first byte."""

    STUN = "stun"
    HANDSHAKE = "handshake"
    """DTLS, but no data."""
    DATA = "data"
    """A DTLS record with what the data channel says."""
    MEDIA = "media"
    """SRTP or SRTCP."""
    OTHER = "other"


def kind_of(packet: bytes) -> Kind:
    """What the packet is."""
    if not packet:
        return Kind.OTHER
    first = packet[0]
    if first < 4:
        return Kind.STUN
    if 20 <= first < 64:
        return Kind.DATA if first == APPLICATION_RECORD else Kind.HANDSHAKE
    return Kind.MEDIA if 128 <= first < 192 else Kind.OTHER


def asked_name(packet: bytes) -> str | None:
    """The server's user name fragment that a Binding request asks for; None for all else.

    Source: RFC 8445 section 7.2.2: the asked one's fragment, a colon, the own one.
    """
    if len(packet) < STUN_HEADER_BYTES or struct.unpack_from("!H", packet)[0] != BINDING_REQUEST:
        return None
    position = STUN_HEADER_BYTES
    while position + 4 <= len(packet):
        kind, length = struct.unpack_from("!HH", packet, position)
        if kind == USERNAME:
            return packet[position + 4 : position + 4 + length].decode("ascii", "replace").split(":")[0]
        position += 4 + (length + 3) // 4 * 4
    return None


@dataclass(slots=True)
class Counts:
    """Packets of one endpoint of the server, both ways."""

    media: int = 0
    data: int = 0
    paths: set[str] = field(default_factory=set)
    """Those that carried media."""


class Tally:
    """Counts by endpoint: an endpoint is the user name that its browser asks for, on whatever paths."""

    def __init__(self, ports: frozenset[int]) -> None:
        """Of what goes to and from these ports of the server, UDP and TCP."""
        self._ports = ports
        self._streams: dict[tuple[End, End], Stream] = {}
        self._names: dict[End, str] = {}
        self.endpoints: dict[str, Counts] = {}
        """A browser that only asks for a path is here too, with nothing counted."""

    def take(self, frame: bytes) -> None:
        """Count what the frame carries.

        Raises:
            WireError: it belongs to a stream that cannot be followed.
        """
        segment = parse_frame(frame)
        if segment is None:
            return
        if segment.destination.port in self._ports:
            remote = segment.source
        elif segment.source.port in self._ports:
            remote = segment.destination
        else:
            return
        for packet in self._packets(segment):
            self._count(remote, packet)

    def missing(self) -> bool:
        """A segment of a stream is missing, so more was said than was counted."""
        return not all(stream.complete for stream in self._streams.values())

    def _packets(self, segment: Segment) -> Iterator[bytes]:
        if segment.source.transport == "udp":
            return iter((segment.payload,))
        way = (segment.source, segment.destination)
        return self._streams.setdefault(way, Stream()).feed(segment)

    def _count(self, remote: End, packet: bytes) -> None:
        kind = kind_of(packet)
        name = asked_name(packet) if kind is Kind.STUN else None
        if name is not None:
            self._names[remote] = name
        counts = self.endpoints.setdefault(self._names.get(remote, f"{remote}"), Counts())
        if kind is Kind.MEDIA:
            counts.media += 1
            counts.paths.add(remote.path)
        elif kind is Kind.DATA:
            counts.data += 1
