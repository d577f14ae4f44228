"""What was sent on a stream a moment ago, to send it again.

A packet is kept as its own head and the body that it shares with the other receivers'
packets: 512 entries cost about 60 kB beyond the bodies.
"""

from __future__ import annotations

from typing import Final, NamedTuple

CAPACITY: Final = 512
"""Packets of a stream; a power of two. 1 s at 5 Mbit/s in 1,200 octets."""

MAX_AGE_SECONDS: Final = 1.0
"""Later than this no jitter buffer waits for the packet."""

REPEAT_SECONDS: Final = 0.02
"""The same packet again not before this: an endpoint cannot make us send without end."""


class Sent(NamedTuple):
    """One packet as it was sent, before encryption."""

    sequence: int
    sent_at: float
    """s"""
    head: bytes
    """RTP header with its extension, then the payload descriptor."""
    payload_start: int
    """Offset in `head` where the payload begins."""
    body: bytes


class History:
    """The last CAPACITY packets of one stream, none older than MAX_AGE_SECONDS."""

    __slots__ = ("_held", "_repeated_at", "_ring")

    def __init__(self) -> None:
        self._ring: list[Sent | None] = [None] * CAPACITY
        self._held = 0
        self._repeated_at: dict[int, float] = {}

    def __len__(self) -> int:
        return self._held

    def add(self, sent: Sent) -> None:
        """Remember a packet in place of the one CAPACITY before it."""
        place = sent.sequence % CAPACITY
        if self._ring[place] is None:
            self._held += 1
        self._ring[place] = sent

    def take(self, now: float, sequence: int) -> Sent | None:
        """The packet to send again now; None when it is gone, or was sent again a moment ago."""
        place = sequence % CAPACITY
        sent = self._ring[place]
        if sent is None or sent.sequence != sequence or now - sent.sent_at > MAX_AGE_SECONDS:
            return None
        if now - max(self._repeated_at.get(place, 0.0), sent.sent_at) < REPEAT_SECONDS:
            return None
        self._repeated_at[place] = now
        return sent

    def clear(self) -> None:
        """Forget everything: the receiver may no longer see it."""
        self._ring = [None] * CAPACITY
        self._held = 0
        self._repeated_at.clear()
