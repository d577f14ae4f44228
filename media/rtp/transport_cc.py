"""Transport-wide congestion control feedback: when each packet of an endpoint arrived.

Source: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from media.rtp.errors import ParseError
from media.rtp.rtcp_feedback import RTPFB
from media.rtp.rtcp_report import pack_rtcp
from media.rtp.sequence import add16, extend16

TRANSPORT_FORMAT: Final = 15
TICK_SECONDS: Final = 0.00025
REFERENCE_TICKS: Final = 256
"""The reference time counts 64 ms."""

CLOCK_SECONDS: Final = 2**24 * REFERENCE_TICKS * TICK_SECONDS
"""12.4 days, after which the reference time begins anew."""

MAX_STATUSES: Final = 1000
"""Packets told of in one feedback: below the usual packet size with two octets for each."""

MAX_TOLD: Final = 1024
"""Packets that feedback to us may tell of: what is kept of those that were sent (departures.py)."""

_FIXED: Final = struct.Struct("!IIHH4s")
_CHUNK: Final = struct.Struct("!H")
_LARGE: Final = struct.Struct("!h")

_LOST, _SMALL, _LARGE_OR_NEGATIVE = 0, 1, 2
_MAX_RUN: Final = 0x1FFF


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """Which packets from `base_sequence` on arrived, and when."""

    sender_ssrc: int
    media_ssrc: int
    base_sequence: int
    reference_time: int
    """Multiple of 64 ms, 24 bits, signed."""
    count: int
    """Number of this feedback packet, 8 bits."""
    deltas: tuple[int | None, ...]
    """For each packet the ticks of 0.25 ms since the one before it that arrived; None: not arrived."""

    @classmethod
    def parse(cls, body: bytes) -> TransportFeedback:
        """Read the body.

        Raises:
            ParseError: it is cut off, has a reserved symbol or tells of more than MAX_TOLD packets.
        """
        if len(body) < _FIXED.size:
            raise ParseError("transport-wide feedback is cut off")
        sender, media, base, statuses, clock = _FIXED.unpack_from(body)
        if statuses > MAX_TOLD:
            raise ParseError("transport-wide feedback tells of too many packets")
        symbols: list[int] = []
        position = _FIXED.size
        while len(symbols) < statuses:
            if len(body) < position + _CHUNK.size:
                raise ParseError("transport-wide feedback chunk is cut off")
            symbols += _read_chunk(_CHUNK.unpack_from(body, position)[0])
            position += _CHUNK.size
        deltas = _read_deltas(body, position, symbols[:statuses])
        reference = int.from_bytes(clock[:3], "big", signed=True)
        return cls(sender, media, base, reference, clock[3], deltas)

    def __bytes__(self) -> bytes:
        symbols = [_symbol(delta) for delta in self.deltas]
        clock = self.reference_time.to_bytes(3, "big", signed=True) + bytes((self.count,))
        parts = [_FIXED.pack(self.sender_ssrc, self.media_ssrc, self.base_sequence, len(symbols), clock)]
        parts += _write_chunks(symbols)
        for delta, symbol in zip(self.deltas, symbols, strict=True):
            if delta is not None:
                parts.append(bytes((delta,)) if symbol == _SMALL else _LARGE.pack(delta))
        body = b"".join(parts)
        return pack_rtcp(TRANSPORT_FORMAT, RTPFB, body + bytes(-len(body) % 4))

    def times(self) -> list[float | None]:
        """When each packet from `base_sequence` on arrived, s of the receiver's clock; None: not arrived."""
        ticks = self.reference_time * REFERENCE_TICKS
        found: list[float | None] = []
        for delta in self.deltas:
            if delta is not None:
                ticks += delta
            found.append(None if delta is None else ticks * TICK_SECONDS)
        return found

    def arrivals(self) -> list[tuple[int, float]]:
        """(sequence number, arrival in s of the receiver's clock) of each packet that arrived."""
        return [
            (add16(self.base_sequence, index), at) for index, at in enumerate(self.times()) if at is not None
        ]


def _read_chunk(chunk: int) -> list[int]:
    if not chunk & 0x8000:
        return [chunk >> 13 & 3] * (chunk & _MAX_RUN)
    if chunk & 0x4000:
        return [chunk >> shift & 3 for shift in range(12, -1, -2)]
    return [chunk >> shift & 1 for shift in range(13, -1, -1)]


