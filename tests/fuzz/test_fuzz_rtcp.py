"""Whatever comes as RTCP is read or refused, and what is read can be written and read again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.rtp.errors import ParseError
from media.rtp.rtcp import parse_rtcp
from media.rtp.rtcp_feedback import FullIntraRequest, Nack, PictureLoss, ReceiverBitrate
from media.rtp.rtcp_report import (
    Chunk,
    Goodbye,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    SourceDescription,
)
from media.rtp.transport_cc import TransportFeedback
from tests.fuzz.mutation import fuzz

BLOCK = ReportBlock(7, 3, -2, 70_000, 5, 0x12345678, 99)

SEEDS = [
    bytes(packet)
    for packet in (
        SenderReport(1, 2**40, 3, 4, 5, (BLOCK,)),
        ReceiverReport(1, (BLOCK, BLOCK)),
        SourceDescription((Chunk(1, ((1, b"name"), (2, b"x"))), Chunk(2, ()))),
        Goodbye((1, 2), b"bye"),
        Nack(1, 2, (5, 6, 7, 30, 65535)),
        PictureLoss(1, 2),
        FullIntraRequest(1, ((2, 3),)),
        ReceiverBitrate(1, 2_500_000, (2, 3)),
        TransportFeedback(1, 2, 65530, -5, 9, (1, None, 300, -7, None, None, 3, 0, 0) * 4),
    )
]
SEEDS.append(b"".join(SEEDS))


def check(octets: bytes) -> None:
    try:
        packets = parse_rtcp(octets)
    except ParseError:
        return
    for packet in packets:
        assert len(parse_rtcp(bytes(packet))) == 1


def test_mutated_packets() -> None:
    assert fuzz("rtcp", SEEDS, check) > 100


@given(st.binary(max_size=200), st.sampled_from(SEEDS))
def test_any_bytes_behind_a_good_packet(octets: bytes, good: bytes) -> None:
    check(octets)
    check(good + octets)
