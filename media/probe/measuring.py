"""From packets that were sent, came back and were reported to loss, jitter, delay and bandwidth. Pure.

A measured line has a sender here and an echo at its far end. What came back tells of both
directions together, receiver reports tell of the way there, and the rest is the way back.

Source: RFC 3550 section 6.4.1 (reports) and appendix A.8 (jitter).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

REPORT_SECONDS: Final = 0.3
"""Reports closer to each other than this say more of the clock than of the line."""

WINDOW_SECONDS: Final = 0.7
"""Over which the rate of what comes back is taken, as long as between two reports."""

JITTER_GAIN: Final = 1 / 16
"""RFC 3550 appendix A.8."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A packet that left."""

    at: float
    """s of one clock, as every time here."""
    octets: int


@dataclass(frozen=True, slots=True)
class Echo:
    """A packet that came back."""

    number: int
    """As it was sent; the keys of the mapping of Sent."""
    at: float


@dataclass(frozen=True, slots=True)
class Report:
    """What the far end says of the packets that reached it, since the first one."""

    at: float
    highest: int
    """The highest number that arrived."""
    lost: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How packets fare at a low rate."""

    loss_up: float
    """Share of 0 to 1, on the way there."""
    loss_down: float
    jitter_ms: float
    """Of both directions together."""
    round_trip_ms: float
    """The median."""


def quality(sent: Mapping[int, Sent], echoes: Sequence[Echo], reports: Sequence[Report]) -> Quality | None:
    """Loss, jitter and delay; None when nothing came back.

    >>> quality({1: Sent(0.0, 100), 2: Sent(0.02, 100)}, [Echo(1, 0.03)], [])
    Quality(loss_up=0.0, loss_down=0.5, jitter_ms=0.0, round_trip_ms=30.0)
    """
    first_of = {echo.number: echo for echo in reversed(echoes) if echo.number in sent}
    if not first_of:
        return None
    came = sorted(first_of.values(), key=lambda echo: echo.at)
    up = _loss_up(sent, reports)
    both = 1 - len(came) / len(sent)
    down = 0.0 if up == 1 else max(0.0, 1 - (1 - both) / (1 - up))
    trips = [echo.at - sent[echo.number].at for echo in came]
    return Quality(up, down, 1000 * _jitter(sent, came), 1000 * median(trips))


def _loss_up(sent: Mapping[int, Sent], reports: Sequence[Report]) -> float:
    """By the last report that speaks of these packets."""
    told = [report for report in reports if report.highest in sent]
    if not told:
        return 0.0
    expected = told[-1].highest - min(sent) + 1
    return min(1.0, max(0.0, told[-1].lost / expected))


def _jitter(sent: Mapping[int, Sent], came: Sequence[Echo]) -> float:
    jitter = 0.0
    for before, echo in pairwise(came):
        spacing = sent[echo.number].at - sent[before.number].at
        jitter += JITTER_GAIN * (abs(echo.at - before.at - spacing) - jitter)
    return jitter


def rate_up(sent: Mapping[int, Sent], reports: Sequence[Report]) -> float:
    """The highest rate at which packets reached the far end between two reports, bit/s; 0: no two reports."""
    best, before = 0.0, None
    for report in reports:
        if before is not None and report.at - before.at < REPORT_SECONDS:
            continue
        if before is not None and report.highest > before.highest:
            numbers = range(before.highest + 1, report.highest + 1)
            octets = sum(sent[number].octets for number in numbers if number in sent)
            arrived = 1 - max(0, report.lost - before.lost) / len(numbers)
            best = max(best, 8 * octets * max(0.0, arrived) / (report.at - before.at))
        before = report
    return best


def rate_down(sent: Mapping[int, Sent], echoes: Sequence[Echo]) -> float:
    """The highest rate at which packets came back, bit/s, over WINDOW_SECONDS."""
    came = sorted((echo for echo in echoes if echo.number in sent), key=lambda echo: echo.at)
    best, octets, start = 0, 0, 0
    for echo in came:
        octets += sent[echo.number].octets
        while echo.at - came[start].at >= WINDOW_SECONDS:
            octets -= sent[came[start].number].octets
            start += 1
        best = max(best, octets)
    return 8 * best / WINDOW_SECONDS
