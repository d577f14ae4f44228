"""TCP framing: any stream gives packets within bounds or ends in a FramingError, however it is cut."""

from __future__ import annotations

from media.transport.framing import MAX_PACKET_BYTES, Deframer, FramingError, frame
from tests.fuzz.mutation import fuzz


def read(stream: bytes, piece: int) -> tuple[list[bytes], bool]:
    deframer, packets = Deframer(), list[bytes]()
    for start in range(0, len(stream), piece):
        try:
            for packet in deframer.feed(stream[start : start + piece]):
                assert 0 < len(packet) <= MAX_PACKET_BYTES
                packets.append(packet)
        except FramingError:
            return packets, True
    return packets, False


def take(stream: bytes) -> None:
    whole = read(stream, max(1, len(stream)))
    assert whole == read(stream, 1) == read(stream, 7)


def test_mutated_streams() -> None:
    fuzz("framing", [frame(b"\x16handshake") + frame(b"\x80" * 100), frame(b"x") * 20], take)
