"""What one endpoint may send."""

from __future__ import annotations

from media.forward.leg import MAX_SSRCS, PACKETS_PER_SECOND, Leg

SSRC = b"one."


def taken(leg: Leg, now: float, packets: int) -> int:
    """How many of these packets are taken at this moment."""
    return sum(leg.takes(now, SSRC) for _ in range(packets))


def test_an_endpoint_sends_so_many_packets_and_no_more() -> None:
    leg = Leg(1, 0.0)
    assert taken(leg, 0.0, 2 * PACKETS_PER_SECOND) == PACKETS_PER_SECOND
    assert taken(leg, 0.5, PACKETS_PER_SECOND) == PACKETS_PER_SECOND / 2
    # The process stood still: one second's worth waits, not a minute's.
    assert taken(leg, 60.5, 2 * PACKETS_PER_SECOND) == PACKETS_PER_SECOND


def test_a_lower_limit_counts_at_once() -> None:
    leg = Leg(1, 0.0)
    leg.limit(10)
    assert taken(leg, 0.0, 30) == 10
    assert taken(leg, 0.5, 30) == 5


def test_a_full_table_of_ssrcs_takes_known_ones_alone() -> None:
    leg = Leg(1, 0.0)
    leg.ssrcs = {number.to_bytes(4, "big") for number in range(MAX_SSRCS)}
    assert leg.takes(0.0, bytes(4))
    assert not leg.takes(0.0, SSRC)
