"""What a measured line is good for. Pure; the page has the same limits (webclient/src/nettest/verdict.ts)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

VIDEO_BITS_PER_SECOND: Final = 350_000
"""300 kbit/s for the least picture and 50 for sound (Q-13), each way."""

SOUND_BITS_PER_SECOND: Final = 50_000
"""Q-13."""

VIDEO_LOSS: Final = 0.03
"""Signing must keep 20 pictures a second at this loss (Q-19)."""

SOUND_LOSS: Final = 0.10
"""Speech is understood up to this loss (Q-19)."""

ROUND_TRIP_MS: Final = 800.0
"""Twice the one-way delay that nobody can converse with (Q-01: 400 ms)."""


class Verdict(StrEnum):
    """What works."""

    VIDEO = "video"
    SOUND = "sound"
    NOTHING = "nothing"


class Limit(StrEnum):
    """What keeps video from working."""

    LOSS = "loss"
    DELAY = "delay"
    UP = "up"
    DOWN = "down"
    CLOSED = "closed"
    """No way is open."""
    UNMEASURED = "unmeasured"
    """A way opens, and nothing comes back."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a line carries; `media.probe.ways.Measured` has the same names."""

    loss_up: float
    """Share of 0 to 1."""
    loss_down: float
    round_trip_ms: float
    up_bits_per_second: float
    down_bits_per_second: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with its reasons."""

    verdict: Verdict
    limits: tuple[Limit, ...] = ()


NO_WAY: Final = Judgement(Verdict.NOTHING, (Limit.CLOSED,))
NOTHING_BACK: Final = Judgement(Verdict.NOTHING, (Limit.UNMEASURED,))


def judge(found: Figures) -> Judgement:
    """What the line is good for.

    >>> judge(Figures(0.0, 0.05, 40, 2e6, 2e6))
    Judgement(verdict=<Verdict.SOUND: 'sound'>, limits=(<Limit.LOSS: 'loss'>,))
    """
    loss = max(found.loss_up, found.loss_down)
    exceeded = {
        Limit.LOSS: loss > VIDEO_LOSS,
        Limit.DELAY: found.round_trip_ms > ROUND_TRIP_MS,
        Limit.UP: found.up_bits_per_second < VIDEO_BITS_PER_SECOND,
        Limit.DOWN: found.down_bits_per_second < VIDEO_BITS_PER_SECOND,
    }
    limits = tuple(limit for limit, holds in exceeded.items() if holds)
    if not limits:
        return Judgement(Verdict.VIDEO)
    slower = min(found.up_bits_per_second, found.down_bits_per_second)
    speaks = loss <= SOUND_LOSS and slower >= SOUND_BITS_PER_SECOND and not exceeded[Limit.DELAY]
    return Judgement(Verdict.SOUND if speaks else Verdict.NOTHING, limits)
