"""The RTP fixed header and its one-byte header extensions.

Source: RFC 3550 section 5.1 and 5.3.1; RFC 8285 section 4.2. Two-byte extensions are read as
none: they need a=extmap-allow-mixed, which the server never answers.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

from media.rtp.errors import ParseError

FIXED: Final = struct.Struct("!BBHII")
"""V/P/X/CC, M/PT, sequence number, time stamp, SSRC."""

_EXTENSION: Final = struct.Struct("!HH")
ONE_BYTE_PROFILE: Final = 0xBEDE
MARKER: Final = 0x80
VERSION_2: Final = 0x80
HAS_PADDING: Final = 0x20
HAS_EXTENSION: Final = 0x10


class Header(NamedTuple):
    """Where the parts of one RTP packet are; offsets are octets from its first one."""

    marker: bool
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    extension_start: int
    """First octet of the one-byte elements; equal to extension_end when there are none."""
    extension_end: int
    payload_start: int
    payload_end: int
    """Behind the last payload octet: padding is left out."""


def parse_header(packet: bytes) -> Header:
    """Say where the parts of an RTP packet are.

    Raises:
        ParseError: not version 2, or shorter than its own header, extension or padding says.

    Source: RFC 3550 section 5.1.
    """
    size = len(packet)
    if size < 12:
        raise ParseError("RTP packet shorter than 12 octets")
    first, second, sequence, timestamp, ssrc = FIXED.unpack_from(packet)
    if first & 0xC0 != VERSION_2:
        raise ParseError("RTP version is not 2")
    position = 12 + 4 * (first & 0x0F)
    extension_start = extension_end = position
    if first & HAS_EXTENSION:
        if size < position + 4:
            raise ParseError("RTP header extension is cut off")
        profile, words = _EXTENSION.unpack_from(packet, position)
        position += 4
        end = position + 4 * words
        if profile == ONE_BYTE_PROFILE:
            extension_start, extension_end = position, end
        position = end
    payload_end = size
    if first & HAS_PADDING:
        padding = packet[-1]
        payload_end -= padding
        if not padding:
            raise ParseError("RTP padding of no octets")
    if payload_end < position:
        raise ParseError("RTP header or padding is longer than the packet")
    return Header(
        second >= MARKER,
        second & 0x7F,
        sequence,
        timestamp,
        ssrc,
        extension_start,
        extension_end,
        position,
        payload_end,
    )


def read_extensions(packet: bytes, header: Header) -> dict[int, bytes]:
    """The header extension elements by id (1-14); the last of a repeated id counts.

    An element that is cut off ends the list: what came before it is still right.
    Source: RFC 8285 section 4.2.
    """
    elements: dict[int, bytes] = {}
    position, end = header.extension_start, header.extension_end
    while position < end:
        first = packet[position]
        position += 1
        if first == 0:  # padding
            continue
        number = first >> 4
        if number == 15:  # reserved: stop reading
            break
        behind = position + (first & 0x0F) + 1
        if behind > end:
            break
        if number:
            elements[number] = packet[position:behind]
        position = behind
    return elements


def build_elements(elements: Sequence[tuple[int, bytes]]) -> bytes:
    """One-byte elements one after the other, without padding.

    Ids are 1-14 and values 1-16 octets long; both come from our own negotiation, so a wrong
    one is a ValueError. Source: RFC 8285 section 4.2.

    >>> build_elements([(3, b"ab")]).hex()
    '316162'
    """
    parts = []
    for number, value in elements:
        if not 1 <= number <= 14 or not 1 <= len(value) <= 16:
            raise ValueError(f"one-byte header extension {number} of {len(value)} octets")
        parts.append(bytes(((number << 4) | (len(value) - 1),)) + value)
    return b"".join(parts)


def build_extension(elements: bytes) -> bytes:
    """The whole header extension around elements, padded to words; empty for no elements.

    >>> build_extension(bytes.fromhex("316162")).hex()
    'bede000131616200'
    """
    if not elements:
        return b""
    words = (len(elements) + 3) // 4
    return _EXTENSION.pack(ONE_BYTE_PROFILE, words) + elements.ljust(4 * words, b"\x00")


def build_packet(
    payload_type: int,
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    *,
    marker: bool = False,
    elements: Sequence[tuple[int, bytes]] = (),
    padding: int = 0,
) -> bytes:
    """One RTP packet; `padding` octets (0-255) of padding follow the payload.

    Source: RFC 3550 section 5.1.
    """
    extension = build_extension(build_elements(elements))
    first = VERSION_2 | (HAS_EXTENSION if extension else 0) | (HAS_PADDING if padding else 0)
    second = payload_type | (MARKER if marker else 0)
    tail = bytes(padding - 1) + bytes((padding,)) if padding else b""
    return FIXED.pack(first, second, sequence, timestamp, ssrc) + extension + payload + tail
