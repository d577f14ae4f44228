"""The VP8 payload descriptor: key frames, and picture ids that go on over a switch.

Source: RFC 7741 sections 4.2 and 4.3.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from media.rtp.errors import ParseError

_EXTENDED: Final = 0x80
_START: Final = 0x10
_PARTITION: Final = 0x0F
_HAS_PICTURE_ID: Final = 0x80
_HAS_TL0PICIDX: Final = 0x40
_HAS_TID_OR_KEYIDX: Final = 0x30
_WIDE: Final = 0x80
ABSENT: Final = -1


class Descriptor(NamedTuple):
    """What the descriptor says; offsets are octets from the start of the payload."""

    size: int
    """Octets of the descriptor; VP8 data follows."""
    picture_id: int
    """7 or 15 bits, or ABSENT."""
    wide: bool
    """The picture id has 15 bits."""
    tl0: int
    """TL0PICIDX, 8 bits, or ABSENT."""
    tl0_at: int
    key_frame: bool
    """This packet starts a key frame."""


def parse_descriptor(payload: bytes) -> Descriptor:
    """Read the descriptor of one VP8 payload.

    Raises:
        ParseError: the payload ends inside its descriptor, or nothing follows it.

    Source: RFC 7741 section 4.2; the key frame bit is section 4.3, P = 0.
    """
    try:
        first = payload[0]
        position = 1
        picture_id = tl0 = ABSENT
        wide = False
        tl0_at = 0
        if first & _EXTENDED:
            fields = payload[1]
            position = 2
            if fields & _HAS_PICTURE_ID:
                picture_id = payload[2]
                wide = bool(picture_id & _WIDE)
                if wide:
                    picture_id = (picture_id & 0x7F) << 8 | payload[3]
                position = 4 if wide else 3
            if fields & _HAS_TL0PICIDX:
                tl0_at = position
                tl0 = payload[position]
                position += 1
            if fields & _HAS_TID_OR_KEYIDX:
                position += 1
        starts = bool(first & _START) and not first & _PARTITION
        key = starts and not payload[position] & 1
        if position >= len(payload):
            raise ParseError("VP8 payload has no data")
    except IndexError:
        raise ParseError("VP8 payload descriptor is cut off") from None
    return Descriptor(position, picture_id, wide, tl0, tl0_at, key)


def rewrite_descriptor(octets: bytes, descriptor: Descriptor, picture_id: int, tl0: int) -> bytes:
    """The descriptor with its picture id and TL0PICIDX moved by a number of steps.

    Args:
        octets: the descriptor alone (`descriptor.size` octets).
        picture_id, tl0: steps to add, modulo the width of each field; absent fields stay absent.

    >>> d = parse_descriptor(bytes.fromhex("90807f00"))
    >>> rewrite_descriptor(bytes.fromhex("90807f"), d, 1, 0).hex()
    '908000'
    """
    changed = bytearray(octets)
    if descriptor.wide:
        moved = (descriptor.picture_id + picture_id) % 0x8000
        changed[2] = _WIDE | moved >> 8
        changed[3] = moved & 0xFF
    elif descriptor.picture_id != ABSENT:
        changed[2] = (descriptor.picture_id + picture_id) % 0x80
    if descriptor.tl0 != ABSENT:
        changed[descriptor.tl0_at] = (descriptor.tl0 + tl0) % 0x100
    return bytes(changed)
