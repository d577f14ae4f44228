"""PROXY headers of both versions: who is behind the splitter, and what is none."""

from __future__ import annotations

import ipaddress
import struct

import pytest

from media.transport.framing import MAX_PACKET_BYTES
from media.transport.proxy import MAX_V1_BYTES, MAX_V2_BYTES, SIGNATURE, Header, ProxyError, read_header

V1 = b"PROXY TCP4 198.51.100.5 192.0.2.10 4711 443\r\n"
V1_IPV6 = b"PROXY TCP6 2001:db8::5 2001:db8::10 4711 443\r\n"


def v2(source: str, port: int, command: int = 0x21, family: int | None = None, tail: bytes = b"") -> bytes:
    """A header of version 2 from this client; `tail` is what follows the addresses (TLVs)."""
    address = ipaddress.ip_address(source)
    kind = family if family is not None else (0x11 if address.version == 4 else 0x21)
    block = address.packed * 2 + struct.pack("!HH", port, 443) + tail
    return SIGNATURE + struct.pack("!BBH", command, kind, len(block)) + block


@pytest.mark.parametrize(
    ("header", "source"),
    [
        (V1, ("198.51.100.5", 4711)),
        (V1_IPV6, ("2001:db8::5", 4711)),
        (b"PROXY TCP6 ::ffff:198.51.100.5 ::1 4711 443\r\n", ("198.51.100.5", 4711)),
        (b"PROXY UNKNOWN\r\n", None),
        (b"PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", None),
        (v2("198.51.100.5", 4711), ("198.51.100.5", 4711)),
        (v2("2001:db8::5", 4711), ("2001:db8::5", 4711)),
        (v2("::ffff:198.51.100.5", 4711), ("198.51.100.5", 4711)),
        (v2("198.51.100.5", 4711, tail=b"\x04\x00\x01x"), ("198.51.100.5", 4711)),
        (v2("198.51.100.5", 4711, command=0x20), None),
        (v2("198.51.100.5", 4711, family=0), None),
        (SIGNATURE + b"\x20\x00\x00\x00", None),
    ],
)
def test_a_header_names_the_client_and_ends_where_it_ends(
    header: bytes, source: tuple[str, int] | None
) -> None:
    assert read_header(header + b"\x00\x14rest") == Header(len(header), source)
    for cut in range(len(header)):
        assert read_header(header[:cut]) is None


@pytest.mark.parametrize(
    "stream",
    [
        b"GET / HTTP/1.1\r\n",
        b"\x16\x03\x01\x02\x00",
        b"\x00\x6c\x00\x01",
        b"PROXY TCP4 198.51.100.5 192.0.2.10 4711\r\n",
        b"PROXY TCP4 198.51.100.5  192.0.2.10 4711 443\r\n",
        b"PROXY TCP4 2001:db8::5 2001:db8::10 4711 443\r\n",
        b"PROXY TCP6 198.51.100.5 192.0.2.10 4711 443\r\n",
        b"PROXY TCP4 198.51.100.5 192.0.2.10 65536 443\r\n",
        b"PROXY TCP4 198.51.100.5 192.0.2.10 -1 443\r\n",
        b"PROXY TCP4 media.example 192.0.2.10 4711 443\r\n",
        b"PROXY UDP4 198.51.100.5 192.0.2.10 4711 443\r\n",
        "PROXY TCP4 198.51.100.5 192.0.2.10 \uff14711 443\r\n".encode(),
        b"PROXY UNKNOWN " + b"x" * MAX_V1_BYTES,
        v2("198.51.100.5", 4711, command=0x22),
        v2("198.51.100.5", 4711, command=0x11),
        v2("198.51.100.5", 4711, family=0x12),
        v2("198.51.100.5", 4711, family=0x31),
        v2("198.51.100.5", 4711, family=0x21),
        v2("198.51.100.5", 4711, tail=bytes(MAX_V2_BYTES)),
    ],
)
def test_what_is_no_header_ends_the_stream(stream: bytes) -> None:
    with pytest.raises(ProxyError):
        read_header(stream)


def test_a_header_is_no_frame() -> None:
    """Who is not trusted cannot bring one: the framing takes it for a packet that is too long."""
    for start in (SIGNATURE, V1):
        assert struct.unpack_from("!H", start)[0] > MAX_PACKET_BYTES
