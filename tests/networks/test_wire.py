"""A wire loses, delays and reorders as it was told."""

from __future__ import annotations

import random

from tests.networks.networks import Trouble
from tests.networks.wire import QUEUE_PACKETS, Wire

PACKETS = 10_000


def wire(trouble: Trouble) -> Wire:
    """A wire whose chances are always the same."""
    made = Wire(random.Random(7))
    made.trouble = trouble
    return made


def test_without_trouble_all_leave_at_once_by_the_other_end() -> None:
    one = wire(Trouble())
    one.take(5.0, 0, b"up")
    one.take(5.0, 1, b"down")
    assert one.due(5.0) == [(1, b"up"), (0, b"down")]
    assert one.next_due() is None


def test_loss_is_as_likely_as_told() -> None:
    one = wire(Trouble(loss=0.2))
    for number in range(PACKETS):
        one.take(0.0, 0, number.to_bytes(4, "big"))
    assert 0.78 < len(one.due(0.0)) / PACKETS < 0.82


def test_delay_is_kept_to() -> None:
    one = wire(Trouble(delay_ms=300))
    one.take(1.0, 0, b"late")
    assert one.next_due() == 1.3
    assert one.due(1.299) == []
    assert one.due(1.3) == [(1, b"late")]


def test_jitter_lies_above_the_delay_and_reorders() -> None:
    one = wire(Trouble(delay_ms=10, jitter_ms=100))
    for number in range(100):
        one.take(0.0, 0, bytes((number,)))
    assert one.due(0.0099) == []
    order = [packet[0] for _, packet in one.due(0.11)]
    assert sorted(order) == list(range(100)) != order


def test_the_queue_is_bounded() -> None:
    one = wire(Trouble(delay_ms=1000))
    for _ in range(QUEUE_PACKETS + 5):
        one.take(0.0, 0, b"")
    assert len(one.due(1.0)) == QUEUE_PACKETS
