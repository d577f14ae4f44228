"""What was sent, and what feedback tells of it."""

from __future__ import annotations

from media.rtp.departures import CAPACITY, Delivery, DepartureLog


def sent(count: int) -> DepartureLog:
    log = DepartureLog()
    for index in range(count):
        log.sent(log.take_number(), float(index), 100 + index)
    return log


def test_arrived_and_missing_are_told_once() -> None:
    log = sent(3)
    first = [
        Delivery(0, 0.0, 100, 7.0, False),
        Delivery(1, 1.0, 101, None, False),
        Delivery(2, 2.0, 102, 9.0, False),
    ]
    assert log.acknowledge(0, [7.0, None, 9.0]) == first
    assert log.acknowledge(0, [7.0, None, 9.0]) == []


def test_a_packet_that_was_missing_may_arrive_later() -> None:
    log = sent(1)
    assert log.acknowledge(0, [None]) == [Delivery(0, 0.0, 100, None, False)]
    assert log.acknowledge(0, [5.0]) == [Delivery(0, 0.0, 100, 5.0, True)]
    assert log.acknowledge(0, [None]) == []


def test_numbers_that_were_never_sent_or_are_too_old_say_nothing() -> None:
    log = sent(CAPACITY + 1)
    assert log.acknowledge(0, [1.0]) == []
    assert log.acknowledge(CAPACITY + 1, [1.0] * 50) == []
    assert len(log.acknowledge(1, [1.0] * CAPACITY)) == CAPACITY


def test_numbers_wrap_around() -> None:
    log = DepartureLog()
    log.next_number = 65535
    for at in (1.0, 2.0):
        log.sent(log.take_number(), at, 10)
    assert [d.sent_at for d in log.acknowledge(65535, [3.0, 4.0])] == [1.0, 2.0]
