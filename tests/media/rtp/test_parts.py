"""Small parts: RTX, history, pacer, layers, loudness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.errors import ParseError
from media.rtp.history import CAPACITY, MAX_AGE_SECONDS, REPEAT_SECONDS, History, Sent
from media.rtp.layers import ACTIVE_SECONDS, choose_layer
from media.rtp.pacer import MIN_BURST_OCTETS, Pacer
from media.rtp.rtx import original_sequence, wrap_payload
from media.rtp.speaker import Loudness, choose_loudest


class TestRtx:
    """RFC 4588 section 4."""

    @given(st.integers(0, 0xFFFF), st.binary(max_size=20))
    def test_what_is_wrapped_is_found(self, sequence: int, payload: bytes) -> None:
        wrapped = b"header" + wrap_payload(sequence, payload)
        assert original_sequence(wrapped, 6, len(wrapped)) == sequence
        assert wrapped[8:] == payload

    def test_padding_alone_has_no_original(self) -> None:
        assert original_sequence(b"header" + bytes(5), 6, 6) is None

    def test_one_octet_is_broken(self) -> None:
        with pytest.raises(ParseError):
            original_sequence(b"headerx", 6, 7)


def sent(sequence: int, at: float) -> Sent:
    return Sent(sequence, at, b"head", 4, b"body")


class TestHistory:
    def test_keeps_the_last_ones(self) -> None:
        history = History()
        for sequence in range(65536 - 5, 65536 + CAPACITY):
            history.add(sent(sequence % 65536, 1.0))
        assert history.take(1.5, 65535) is None  # overwritten by 511
        assert history.take(1.5, 5) == sent(5, 1.0)
        assert len(history) == CAPACITY
        history.clear()
        assert len(history) == 0

    def test_not_longer_than_a_jitter_buffer_waits(self) -> None:
        history = History()
        history.add(sent(7, 1.0))
        assert len(history) == 1
        assert history.take(1.0 + MAX_AGE_SECONDS + 0.01, 7) is None

    def test_the_same_packet_not_without_end(self) -> None:
        history = History()
        history.add(sent(7, 1.0))
        assert history.take(1.0, 7) is None  # it is still on its way
        assert history.take(1.1, 7) is not None
        assert history.take(1.1 + REPEAT_SECONDS / 2, 7) is None
        assert history.take(1.1 + REPEAT_SECONDS, 7) is not None

    def test_a_new_packet_in_the_place_is_its_own(self) -> None:
        history = History()
        history.add(sent(7, 1.0))
        history.take(1.1, 7)
        history.add(sent(7 + CAPACITY, 1.05))
        assert history.take(1.13, 7 + CAPACITY) is not None

    def test_cleared_is_empty(self) -> None:
        history = History()
        history.add(sent(7, 1.0))
        history.clear()
        assert history.take(1.5, 7) is None


class TestPacer:
    def test_a_second_of_packets_is_the_rate(self) -> None:
        pacer = Pacer(0.0, 1_000_000)
        octets = sum(1000 for tick in range(1, 51) for _ in range(20) if pacer.allow(tick * 0.02, 1000))
        assert octets == pytest.approx(125_000, abs=MIN_BURST_OCTETS + 2000)

    def test_the_lowest_rate_still_moves(self) -> None:
        pacer = Pacer(0.0, 8_000)
        assert [pacer.allow(0.0, 1200) for _ in range(4)] == [True, True, True, False]
        assert pacer.allow(5.0, 1200)

    def test_a_new_rate_counts_from_now_on(self) -> None:
        pacer = Pacer(0.0, 80_000_000)
        pacer.set_rate(0.0, 8_000)
        assert [pacer.allow(0.0, 1500) for _ in range(3)] == [True, True, False]

    def test_time_that_goes_back_gives_nothing(self) -> None:
        pacer = Pacer(10.0, 8_000)
        while pacer.allow(10.0, 1000):
            pass
        assert not pacer.allow(9.0, 1)


class TestLayers:
    """RFC 8853: a sender short of bandwidth stops the highest encodings."""

    @pytest.mark.parametrize(
        ("last_packets", "limit", "expected"),
        [
            ({}, 2, None),
            ({0: None}, 2, 0),
            ({0: 10.0, 1: 10.0, 2: 10.0}, 2, 2),
            ({0: 10.0, 1: 10.0, 2: 10.0}, 1, 1),
            ({0: 10.0, 1: 10.0, 2: None}, 2, 1),
            ({0: 10.0, 1: 10.0 - ACTIVE_SECONDS - 0.1}, 2, 0),
            ({0: None, 1: None}, 2, 0),
            ({1: None, 2: 10.0}, 0, 1),
        ],
    )
    def test_choice(self, last_packets: dict[int, float | None], limit: int, expected: int | None) -> None:
        assert choose_layer(last_packets, limit, now=10.0) == expected


class TestSpeaker:
    """RFC 6464 levels: 0 is loudest."""

    def test_up_at_once_down_slowly(self) -> None:
        loudness = Loudness()
        assert loudness.level(0.0) == 127
        loudness.add(0.0, 30)
        assert loudness.level(0.0) == 30
        loudness.add(0.5, 127)
        assert loudness.level(0.5) == pytest.approx(40)
        assert loudness.level(60.0) == 127

    @pytest.mark.parametrize(
        ("levels", "current", "count", "expected"),
        [
            ({1: 40.0, 2: 36.0}, {1}, 1, {1}),  # 4 dB louder is not enough
            ({1: 40.0, 2: 33.0}, {1}, 1, {2}),
            ({1: 40.0, 2: 40.0, 3: 40.0}, set(), 2, {1, 2}),
            ({1: 40.0}, {9}, 3, {1}),
            ({1: 40.0}, {1}, 0, set()),
            ({1: 40.0}, {1}, -1, set()),
            ({}, {1}, 2, set()),
        ],
    )
    def test_choice(
        self, levels: dict[int, float], current: set[int], count: int, expected: set[int]
    ) -> None:
        assert choose_loudest(levels, frozenset(current), count) == expected
