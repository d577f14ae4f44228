"""SSRCs for the slots of one endpoint. Pure: randomness is an argument.

Source: RFC 3550 section 8.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from media.negotiation import Place


def new_ssrcs(random_bits: Callable[[int], int], places: Iterable[Place]) -> Callable[[], int]:
    """Makes SSRCs that no place of the endpoint's RTP session has."""
    taken = {0, *(ssrc for place in places for ssrc in place.ssrcs)}

    def make() -> int:
        ssrc = random_bits(32)
        while ssrc in taken:
            ssrc = random_bits(32)
        taken.add(ssrc)
        return ssrc

    return make
