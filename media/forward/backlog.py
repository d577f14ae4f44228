"""Packets that came before the key frame that they follow. Pure.

On a line whose packets overtake each other the first packet of a key frame is seldom the newest; on one
that loses them it comes by RTX. A receiver that waits for it could not be shown the frame without the
packets that have passed by meanwhile, and they are not sent again.
"""

from __future__ import annotations

from typing import Final

from media.forward.rewriter import MediaPacket

CAPACITY: Final = 256
"""Packets: above a second of a consultation's picture. A key frame that is later is asked for again."""


class Backlog:
    """What came of a stream since somebody waits for its key frame."""

    __slots__ = ("_packets", "_since")

    def __init__(self) -> None:
        self._packets: dict[int, MediaPacket] = {}
        self._since: int | None = None
        """Of what has a greater number nothing is missing that has come; None: nobody waits."""

    def begin(self, highest: int) -> None:
        """Somebody waits; numbers up to the highest have passed by."""
        if self._since is None:
            self._since = highest

    def end(self) -> None:
        """Nobody waits any more."""
        self._packets = {}
        self._since = None

    def add(self, media: MediaPacket) -> None:
        """Keep a packet; beyond CAPACITY the one that came first goes, and with it all before its number."""
        if self._since is None or media.number <= self._since:
            return
        self._packets[media.number] = media
        if len(self._packets) > CAPACITY:
            oldest = next(iter(self._packets))
            self._since = max(self._since, oldest)
            del self._packets[oldest]

    def after(self, number: int) -> list[MediaPacket] | None:
        """What came of the numbers after this one, in order; None where some of it has passed by."""
        if self._since is None or number <= self._since:
            return None
        return [self._packets[later] for later in sorted(self._packets) if later > number]
