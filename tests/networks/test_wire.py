"""A wire loses, delays, reorders and throttles as it was told."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.networks.events import Trouble
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


THIN = Trouble(bits_per_second=80_000, queue_octets=5_000)
"""10 octets a millisecond; half a second waits."""


def test_a_rate_sends_one_packet_after_the_other() -> None:
    one = wire(THIN)
    for number in range(3):
        one.take(1.0, 0, bytes((number,)) * 1000)
    assert [len(one.due(at)) for at in (1.099, 1.101, 1.199, 1.201, 1.301)] == [0, 1, 0, 1, 1]


def test_each_way_has_the_rate_for_itself() -> None:
    one = wire(THIN)
    one.take(1.0, 0, b"u" * 1000)
    one.take(1.0, 1, b"d" * 1000)
    assert len(one.due(1.101)) == 2


def test_what_finds_no_room_in_the_queue_is_lost_and_a_smaller_one_may_find_it() -> None:
    one = wire(THIN)
    for _ in range(100):
        one.take(1.0, 0, b"p" * 900)
    one.take(1.0, 0, b"s" * 400)
    assert [len(packet) for _, packet in one.due(9.0)] == [900] * 5 + [400]


def test_over_a_second_the_rate_passes_and_no_more() -> None:
    one = wire(replace(THIN, delay_ms=50))
    passed = 0
    for millisecond in range(2000):
        one.take(millisecond / 1000, 0, b"f" * 100)
        passed += sum(len(packet) for _, packet in one.due(millisecond / 1000))
    assert 18_500 < passed < 20_000


def test_an_idle_line_saves_nothing_up() -> None:
    one = wire(THIN)
    one.take(1.0, 0, b"p" * 1000)
    one.take(60.0, 0, b"p" * 1000)
    one.take(60.0, 0, b"p" * 1000)
    assert len(one.due(60.101)) == 2
    assert one.next_due() == pytest.approx(60.2)