def _read_deltas(body: bytes, position: int, symbols: list[int]) -> tuple[int | None, ...]:
    deltas: list[int | None] = []
    for symbol in symbols:
        if symbol == _LOST:
            deltas.append(None)
            continue
        if symbol > _LARGE_OR_NEGATIVE:
            raise ParseError("transport-wide feedback has a reserved symbol")
        if len(body) < position + symbol:
            raise ParseError("transport-wide feedback delta is cut off")
        deltas.append(body[position] if symbol == _SMALL else _LARGE.unpack_from(body, position)[0])
        position += symbol
    return tuple(deltas)


def _symbol(delta: int | None) -> int:
    if delta is None:
        return _LOST
    return _SMALL if 0 <= delta <= 255 else _LARGE_OR_NEGATIVE


def _write_chunks(symbols: Sequence[int]) -> list[bytes]:
    """Run length where 14 or more are alike (or the rest is), else 14 one-bit or 7 two-bit symbols."""
    chunks = []
    position = 0
    while position < len(symbols):
        first = symbols[position]
        run = 1
        while position + run < len(symbols) and run < _MAX_RUN and symbols[position + run] == first:
            run += 1
        if run >= 14 or position + run == len(symbols):
            chunks.append(_CHUNK.pack(first << 13 | run))
            position += run
            continue
        head = symbols[position : position + 14]
        bits = 1 if max(head) <= _SMALL else 2
        taken = head[: 14 // bits]
        chunk = 0x8000 | (0x4000 if bits == 2 else 0)
        for index, symbol in enumerate(taken):
            chunk |= symbol << (14 - bits * (index + 1))
        chunks.append(_CHUNK.pack(chunk))
        position += len(taken)
    return chunks


class FeedbackBuilder:
    """Turns the arrivals of one endpoint into feedback packets without a gap between them."""

    __slots__ = ("_count", "_next")

    def __init__(self) -> None:
        self._count = 0
        self._next: int | None = None  # extended: first packet not yet told of

    def build(
        self, sender_ssrc: int, media_ssrc: int, arrivals: Sequence[tuple[int, float]]
    ) -> list[TransportFeedback]:
        """Feedback about all packets up to the newest arrival; those missing in between are told as lost.

        Args:
            arrivals: (sequence number of 16 bits, arrival in s), in order of arrival.

        Returns:
            One packet, or more when a pause is too long for a delta or there are over MAX_STATUSES.
            A late packet is told of again from its own number on.
        """
        times: dict[int, int] = {}
        reference = self._next
        for sequence, arrival in arrivals:
            number = sequence if reference is None else extend16(sequence, reference)
            times.setdefault(number, round(arrival / TICK_SECONDS))
            reference = number if reference is None else max(reference, number)
        if not times:
            return []
        first, last = min(times), max(times)
        start = first if self._next is None or first < self._next else self._next
        start = max(start, last - MAX_STATUSES)
        self._next = max(last + 1, self._next or 0)
        packets = []
        number = start
        while number <= last:
            feedback = self._one(sender_ssrc, media_ssrc, times, number, last)
            packets.append(feedback)
            number += len(feedback.deltas)
        return packets

    def _one(
        self, sender_ssrc: int, media_ssrc: int, times: dict[int, int], first: int, last: int
    ) -> TransportFeedback:
        """One packet from `first` on, to `last` or to where a delta does not fit."""
        earliest = next(times[number] for number in range(first, last + 1) if number in times)
        reference = earliest // REFERENCE_TICKS
        ticks = reference * REFERENCE_TICKS
        deltas: list[int | None] = []
        for number in range(first, min(last + 1, first + MAX_STATUSES)):
            arrival = times.get(number)
            if arrival is None:
                deltas.append(None)
                continue
            delta = arrival - ticks
            if not -0x8000 <= delta <= 0x7FFF:
                break
            deltas.append(delta)
            ticks = arrival
        count, self._count = self._count, (self._count + 1) % 256
        reference = (reference + 0x800000) % 0x1000000 - 0x800000
        return TransportFeedback(sender_ssrc, media_ssrc, add16(first, 0), reference, count, tuple(deltas))
