"""Loss, duplicates and report figures of a received stream (RFC 3550 appendix A)."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.receive_log import (
    ASK_AGAIN_SECONDS,
    FIRST_ASK_SECONDS,
    MAX_ASKS,
    MAX_DROPOUT,
    MAX_MISSING,
    WINDOW,
    ReceiveLog,
    Report,
)
from media.rtp.sequence import add16


def log() -> ReceiveLog:
    return ReceiveLog(90_000, asks=True)


def test_numbers_are_extended_over_the_wrap() -> None:
    received = log()
    assert [received.accept(0.0, sequence, 0) for sequence in (65534, 65535, 0, 1)] == [
        65534,
        65535,
        65536,
        65537,
    ]


@pytest.mark.parametrize("first", [0, 1, 40_000, 65535])
def test_the_first_packet_again_is_a_duplicate(first: int) -> None:
    received = log()
    assert received.accept(0.0, first, 0) == first
    assert received.accept(0.0, first, 0) is None
    assert received.accept(0.0, first, 0, repaired=True) is None


def test_a_repair_before_the_first_packet_starts_nothing() -> None:
    received = log()
    assert received.accept(0.0, 5, 0, repaired=True) is None
    assert received.highest == -1
    assert received.take_report() is None
    assert received.packets_lost == 0


def test_missing_packets_are_asked_for_until_they_arrive() -> None:
    received = log()
    received.accept(0.0, 65534, 0)
    received.accept(0.0, 2, 0)
    assert received.take_missing(0.0) == []  # may be reordered only
    assert received.take_missing(FIRST_ASK_SECONDS) == [65535, 0, 1]
    assert received.take_missing(FIRST_ASK_SECONDS + 0.001) == []
    assert received.accept(0.01, 0, 0, repaired=True) == 65536
    assert received.accept(0.01, 1, 0) == 65537
    assert received.take_missing(FIRST_ASK_SECONDS + ASK_AGAIN_SECONDS) == [65535]


def test_a_packet_is_given_up_after_so_many_requests() -> None:
    received = log()
    received.accept(0.0, 1, 0)
    received.accept(0.0, 3, 0)
    asked = [received.take_missing(1.0 * second) for second in range(1, MAX_ASKS + 3)]
    assert asked == [[2]] * MAX_ASKS + [[], []]


def test_a_packet_that_left_the_window_is_given_up() -> None:
    received = log()
    received.accept(0.0, 1, 0)
    for sequence in range(3, WINDOW + 3):
        received.accept(0.0, sequence, 0)
    assert received.take_missing(1.0) == []
    assert received.accept(1.0, 2, 0) is None


def test_only_the_newest_of_a_wide_gap_are_asked_for() -> None:
    received = log()
    received.accept(0.0, 0, 0)
    received.accept(0.0, 10, 0)
    received.accept(0.0, 10 + MAX_MISSING + 50, 0)
    missing = received.take_missing(1.0)
    assert len(missing) == MAX_MISSING
    assert missing[-1] == 9 + MAX_MISSING + 50


def test_audio_is_not_asked_for() -> None:
    received = ReceiveLog(48_000, asks=False)
    received.accept(0.0, 0, 0)
    received.accept(0.0, 5, 0)
    assert received.take_missing(1.0) == []


def test_a_far_jump_is_believed_at_its_second_packet() -> None:
    received = log()
    received.accept(0.0, 100, 0)
    assert received.accept(0.0, 40_000, 0) is None
    assert received.accept(0.0, 101, 0) == 101  # it was a stray one
    assert received.accept(0.0, 40_000, 0) is None
    assert received.accept(0.0, 40_001, 0) == 40_001
    assert received.accept(0.0, 40_001, 0) is None
    assert received.take_missing(1.0) == []
    report = received.take_report()
    assert report is not None
    assert report.packets_lost == 0


def test_a_jump_back_goes_on_upwards() -> None:
    received = log()
    received.accept(0.0, 30_000, 0)
    assert received.accept(0.0, 100, 0) is None
    assert received.accept(0.0, 101, 0) == 65536 + 101


def test_a_repair_never_makes_a_jump() -> None:
    received = log()
    received.accept(0.0, 0, 0)
    far = MAX_DROPOUT + 1
    assert received.accept(0.0, far, 0) is None
    assert received.accept(0.0, far + 1, 0, repaired=True) is None
    assert received.accept(0.0, far + 1, 0) is None


def test_report_of_an_interval() -> None:
    """RFC 3550 appendix A.3: fraction of 256 in the interval, losses since the start."""
    received = log()
    for sequence in (10, 11, 13, 13):  # one lost, one twice
        received.accept(0.0, sequence, 0)
    assert received.take_report() == Report(64, 1, 13, 0)
    received.accept(0.0, 14, 0)
    assert received.take_report() == Report(0, 1, 14, 0)
    assert received.take_report() == Report(0, 1, 14, 0)


def test_a_repaired_packet_stays_lost_in_the_reports() -> None:
    """RFC 4588 section 5.3: the reports of the original stream are about the original stream."""
    received = log()
    received.accept(0.0, 1, 0)
    received.accept(0.0, 3, 0)
    received.accept(0.0, 2, 0, repaired=True)
    report = received.take_report()
    assert report is not None
    assert report.packets_lost == 1


def test_jitter_settles_at_the_mean_deviation() -> None:
    """RFC 3550 appendix A.8 with packets alternately 0 and 10 ms late: 900 ticks."""
    received = log()
    for sequence in range(400):
        received.accept(sequence * 0.02 + 0.01 * (sequence % 2), sequence, sequence * 1800)
    report = received.take_report()
    assert report is not None
    assert report.jitter == pytest.approx(900, abs=2)


@given(st.integers(0, 0xFFFF), st.integers(0, 2**32), st.integers(1, 400))
def test_any_order_within_the_window_gives_each_packet_once(first: int, seed: int, count: int) -> None:
    numbers = list(range(1, count))
    random.Random(seed).shuffle(numbers)
    received = log()
    accepted = [received.accept(0.0, add16(first, number), 0) for number in [0, *numbers, *numbers]]
    assert sorted(number for number in accepted if number is not None) == list(range(first, first + count))
    assert received.packets_lost == 0
    assert received.take_missing(1.0) == []
