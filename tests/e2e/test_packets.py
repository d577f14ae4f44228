"""The reader of captured frames counts what goes by, on each path, and says when it cannot."""

from __future__ import annotations

import ipaddress
import struct

import pytest

from tests.e2e.packets import Tally, WireError

SERVER, BROWSER, PORT, THEIRS = (
    {4: "192.0.2.1", 6: "2001:db8::1"},
    {4: "192.0.2.9", 6: "2001:db8::9"},
    7000,
    50000,
)
MEDIA = b"\x80" + bytes(40)
DATA = b"\x17" + bytes(30)
HANDSHAKE = b"\x16" + bytes(30)


def binding(name: str) -> bytes:
    """A Binding request to this user name fragment."""
    value = f"{name}:theirs".encode()
    attribute = struct.pack("!HH", 0x0006, len(value)) + value + bytes(-len(value) % 4)
    return struct.pack("!HHI12x", 0x0001, len(attribute), 0x2112A442) + attribute


def frame(version: int, body: bytes, protocol: int, *, to_server: bool = True) -> bytes:
    """The body in an IP packet between browser and server."""
    ends = (BROWSER[version], SERVER[version]) if to_server else (SERVER[version], BROWSER[version])
    source, destination = (ipaddress.ip_address(end).packed for end in ends)
    if version == 4:
        header = struct.pack("!BxHxxxxBB2x", 0x45, 20 + len(body), 64, protocol)
    else:
        header = struct.pack("!B3xHBB", 0x60, len(body), protocol, 64)
    return (
        bytes(12)
        + struct.pack("!H", 0x0800 if version == 4 else 0x86DD)
        + header
        + source
        + destination
        + body
    )


def udp(version: int, payload: bytes, *, to_server: bool = True) -> bytes:
    ports = (THEIRS, PORT) if to_server else (PORT, THEIRS)
    return frame(
        version, struct.pack("!HHHH", *ports, 8 + len(payload), 0) + payload, 17, to_server=to_server
    )


def tcp(version: int, sequence: int, payload: bytes, *, begins: bool = False) -> bytes:
    flags = 0x02 if begins else 0x10
    header = struct.pack("!HHIIBBHHH", THEIRS, PORT, sequence & 0xFFFF_FFFF, 0, 0x50, flags, 65535, 0, 0)
    return frame(version, header + payload, 6)


def framed(*packets: bytes) -> bytes:
    return b"".join(struct.pack("!H", len(packet)) + packet for packet in packets)


@pytest.fixture
def tally() -> Tally:
    return Tally(frozenset({PORT}))


@pytest.mark.parametrize("version", [4, 6])
def test_datagrams_are_counted_both_ways_by_the_name_that_was_asked(tally: Tally, version: int) -> None:
    for payload in (binding("anna"), HANDSHAKE, MEDIA, DATA):
        tally.take(udp(version, payload))
    tally.take(udp(version, MEDIA, to_server=False))
    (counts,) = tally.endpoints.items()
    assert counts[0] == "anna"
    assert (counts[1].media, counts[1].data, counts[1].paths) == (2, 1, {f"udp{version}"})


@pytest.mark.parametrize("version", [4, 6])
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_a_stream_is_counted_however_it_is_cut(tally: Tally, version: int, piece: int) -> None:
    start = 0xFFFF_FFF0  # the sequence number wraps around within the stream
    stream = framed(binding("anna"), MEDIA, DATA, MEDIA)
    tally.take(tcp(version, start, b"", begins=True))
    for at in range(0, len(stream), piece):
        tally.take(tcp(version, start + 1 + at, stream[at : at + piece]))
    counts = tally.endpoints["anna"]
    assert (counts.media, counts.data, counts.paths) == (2, 1, {f"tcp{version}"})
    assert not tally.missing()


def test_segments_count_once_in_whatever_order_they_come(tally: Tally) -> None:
    stream = framed(binding("anna"), MEDIA, MEDIA)
    pieces = [(at, stream[at : at + 10]) for at in range(0, len(stream), 10)]
    tally.take(tcp(4, 99, b"", begins=True))
    for at, piece in reversed(pieces):
        tally.take(tcp(4, 100 + at, piece))
        assert tally.missing() == (at > 0)
    tally.take(tcp(4, 100 + pieces[1][0], stream[10:]))
    assert tally.endpoints["anna"].media == 2


def test_a_stream_without_its_beginning_is_an_error_and_not_silence(tally: Tally) -> None:
    with pytest.raises(WireError):
        tally.take(tcp(4, 100, framed(MEDIA)))


def test_what_is_not_the_servers_is_not_counted() -> None:
    other = Tally(frozenset({PORT + 1}))
    for whole in (udp(4, MEDIA), udp(6, MEDIA), tcp(4, 1, framed(MEDIA)), b"", bytes(60)):
        other.take(whole)
    assert other.endpoints == {}
