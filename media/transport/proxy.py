"""The PROXY protocol's header: who is behind a splitter that shares port 443. Pure, total and bounded.

A splitter (HAProxy, nginx stream) puts it before the first byte of a connection.
Anybody can write one: it is read from the addresses of `MediaConfig.trusted_proxies`
alone. From others it is a frame that is too long (framing.py), for `PR` and the
first bytes of version 2 are lengths above MAX_PACKET_BYTES.

Source: The PROXY protocol, versions 1 & 2 (HAProxy, doc/proxy-protocol.txt, 2020/03/05), sections 2.1, 2.2.
"""

from __future__ import annotations

import ipaddress
import struct
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = b"\r\n\r\n\x00\r\nQUIT\n"
"""First 12 bytes of version 2."""
V1_PREFIX: Final = b"PROXY "
MAX_V1_BYTES: Final = 107
"""Section 2.1: the longest line, its end included."""
MAX_V2_BYTES: Final = 536
"""Section 2: a receiver may count on a header no longer than this; a splitter of ours sends 28 to 52."""

_FIXED: Final = struct.Struct("!12sBBH")
_FAMILIES: Final = {0x11: (4, "!4s4sHH"), 0x21: (16, "!16s16sHH")}
"""TCP over IPv4 and over IPv6: bytes of an address, and the whole block."""
_WORDS: Final = {"TCP4": 4, "TCP6": 6}


class ProxyError(Exception):
    """The stream does not begin with a header of this protocol; it cannot be followed."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that is complete."""

    length: int
    """Bytes of it; what the client itself sent begins there."""
    source: tuple[str, int] | None
    """Host and port of the client, an IPv4 one never mapped into IPv6; None: the splitter speaks for
    itself (a health check), or does not know."""


def read_header(data: bytes) -> Header | None:
    """The header at the start of a stream, or None while more bytes are needed.

    Raises:
        ProxyError: see there.
    """
    if data.startswith(SIGNATURE):
        return _read_v2(data)
    if data.startswith(V1_PREFIX):
        return _read_v1(data)
    if SIGNATURE.startswith(data) or V1_PREFIX.startswith(data):
        return None
    raise ProxyError("no PROXY header")


def _read_v1(data: bytes) -> Header | None:
    end = data.find(b"\r\n", 0, MAX_V1_BYTES)
    if end < 0:
        if len(data) >= MAX_V1_BYTES:
            raise ProxyError(f"line longer than {MAX_V1_BYTES} bytes")
        return None
    try:
        words = data[:end].decode("ascii").split(" ")
    except UnicodeDecodeError:
        raise ProxyError("line is not ASCII") from None
    if words[1] == "UNKNOWN":
        return Header(end + 2, None)
    if len(words) != 6 or words[1] not in _WORDS:
        raise ProxyError("line of another form")
    hosts = [_host(word, _WORDS[words[1]]) for word in words[2:4]]
    ports = [_port(word) for word in words[4:]]
    return Header(end + 2, (hosts[0], ports[0]))


def _host(word: str, version: int) -> str:
    try:
        address = ipaddress.ip_address(word)
    except ValueError:
        raise ProxyError("no literal address") from None
    if address.version != version:
        raise ProxyError("address of the other family")
    return _plain(address)


def _port(word: str) -> int:
    if not (word.isdigit() and len(word) <= 5 and int(word) <= 65535):
        raise ProxyError("no port")
    return int(word)


def _read_v2(data: bytes) -> Header | None:
    if len(data) < _FIXED.size:
        return None
    _, command, family, length = _FIXED.unpack_from(data)
    end = _FIXED.size + length
    if command not in (0x20, 0x21):
        raise ProxyError(f"version and command {command:#04x}")
    if end > MAX_V2_BYTES:
        raise ProxyError(f"header of {end} bytes, at most {MAX_V2_BYTES} expected")
    if command == 0x21 and family != 0 and family not in _FAMILIES:
        raise ProxyError(f"family and transport {family:#04x}")
    if len(data) < end:
        return None
    if command == 0x20 or family == 0:
        return Header(end, None)
    size, form = _FAMILIES[family]
    if length < 2 * size + 4:
        raise ProxyError("addresses are cut")
    source, _, port, _ = struct.unpack_from(form, data, _FIXED.size)
    return Header(end, (_plain(ipaddress.ip_address(source)), port))


def _plain(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """One client has one name, whichever family the splitter listens in."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address).partition("%")[0]
