"""Who is shown in which place of a receiver. Pure.

A place is the pair of audio slot N and video slot N; SCREEN_SLOT is a video slot
by itself. A participant keeps a place as long as it may be received, whatever
others do; a freed place goes to the one that has waited longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from media.offered import SCREEN_SLOT


def place_numbers(audio: Iterable[int], video: Iterable[int]) -> tuple[int, ...]:
    """Numbers of the places that these slots make, lowest first."""
    return tuple(sorted({*audio, *video} - {SCREEN_SLOT}))


def assign(before: Mapping[int, str], places: Sequence[int], wanted: Sequence[str]) -> dict[int, str]:
    """Who has each place now.

    Args:
        before: who had each place.
        places: numbers of the places that exist.
        wanted: who may be received and sends, in the order of their coming.

    Returns:
        Place number to participant; an empty place is left out.

    >>> assign({0: "a", 1: "b"}, (0, 1, 2), ["b", "c", "d", "e"])
    {1: 'b', 0: 'c', 2: 'd'}
    """
    kept = {place: name for place, name in before.items() if place in places and name in wanted}
    waiting = [name for name in dict.fromkeys(wanted) if name not in kept.values()]
    free = [place for place in places if place not in kept]
    return kept | dict(zip(free, waiting, strict=False))
