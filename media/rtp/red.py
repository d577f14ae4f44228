"""Redundant audio: a packet that carries earlier ones again, in front of its own block.

Source: RFC 2198 section 3.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from media.rtp.errors import ParseError

_MORE: Final = 0x80
_TYPE: Final = 0x7F
_HEADER_OCTETS: Final = 4
"""Of a redundant block; the primary one's header is one octet."""


class Redundant(NamedTuple):
    """What a receiver without RED needs of a payload, and how far back the rest reaches."""

    primary: bytes
    """The payload of the packet itself."""
    reach: int
    """Time stamp of the packet minus the earliest time stamp in it, RTP ticks."""


def parse_red(payload: bytes, payload_type: int) -> Redundant:
    """The primary block, and how far back the redundant ones reach.

    Args:
        payload: of an RTP packet with the payload type of RED, padding removed.
        payload_type: what every block must be of (an fmtp like 111/111 says so).

    Raises:
        ParseError: the payload ends inside a header or a block, a block is of another type, or nothing
            is left for the primary block.

    >>> parse_red(bytes.fromhex("ef0f0003 6f aaaaaa bbbb"), 111)
    Redundant(primary=b'\\xbb\\xbb', reach=960)
    """
    at = octets = reach = 0
    try:
        while payload[at] & _MORE:
            word = int.from_bytes(payload[at + 1 : at + _HEADER_OCTETS], "big")
            if payload[at] & _TYPE != payload_type:
                raise ParseError("RED block of another payload type")
            reach = max(reach, word >> 10)
            octets += word & 0x3FF
            at += _HEADER_OCTETS
        if payload[at] != payload_type:
            raise ParseError("RED block of another payload type")
    except IndexError:
        raise ParseError("RED payload ends inside its headers") from None
    primary = payload[at + 1 + octets :]
    if not primary:
        raise ParseError("RED payload without a primary block")
    return Redundant(primary, reach)


def retype_red(payload: bytes, payload_type: int) -> bytes:
    """The payload, as `parse_red` has taken it, with blocks of another type.

    >>> retype_red(bytes.fromhex("ef0f0003 6f aaaaaa bbbb"), 109).hex()
    'ed0f00036daaaaaabbbb'
    """
    changed = bytearray(payload)
    at = 0
    while changed[at] & _MORE:
        changed[at] = _MORE | payload_type
        at += _HEADER_OCTETS
    changed[at] = payload_type
    return bytes(changed)
