"""What was sent to one endpoint, by transport-wide number, until its feedback tells what became of it. Pure.

Source: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 2 for the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from media.rtp.sequence import add16

CAPACITY: Final = 1024
"""Packets that may wait for feedback; a power of two. 1 s of 10 Mbit/s; feedback comes every 50 to 250 ms."""

_WAITING, _MISSED, _ARRIVED = range(3)


class Delivery(NamedTuple):
    """What has become known of one packet."""

    number: int
    sent_at: float
    """s of our clock"""
    octets: int
    arrived_at: float | None
    """s of the receiver's clock; None: told to be missing for the first time, it may arrive later."""
    was_missing: bool
    """It was told to be missing before."""


class DepartureLog:
    """The last CAPACITY packets that carry a transport-wide number."""

    __slots__ = ("_ring", "next_number")

    def __init__(self) -> None:
        self._ring: list[tuple[int, float, int, int] | None] = [None] * CAPACITY
        """(number, sent at, octets, state)"""
        self.next_number = 0

    def take_number(self) -> int:
        """The transport-wide number of the next packet."""
        number = self.next_number
        self.next_number = add16(number, 1)
        return number

    def sent(self, number: int, now: float, octets: int) -> None:
        """The packet of this number has gone out."""
        self._ring[number % CAPACITY] = (number, now, octets, _WAITING)

    def acknowledge(self, base: int, arrivals: Sequence[float | None]) -> list[Delivery]:
        """What a feedback packet tells that was not known, oldest number first.

        Args:
            base: the number that `arrivals` begins with.
            arrivals: when each packet arrived in s of the receiver's clock, None for one that is missing.
        """
        told = []
        for index, arrived_at in enumerate(arrivals):
            number = add16(base, index)
            entry = self._ring[number % CAPACITY]
            if entry is None or entry[0] != number:
                continue  # older than what is kept, or never sent
            _, sent_at, octets, state = entry
            reached = _MISSED if arrived_at is None else _ARRIVED
            if reached <= state:
                continue
            self._ring[number % CAPACITY] = (number, sent_at, octets, reached)
            told.append(Delivery(number, sent_at, octets, arrived_at, state == _MISSED))
        return told
