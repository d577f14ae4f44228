"""Which encoding of a media source a receiver gets.

Source: RFC 8853 (simulcast); layers are numbered from 0, the lowest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ACTIVE_SECONDS: Final = 1.0
"""An encoding without a packet for so long is off: a sender short of bandwidth stops the highest first."""


def choose_layer(last_packets: Mapping[int, float | None], limit: int, now: float) -> int | None:
    """The highest layer up to `limit` that sends; while none of them does, the lowest one known.

    Args:
        last_packets: layer -> when its last media packet came (s), None for never.

    Returns:
        A layer of `last_packets`, or None when it is empty. Never above `limit`, unless there is no other.

    >>> choose_layer({0: 9.9, 1: 9.9, 2: None}, limit=2, now=10.0)
    1
    """
    if not last_packets:
        return None
    sending = [
        layer
        for layer, last in last_packets.items()
        if layer <= limit and last is not None and now - last <= ACTIVE_SECONDS
    ]
    return max(sending) if sending else min(last_packets)
