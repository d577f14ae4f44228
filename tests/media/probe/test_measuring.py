"""Loss, jitter, delay and bandwidth out of lines whose true figures are known."""

from __future__ import annotations

import random

import pytest

from media.probe.measuring import Echo, Report, Sent, quality, rate_down, rate_up

OCTETS = 1000


def steady(count: int, spacing: float, first: int = 1) -> dict[int, Sent]:
    return {first + n: Sent(n * spacing, OCTETS) for n in range(count)}


def test_a_clean_line() -> None:
    sent = steady(100, 0.02)
    echoes = [Echo(number, one.at + 0.04) for number, one in sent.items()]
    found = quality(sent, echoes, [Report(1.0, 50, 0), Report(2.0, 100, 0)])
    assert found is not None
    assert (found.loss_up, found.loss_down) == (0, 0)
    assert found.jitter_ms == pytest.approx(0, abs=1e-9)
    assert found.round_trip_ms == pytest.approx(40)


def test_loss_of_each_direction() -> None:
    """10 of 100 are lost on the way there, 9 of the other 90 on the way back."""
    sent = steady(100, 0.02)
    echoes = [Echo(number, one.at) for number, one in sent.items() if number > 19]
    found = quality(sent, echoes, [Report(2.0, 100, 10)])
    assert found is not None
    assert found.loss_up == pytest.approx(0.10)
    assert found.loss_down == pytest.approx(0.10)


def test_reports_of_other_packets_say_nothing_of_these() -> None:
    sent = steady(100, 0.02)
    echoes = [Echo(number, one.at) for number, one in sent.items()]
    found = quality(sent, echoes, [Report(9.0, 500, 400)])
    assert found is not None and found.loss_up == 0


def test_a_line_from_which_nothing_comes_back() -> None:
    assert quality(steady(10, 0.02), [], [Report(1.0, 10, 0)]) is None
    assert quality(steady(10, 0.02), [Echo(99, 1.0)], []) is None


def test_what_comes_twice_counts_once() -> None:
    sent = steady(2, 0.02)
    found = quality(sent, [Echo(1, 0.03), Echo(1, 5.0)], [])
    assert found is not None
    assert found.loss_down == 0.5
    assert found.round_trip_ms == pytest.approx(30)


def test_jitter_converges_to_the_mean_difference_of_transit_times() -> None:
    """RFC 3550 appendix A.8: a filter of gain 1/16 over |D|; transit times alternate by 8 ms."""
    sent = steady(500, 0.02)
    echoes = [Echo(number, one.at + 0.05 + (number % 2) * 0.008) for number, one in sent.items()]
    found = quality(sent, echoes, [])
    assert found is not None
    assert found.jitter_ms == pytest.approx(8, abs=0.1)


def test_the_rate_up_is_what_arrived_between_two_reports() -> None:
    """1,000 octets every 10 ms are 800 kbit/s; a quarter of them does not arrive."""
    sent = steady(300, 0.01)
    reports = [Report(1.0, 100, 25), Report(2.0, 200, 50), Report(3.0, 300, 75)]
    assert rate_up(sent, reports) == pytest.approx(600_000)


def test_reports_that_follow_each_other_at_once_are_no_rate() -> None:
    sent = steady(300, 0.01)
    assert rate_up(sent, [Report(1.0, 100, 0), Report(1.001, 110, 0)]) == 0
    assert rate_up(sent, [Report(1.0, 100, 0)]) == 0


def test_the_rate_down_is_what_came_back_in_the_best_window() -> None:
    """The line carries 400 kbit/s: of packets that leave each 10 ms one comes back each 20 ms."""
    sent = steady(300, 0.01)
    echoes = [Echo(number, 0.1 + 0.02 * number) for number in sent]
    assert rate_down(sent, echoes) == pytest.approx(400_000, rel=0.03)


def test_any_order_and_any_loss_gives_shares_and_rates_that_can_be() -> None:
    chance = random.Random(1)
    for _ in range(300):
        sent = steady(chance.randint(1, 200), 0.01, chance.randint(1, 1000))
        numbers = [*sent, *range(5)]
        echoes = [Echo(chance.choice(numbers), chance.uniform(0, 5)) for _ in range(chance.randint(0, 300))]
        reports = [
            Report(at, chance.randint(0, 1500), chance.randint(0, 300)) for at in sorted({0.0, 1.0, 2.5})
        ]
        found = quality(sent, echoes, reports)
        assert rate_up(sent, reports) >= 0
        assert rate_down(sent, echoes) >= 0
        if found is not None:
            assert 0 <= found.loss_up <= 1
            assert 0 <= found.loss_down <= 1
            assert found.jitter_ms >= 0
