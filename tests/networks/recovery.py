"""When sound and picture came back, out of what a page counted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

SAMPLE_RATE: Final = 48_000
FLOW_MS: Final = 400
"""What is there so long has come back; less is a leftover of the jitter buffer."""
SOUND_SHARE: Final = 0.5
"""Of real time: what is played out of packets, not made up by the receiver to conceal a gap."""
UNBROKEN_S: Final = 5.0
FRAMES: Final = 3
"""New frames in FLOW_MS: a slow picture, but a moving one."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a page had counted at a time."""

    at_ms: int
    sound: int
    """Audio samples played out of packets; begins anew with each connection."""
    frames: int
    """Video frames shown; begins anew with each connection."""


@dataclass(frozen=True, slots=True)
class Back:
    """Seconds from the given time until it flowed again; None: it has not yet."""

    sound_s: float | None
    picture_s: float | None


def came_back(samples: Sequence[Sample], since_ms: int) -> Back:
    """When sound and picture flowed again after a time.

    What still flows at that time is the rest of a jitter buffer: the flow after the first gap counts. Where
    no gap comes within UNBROKEN_S, nothing was lost.
    """
    after = [sample for sample in samples if sample.at_ms >= since_ms]
    sound: list[tuple[float, bool]] = []
    picture: list[tuple[float, bool]] = []
    for index, begin in enumerate(after):
        end = next((s for s in after[index:] if s.at_ms - begin.at_ms >= FLOW_MS), None)
        if end is None:
            break
        passed_s = (end.at_ms - begin.at_ms) / 1000
        elapsed_s = (begin.at_ms - since_ms) / 1000
        sound.append((elapsed_s, end.sound - begin.sound >= SOUND_SHARE * SAMPLE_RATE * passed_s))
        picture.append((elapsed_s, end.frames - begin.frames >= FRAMES))
    return Back(_after_gap(sound), _after_gap(picture))


def sound_share(samples: Sequence[Sample], since_ms: float) -> float:
    """Share of the time since then, 0 to 1, in which sound was played out of packets.

    >>> sound_share([Sample(0, 0, 0), Sample(1000, 48_000, 0), Sample(2000, 72_000, 0)], 0)
    0.75
    """
    after = [sample for sample in samples if sample.at_ms >= since_ms]
    if len(after) < 2:
        return 0.0
    played = sum(max(0, later.sound - sooner.sound) for sooner, later in pairwise(after))
    return played / SAMPLE_RATE / ((after[-1].at_ms - after[0].at_ms) / 1000)


def _after_gap(flows: Sequence[tuple[float, bool]]) -> float | None:
    gap = next((index for index, (_, flowed) in enumerate(flows) if not flowed), None)
    if gap is None:
        return 0.0 if flows and flows[-1][0] >= UNBROKEN_S else None
    return next((elapsed_s for elapsed_s, flowed in flows[gap:] if flowed), None)
