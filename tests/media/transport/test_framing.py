"""RFC 4571 framing, however the stream is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.transport.framing import MAX_PACKET_BYTES, Deframer, FramingError, frame


@given(packets=st.lists(st.binary(min_size=1, max_size=300), max_size=8), data=st.data())
def test_round_trip_in_any_pieces(packets: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(map(frame, packets))
    deframer, got = Deframer(), list[bytes]()
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        got += deframer.feed(stream[:size])
        stream = stream[size:]
    assert got == packets


@pytest.mark.parametrize("length", [0, MAX_PACKET_BYTES + 1, 65535])
def test_empty_and_long_frames_are_refused(length: int) -> None:
    with pytest.raises(FramingError, match=f"{length} bytes"):
        list(Deframer().feed(length.to_bytes(2, "big") + b"x"))


def test_what_stood_before_a_bad_frame_is_given() -> None:
    packets = Deframer().feed(frame(b"good") + b"\0\0")
    assert next(packets) == b"good"
    with pytest.raises(FramingError):
        next(packets)
