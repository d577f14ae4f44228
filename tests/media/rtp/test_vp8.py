"""VP8 payload descriptors (RFC 7741 section 4.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.errors import ParseError
from media.rtp.vp8 import ABSENT, Descriptor, parse_descriptor, rewrite_descriptor


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        # RFC 7741 section 4.6.1: key frame in a single packet, 7-bit picture id
        ("90801100", Descriptor(3, 0x11, False, ABSENT, 0, True)),
        # section 4.6.5 alike: 15-bit picture id
        ("908081b801", Descriptor(4, 0x1B8, True, ABSENT, 0, False)),
        ("1000", Descriptor(1, ABSENT, False, ABSENT, 0, True)),
        ("1001", Descriptor(1, ABSENT, False, ABSENT, 0, False)),
        ("0000", Descriptor(1, ABSENT, False, ABSENT, 0, False)),  # not a start
        ("1100", Descriptor(1, ABSENT, False, ABSENT, 0, False)),  # partition 1
        ("90e0ffff072000", Descriptor(6, 0x7FFF, True, 7, 4, True)),
        ("906005202f", Descriptor(4, ABSENT, False, 5, 2, False)),
        ("9010202e", Descriptor(3, ABSENT, False, ABSENT, 0, True)),
        ("900000", Descriptor(2, ABSENT, False, ABSENT, 0, True)),
    ],
)
def test_descriptors(payload: str, expected: Descriptor) -> None:
    assert parse_descriptor(bytes.fromhex(payload)) == expected


@pytest.mark.parametrize(
    "payload", ["", "90", "9080", "908080", "9040", "908001", "10", "00", "902000", "90600520"]
)
def test_cut_off(payload: str) -> None:
    with pytest.raises(ParseError):
        parse_descriptor(bytes.fromhex(payload))


@pytest.mark.parametrize(
    ("before", "picture_id", "tl0", "after"),
    [
        ("9080ffff", 1, 0, "90808000"),  # 15 bits wrap
        ("90807f", 1, 0, "908000"),  # 7 bits wrap
        ("90c005ff", -1, 2, "90c00401"),
        ("10", 5, 5, "10"),
        ("9040ff", 3, 1, "904000"),
    ],
)
def test_rewrite(before: str, picture_id: int, tl0: int, after: str) -> None:
    octets = bytes.fromhex(before)
    descriptor = parse_descriptor(octets + b"\x00")
    assert rewrite_descriptor(octets, descriptor, picture_id, tl0).hex() == after


@given(st.binary(max_size=20), st.integers(-70000, 70000), st.integers(-300, 300))
def test_rewriting_there_and_back(payload: bytes, picture_id: int, tl0: int) -> None:
    try:
        descriptor = parse_descriptor(payload)
    except ParseError:
        return
    octets = payload[: descriptor.size]
    there = rewrite_descriptor(octets, descriptor, picture_id, tl0)
    moved = parse_descriptor(there + payload[descriptor.size :])
    assert moved.size == descriptor.size
    assert rewrite_descriptor(there, moved, -picture_id, -tl0) == octets
