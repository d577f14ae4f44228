"""How long a place in a queue will wait, as a range of minutes to read. Pure.

The middle is the median handling time of the service's last tickets, times the places before the own turn,
divided among the experts present. Some tickets take far longer than the middle one, and those before add up:
the range grows with the spread of the samples and with the root of the place. Tried against simulated queues
(tests/signaling/queue/test_estimate.py): at least 80 % of the real waits lie within what is shown.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SAMPLES: Final = 50
"""The last tickets of the service that count: what is handled today, not last year."""

MIN_SAMPLES: Final = 5
"""Fewer say nothing."""

MOST_PLACES: Final = 50
"""Places that a range is told for; who is further back reads the place alone."""

SPREADS: Final = 1.3
"""Spreads of the samples on either side of the middle: four of five waits, if they were normal."""

IQR_PER_SPREAD: Final = 1.35
"""Quartiles of a normal distribution lie so many deviations apart; one long ticket moves them little."""

ANSWER_MINUTES: Final = 2
"""Until a free expert has seen the ticket and answers."""

SECONDS_PER_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A range of whole minutes."""

    from_minutes: int
    to_minutes: int


@dataclass(frozen=True, slots=True)
class Handling:
    """What a place's wait depends on, besides the place."""

    seconds: Sequence[float]
    """Of the service's last tickets (SAMPLES at most), in any order."""
    present: int
    """Experts who are available at an open desk, those in a consultation too."""
    free: int
    """Of these, who could accept now."""


def wait_of(handling: Handling, place: int) -> Wait | None:
    """The range for this place (1 = next); None where nothing is known: few samples, or nobody present.

    >>> wait_of(Handling([600.0] * 5, present=2, free=0), 4)
    Wait(from_minutes=15, to_minutes=20)
    """
    if place <= handling.free:
        return Wait(0, ANSWER_MINUTES)
    if len(handling.seconds) < MIN_SAMPLES or handling.present < 1:
        return None
    turns = place - handling.free
    middle = statistics.median(handling.seconds)
    lower, _, upper = statistics.quantiles(handling.seconds, n=4)
    slack = SPREADS * (upper - lower) / IQR_PER_SPREAD * math.sqrt(turns)
    # One who is in a consultation may be free at once, so the nearest turn counts from nothing; a few long
    # tickets lengthen a queue more than the middle one tells, so the far end counts by the mean.
    longest = max(middle, statistics.fmean(handling.seconds)) * turns + slack
    shortest = max(0.0, middle * (turns - 1) - slack)
    return _range(shortest / handling.present, longest / handling.present)


def waits(handling: Handling, waiting: int) -> tuple[Wait, ...]:
    """The ranges for every place that is taken and the next one, as far as they are known.

    >>> waits(Handling([], present=1, free=1), 3)
    (Wait(from_minutes=0, to_minutes=2),)
    """
    ranges = (wait_of(handling, place) for place in range(1, min(waiting + 1, MOST_PLACES) + 1))
    known = itertools.takewhile(lambda wait: wait is not None, ranges)
    return tuple(wait for wait in known if wait is not None)


def _range(from_seconds: float, to_seconds: float) -> Wait:
    step = _step(to_seconds / SECONDS_PER_MINUTE)
    low = math.floor(from_seconds / SECONDS_PER_MINUTE / step) * step
    high = math.ceil(to_seconds / SECONDS_PER_MINUTE / step) * step
    return Wait(low, max(high, low + step))


def _step(minutes: float) -> int:
    """To what it is rounded, so that nobody takes it for exact."""
    if minutes <= 5:
        return 1
    return 5 if minutes <= 60 else 15
