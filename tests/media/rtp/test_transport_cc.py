"""Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.arrivals import MAX_ARRIVALS, ArrivalLog
from media.rtp.errors import ParseError
from media.rtp.rtcp import parse_rtcp
from media.rtp.sequence import add16
from media.rtp.transport_cc import MAX_STATUSES, FeedbackBuilder, TransportFeedback

deltas = st.lists(st.none() | st.integers(-0x8000, 0x7FFF) | st.integers(0, 40), max_size=120)


def read_back(packet: TransportFeedback) -> TransportFeedback:
    (parsed,) = parse_rtcp(bytes(packet))
    assert isinstance(parsed, TransportFeedback)
    return parsed


def test_chunks_of_the_draft() -> None:
    """Section 3.1.3: a run of 221 lost packets. Section 3.1.4: one-bit and two-bit vectors."""
    run = "8fcd0005 00000001 00000002 0000 00dd 000000 00 00dd 0000"
    assert TransportFeedback.parse(bytes.fromhex(run)[4:]).deltas == (None,) * 221
    vector = "00000001 00000002 0005 000e 000000 00 9f1c 0404 0404 0404 0404 0000"
    arrived = TransportFeedback.parse(bytes.fromhex(vector)).deltas
    assert [delta is not None for delta in arrived] == [bool(int(bit)) for bit in "01111100011100"]
    two_bits = "00000001 00000002 0005 0007 000001 00 c950 8001 0102 0300"
    parsed = TransportFeedback.parse(bytes.fromhex(two_bits))
    assert parsed.deltas == (None, -32767, 1, 2, 3, None, None)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("00000001", "feedback is cut off"),
        ("00000001 00000002 0000 0001 000000 00", "chunk is cut off"),
        ("00000001 00000002 0000 0001 000000 00 2001", "delta is cut off"),
        ("00000001 00000002 0000 0001 000000 00 4001 00", "delta is cut off"),
        ("00000001 00000002 0000 0001 000000 00 6001 0000", "reserved symbol"),
    ],
)
def test_broken(body: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        TransportFeedback.parse(bytes.fromhex(body))


@given(st.integers(0, 0xFFFF), st.integers(-(2**23), 2**23 - 1), st.integers(0, 255), deltas)
def test_round_trip(base: int, reference: int, count: int, told: list[int | None]) -> None:
    packet = TransportFeedback(1, 2, base, reference, count, tuple(told))
    assert read_back(packet) == packet


def test_losses_between_two_feedbacks_are_told() -> None:
    builder = FeedbackBuilder()
    (first,) = builder.build(1, 2, [(65534, 10.0), (65535, 10.001)])
    (second,) = builder.build(1, 2, [(3, 10.05)])
    assert (first.base_sequence, len(first.deltas), first.count) == (65534, 2, 0)
    assert (second.base_sequence, second.count) == (0, 1)
    assert [delta is None for delta in second.deltas] == [True, True, True, False]
    ((sequence, at),) = second.arrivals()
    assert sequence == 3
    assert at == pytest.approx(10.05, abs=0.0002)


def test_no_arrivals_no_feedback() -> None:
    assert FeedbackBuilder().build(1, 2, []) == []


def test_a_late_packet_is_told_again_from_its_number_on() -> None:
    builder = FeedbackBuilder()
    builder.build(1, 2, [(10, 1.0), (13, 1.01)])
    (again,) = builder.build(1, 2, [(12, 1.06), (14, 1.07)])
    assert again.base_sequence == 12
    assert [sequence for sequence, _ in again.arrivals()] == [12, 14]
    (next_one,) = builder.build(1, 2, [(15, 1.08)])
    assert next_one.base_sequence == 15


def test_a_pause_too_long_for_a_delta_starts_another_packet() -> None:
    packets = FeedbackBuilder().build(1, 2, [(1, 1.0), (2, 20.0)])
    assert [packet.base_sequence for packet in packets] == [1, 2]
    assert [packet.count for packet in packets] == [0, 1]


def test_a_jump_is_told_of_within_bounds() -> None:
    builder = FeedbackBuilder()
    builder.build(1, 2, [(0, 1.0)])
    packets = builder.build(1, 2, [(30000, 1.1)])
    assert sum(len(packet.deltas) for packet in packets) == MAX_STATUSES + 1


@given(
    st.integers(0, 0xFFFF),
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 400)), min_size=1, max_size=80),
    st.integers(1, 20),
)
def test_each_arrival_is_told_once_with_its_time(
    start: int, steps: list[tuple[int, int]], batch: int
) -> None:
    arrivals = []
    sequence, at = start, 100.0
    for step, milliseconds in steps:
        sequence, at = add16(sequence, step), at + milliseconds / 1000
        arrivals.append((sequence, at))
    builder = FeedbackBuilder()
    told: list[tuple[int, float]] = []
    for index in range(0, len(arrivals), batch):
        for packet in builder.build(1, 2, arrivals[index : index + batch]):
            told += read_back(packet).arrivals()
    assert [sequence for sequence, _ in told] == [sequence for sequence, _ in arrivals]
    assert [at for _, at in told] == pytest.approx([at for _, at in arrivals], abs=0.0002)


def test_the_log_is_bounded_and_taken_once() -> None:
    log = ArrivalLog()
    for number in range(MAX_ARRIVALS + 10):
        log.add(number, 1.0)
    assert len(log.take()) == MAX_ARRIVALS
    assert log.take() == []
