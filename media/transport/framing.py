"""Packets in a byte stream: two bytes of length, then the packet. Pure.

Source: RFC 4571 section 2; RFC 6544 section 3 for STUN and DTLS in the same stream.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

MAX_PACKET_BYTES: Final = 2048
"""Browsers stay below 1500; a longer frame is no peer of ours and ends the connection."""

_LENGTH: Final = struct.Struct("!H")


class FramingError(Exception):
    """A frame is empty or longer than MAX_PACKET_BYTES; the stream cannot be followed further."""


def frame(packet: bytes) -> bytes:
    """The packet as it goes on the stream. At most 65535 bytes."""
    return _LENGTH.pack(len(packet)) + packet


class Deframer:
    """Packets out of a byte stream, however it is cut."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield each packet that is complete now.

        Raises:
            FramingError: see there.
        """
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if not 0 < length <= MAX_PACKET_BYTES:
                raise FramingError(f"frame of {length} bytes, 1 to {MAX_PACKET_BYTES} expected")
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                return
            packet = bytes(self._buffer[_LENGTH.size : end])
            del self._buffer[:end]
            yield packet
