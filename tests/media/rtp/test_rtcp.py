"""RTCP compounds (RFC 3550 section 6, RFC 4585, RFC 5104, RFC 5506)."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.errors import ParseError
from media.rtp.rtcp import MAX_PACKETS, OtherPacket, RtcpPacket, is_rtcp, parse_rtcp
from media.rtp.rtcp_feedback import (
    MAX_NACK_PAIRS,
    FullIntraRequest,
    Nack,
    PictureLoss,
    ReceiverBitrate,
)
from media.rtp.rtcp_report import (
    CNAME,
    Chunk,
    Goodbye,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    SourceDescription,
    middle_ntp,
    ntp_from_unix,
    ntp_seconds,
    pack_rtcp,
)
from media.rtp.transport_cc import MAX_TOLD, TRANSPORT_FORMAT, TransportFeedback

BLOCK = ReportBlock(0xBCDF, 64, -1, 0x00012345, 90, 0x11223344, 65536)

VECTORS: list[tuple[str, RtcpPacket]] = [
    # field by field from the figures of the sections named
    (  # RFC 3550 section 6.4.1
        "81c8000c 0000abcd 83aa7e8080000000 00001000 00000007 00000123"
        " 0000bcdf 40ffffff 00012345 0000005a 11223344 00010000",
        SenderReport(0xABCD, 0x83AA7E8080000000, 0x1000, 7, 0x123, (BLOCK,)),
    ),
    ("80c90001 0000abcd", ReceiverReport(0xABCD)),  # section 6.4.2
    (
        "81c90007 0000abcd 0000bcdf 40ffffff 00012345 0000005a 11223344 00010000",
        ReceiverReport(0xABCD, (BLOCK,)),
    ),
    (  # section 6.5: two octets of item and end, one whole word of end
        "82ca0006 00000001 01026162 00000000 00000002 0101 61 02 00 000000",
        SourceDescription((Chunk(1, ((1, b"ab"),)), Chunk(2, ((1, b"a"), (2, b""))))),
    ),
    ("82cb0002 00000001 00000002", Goodbye((1, 2))),  # section 6.6
    ("81cb0002 00000001 03627965", Goodbye((1,), b"bye")),
    ("81cd0003 00000001 00000002 fffe8001", Nack(1, 2, (65534, 65535, 14))),  # RFC 4585 section 6.2.1
    ("81ce0002 00000001 00000002", PictureLoss(1, 2)),  # section 6.3.1
    ("84ce0004 00000001 00000000 00000002 05000000", FullIntraRequest(1, ((2, 5),))),  # RFC 5104 4.3.1
    (  # draft-alvestrand-rmcat-remb-03 section 2.2: 2 Mbit/s
        "8fce0005 00000001 00000000 52454d42 010fd090 00000002",
        ReceiverBitrate(1, 2_000_000, (2,)),
    ),
    ("8fce0003 00000001 00000002 61626364", OtherPacket(15, 206, bytes.fromhex("000000010000000261626364"))),
    ("80cf0001 00000001", OtherPacket(0, 207, bytes(3) + b"\x01")),  # XR, RFC 3611
    ("81cc0002 00000001 6e616d65", OtherPacket(1, 204, bytes(3) + b"\x01name")),  # APP
]


@pytest.mark.parametrize(("octets", "value"), VECTORS, ids=lambda x: type(x).__name__)
def test_vectors_both_ways(octets: str, value: RtcpPacket) -> None:
    assert parse_rtcp(bytes.fromhex(octets)) == [value]
    assert bytes(value) == bytes.fromhex(octets)


def test_a_compound_is_read_in_order() -> None:
    compound = b"".join(bytes(value) for _, value in VECTORS)
    assert parse_rtcp(compound) == [value for _, value in VECTORS]


def test_padding_of_the_last_packet_is_left_out() -> None:
    packet = bytearray(bytes(PictureLoss(1, 2)) + bytes(3) + b"\x04")
    packet[0] |= 0x20
    packet[3] += 1
    assert parse_rtcp(bytes(packet)) == [PictureLoss(1, 2)]


def test_profile_extensions_of_reports_are_left_out() -> None:
    body = struct.pack("!II", 7, 99)
    assert parse_rtcp(pack_rtcp(0, 201, body)) == [ReceiverReport(7)]


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        ("", "header is cut off"),
        ("80c900", "header is cut off"),
        ("40c90001 00000001", "version is not 2"),
        ("80c90002 00000001", "RTCP packet is cut off"),
        ("80c90000", "receiver report is cut off"),
        ("81c90001 00000001", "blocks are cut off"),
        ("80c80001 00000001", "sender report is cut off"),
        ("81ca0000", "chunk is cut off"),
        ("81ca0001 00000001", "chunk has no end"),
        ("81ca0002 00000001 01050000", "item is cut off"),
        ("81ca0002 00000001 01016101", "item is cut off"),
        ("82cb0001 00000001", "goodbye is cut off"),
        ("80cb0001 05616263", "reason is cut off"),
        ("81cd0001 00000001", "feedback is cut off"),
        ("81cd0002 00000001 00000002", "asks for nothing"),
        ("81ce0001 00000001", "feedback is cut off"),
        ("84ce0003 00000001 00000000 00000002", "FIR entry is cut off"),
        ("8fce0003 00000001 00000000 52454d42", "is not REMB"),
        ("8fce0004 00000001 00000000 52454d42 02000000", "REMB is cut off"),
        ("a0c90001 00000003", "padding"),
        ("a0c90001 00000008", "padding"),
        ("a0c90000", "padding"),
        ("a0c90001 00000000", "padding"),
    ],
)
def test_broken_packets(octets: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse_rtcp(bytes.fromhex(octets))


def test_a_compound_is_read_up_to_its_limit() -> None:
    goodbye = bytes(Goodbye((1,)))
    assert len(parse_rtcp(goodbye * MAX_PACKETS)) == MAX_PACKETS
    with pytest.raises(ParseError, match="too many packets"):
        parse_rtcp(goodbye * (MAX_PACKETS + 1))


def test_feedback_about_more_than_was_kept_is_refused() -> None:
    """A run of 8,191 packets is two octets: what it costs to read them is bounded."""

    def body(statuses: int) -> bytes:
        return struct.pack("!IIHH4s", 1, 2, 0, statuses, bytes(4)) + struct.pack("!H", 0x1FFF) + bytes(2)

    (feedback,) = parse_rtcp(pack_rtcp(TRANSPORT_FORMAT, 205, body(MAX_TOLD)))
    assert isinstance(feedback, TransportFeedback)
    assert len(feedback.deltas) == MAX_TOLD
    with pytest.raises(ParseError, match="too many packets"):
        parse_rtcp(pack_rtcp(TRANSPORT_FORMAT, 205, body(MAX_TOLD + 1)))


def test_a_nack_is_read_up_to_its_limit() -> None:
    body = struct.pack("!II", 1, 2) + struct.pack("!HH", 0, 0xFFFF) * (MAX_NACK_PAIRS + 5)
    (nack,) = parse_rtcp(pack_rtcp(1, 205, body))
    assert isinstance(nack, Nack)
    assert len(nack.sequences) == 17 * MAX_NACK_PAIRS


@given(st.sets(st.integers(0, 0xFFFF), min_size=1, max_size=60))
def test_nack_asks_for_all(sequences: set[int]) -> None:
    (nack,) = parse_rtcp(bytes(Nack(1, 2, tuple(sorted(sequences)))))
    assert isinstance(nack, Nack)
    assert set(nack.sequences) == sequences


@given(st.integers(0, 2**60), st.lists(st.integers(0, 2**32 - 1), max_size=10))
def test_remb_keeps_18_bits(bits_per_second: int, ssrcs: list[int]) -> None:
    (remb,) = parse_rtcp(bytes(ReceiverBitrate(1, bits_per_second, tuple(ssrcs))))
    assert isinstance(remb, ReceiverBitrate)
    assert remb.ssrcs == tuple(ssrcs)
    assert bits_per_second * (1 - 2**-17) <= remb.bits_per_second <= bits_per_second


@given(st.lists(st.lists(st.tuples(st.integers(1, 255), st.binary(max_size=20)), max_size=4), max_size=5))
def test_descriptions_round_trip(chunks: list[list[tuple[int, bytes]]]) -> None:
    description = SourceDescription(tuple(Chunk(n, tuple(items)) for n, items in enumerate(chunks)))
    assert parse_rtcp(bytes(description)) == [description]


@given(st.binary(max_size=120))
def test_any_bytes_are_packets_or_an_error(octets: bytes) -> None:
    try:
        packets = parse_rtcp(octets)
    except ParseError:
        return
    assert packets


def test_ntp() -> None:
    ntp = ntp_from_unix(0.25)
    assert ntp_seconds(ntp) == 2_208_988_800.25
    assert middle_ntp(ntp) == 0x7E804000
    assert ntp_from_unix(2**32 - 2_208_988_800) == 0  # era 1 begins in 2036


def test_is_rtcp_by_packet_type() -> None:
    assert [is_rtcp(bytes((0x80, octet))) for octet in (191, 192, 223, 224)] == [False, True, True, False]
    assert CNAME == 1
