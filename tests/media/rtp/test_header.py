"""RTP header (RFC 3550 section 5.1) and one-byte extensions (RFC 8285 section 4.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.errors import ParseError
from media.rtp.header import (
    build_elements,
    build_extension,
    build_packet,
    parse_header,
    read_extensions,
)

FIXED = bytes.fromhex("80e0303900000064deadbeef")  # marker, 96, 12345, 100, deadbeef

elements = st.lists(
    st.tuples(st.integers(1, 14), st.binary(min_size=1, max_size=16)), max_size=5, unique_by=lambda e: e[0]
)


def test_fixed_header() -> None:
    header = parse_header(FIXED + b"payload")
    assert header.marker
    assert (header.payload_type, header.sequence, header.timestamp) == (96, 12345, 100)
    assert (header.ssrc, header.payload_start, header.payload_end) == (0xDEADBEEF, 12, 19)
    assert read_extensions(FIXED, header) == {}


def test_csrc_and_padding_are_left_out() -> None:
    packet = bytes([0xA2]) + FIXED[1:] + bytes(8) + b"abc" + b"\x00\x00\x03"
    header = parse_header(packet)
    assert packet[header.payload_start : header.payload_end] == b"abc"


@pytest.mark.parametrize(
    ("packet", "message"),
    [
        (FIXED[:11], "RTP packet shorter than 12 octets"),
        (b"\x40" + FIXED[1:], "RTP version is not 2"),
        (b"\x81" + FIXED[1:], "RTP header or padding is longer than the packet"),
        (b"\x90" + FIXED[1:] + b"\xbe\xde\x00", "RTP header extension is cut off"),
        (b"\x90" + FIXED[1:] + b"\xbe\xde\x00\x01", "RTP header or padding is longer than the packet"),
        (b"\xa0" + FIXED[1:] + b"\x00", "RTP padding of no octets"),
        (b"\xa0" + FIXED[1:] + b"\x02", "RTP header or padding is longer than the packet"),
    ],
)
def test_broken_headers(packet: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse_header(packet)


@pytest.mark.parametrize(
    ("block", "found"),
    [
        # RFC 8285 section 4.2: padding octets between elements, several elements
        ("bede0002 10aa 00 21bbcc 00 00", {1: b"\xaa", 2: b"\xbb\xcc"}),
        ("bede0001 f0aa 10bb", {}),  # id 15 ends the list
        ("bede0001 00aa 0000", {}),  # an element of id 0 is padding; aa is cut off
        ("bede0001 10aa 33bb", {1: b"\xaa"}),  # the last one is cut off
        ("bede0001 0210bbcc", {}),  # id 0 with a length is skipped
        ("bede0001 10aa 10bb", {1: b"\xbb"}),  # repeated
        ("10000001 01020304", {}),  # two-byte profile is not used
        ("bede0000", {}),
    ],
)
def test_extension_blocks(block: str, found: dict[int, bytes]) -> None:
    packet = b"\x90" + FIXED[1:] + bytes.fromhex(block) + b"payload"
    header = parse_header(packet)
    assert packet[header.payload_start :] == b"payload"
    assert read_extensions(packet, header) == found


@pytest.mark.parametrize("element", [(0, b"a"), (15, b"a"), (1, b""), (1, bytes(17))])
def test_elements_that_cannot_be_written(element: tuple[int, bytes]) -> None:
    with pytest.raises(ValueError, match="one-byte header extension"):
        build_elements([element])


def test_no_elements_are_no_extension() -> None:
    assert build_extension(b"") == b""


@given(
    st.integers(0, 127),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.binary(max_size=50),
    st.booleans(),
    elements,
    st.integers(0, 255),
)
def test_what_is_built_is_read(
    payload_type: int,
    sequence: int,
    timestamp: int,
    payload: bytes,
    marker: bool,
    extension: list[tuple[int, bytes]],
    padding: int,
) -> None:
    packet = build_packet(
        payload_type,
        sequence,
        timestamp,
        7,
        payload,
        marker=marker,
        elements=extension,
        padding=padding,
    )
    header = parse_header(packet)
    assert header[:5] == (marker, payload_type, sequence, timestamp, 7)
    assert packet[header.payload_start : header.payload_end] == payload
    assert read_extensions(packet, header) == dict(extension)


@given(st.binary(max_size=100))
def test_any_bytes_are_a_header_or_an_error(packet: bytes) -> None:
    try:
        header = parse_header(packet)
    except ParseError:
        return
    assert 12 <= header.payload_start <= header.payload_end <= len(packet)
    read_extensions(packet, header)
