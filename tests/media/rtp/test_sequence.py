"""Wrap-around arithmetic (RFC 1982 section 3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.sequence import add16, add32, distance16, distance32, extend16

numbers16 = st.integers(0, 0xFFFF)
numbers32 = st.integers(0, 0xFFFFFFFF)


@pytest.mark.parametrize(
    ("number", "reference", "distance"),
    [(0, 65535, 1), (65535, 0, -1), (5, 5, 0), (32767, 0, 32767), (32768, 0, -32768), (0, 32769, 32767)],
)
def test_distance16_crosses_the_wrap(number: int, reference: int, distance: int) -> None:
    assert distance16(number, reference) == distance


@given(numbers16, st.integers(-0x8000, 0x7FFF))
def test_distance16_undoes_add16(number: int, step: int) -> None:
    assert distance16(add16(number, step), number) == step


@given(numbers32, st.integers(-0x80000000, 0x7FFFFFFF))
def test_distance32_undoes_add32(timestamp: int, step: int) -> None:
    assert distance32(add32(timestamp, step), timestamp) == step


@given(numbers16, st.integers(0, 2**40))
def test_extend16_keeps_the_16_bits_and_is_nearest(number: int, reference: int) -> None:
    extended = extend16(number, reference)
    assert extended % 0x10000 == number
    assert abs(extended - reference) <= 0x8000
