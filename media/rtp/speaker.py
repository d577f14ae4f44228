"""Who is loudest: levels that fall slowly, and a choice that does not flicker.

Levels are -dBov: 0 is loudest, 127 silence. Source: RFC 6464 section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SILENCE: Final = 127

DECAY_DB_PER_SECOND: Final = 20.0
"""A pause between two words (0.3 s) costs 6 dB, the end of a turn is seen within 2 s."""

HYSTERESIS_DB: Final = 6.0
"""By so much must another be louder to take the place of one who has it."""


class Loudness:
    """Level of one source: up at once, down at DECAY_DB_PER_SECOND."""

    __slots__ = ("_at", "_level")

    def __init__(self) -> None:
        self._level = float(SILENCE)
        self._at = 0.0

    def add(self, now: float, level: int) -> None:
        """The level of one packet."""
        self._level, self._at = min(float(level), self.level(now)), now

    def level(self, now: float) -> float:
        """The level now, 0.0 (loudest) to 127.0."""
        return min(float(SILENCE), self._level + DECAY_DB_PER_SECOND * max(0.0, now - self._at))


def choose_loudest(levels: Mapping[int, float], current: frozenset[int], count: int) -> frozenset[int]:
    """The `count` loudest sources; those in `current` keep their place until beaten by HYSTERESIS_DB.

    >>> sorted(choose_loudest({1: 40.0, 2: 36.0, 3: 60.0}, frozenset({1}), 1))
    [1]
    """

    def rank(source: int) -> tuple[float, int]:
        return levels[source] - (HYSTERESIS_DB if source in current else 0.0), source

    return frozenset(sorted(levels, key=rank)[: max(0, count)])
