"""RTCP compounds: several packets in one datagram, or one alone (reduced size).

Source: RFC 3550 section 6.1, RFC 5506.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from media.rtp.errors import ParseError
from media.rtp.rtcp_feedback import (
    AFB_FORMAT,
    FIR_FORMAT,
    NACK_FORMAT,
    PLI_FORMAT,
    PSFB,
    RTPFB,
    FullIntraRequest,
    Nack,
    PictureLoss,
    ReceiverBitrate,
)
from media.rtp.rtcp_report import (
    BYE,
    RR,
    SDES,
    SR,
    Goodbye,
    ReceiverReport,
    SenderReport,
    SourceDescription,
    pack_rtcp,
)
from media.rtp.transport_cc import TRANSPORT_FORMAT, TransportFeedback

_HEADER: Final = struct.Struct("!BBH")

FIRST_TYPE: Final = 192
LAST_TYPE: Final = 223
"""Packet types that tell RTCP from RTP on one port (RFC 5761 section 4)."""


@dataclass(frozen=True, slots=True)
class OtherPacket:
    """A packet of a type or format that the server does not use (XR, APP, ...)."""

    count: int
    packet_type: int
    body: bytes

    def __bytes__(self) -> bytes:
        return pack_rtcp(self.count, self.packet_type, self.body)


MAX_PACKETS: Final = 32
"""Of one compound: 15 sender reports and their description are 16."""

MAX_TRANSPORT: Final = 4
"""Transport-wide feedback in one compound: each may tell of a thousand packets in few octets."""

RtcpPacket = (
    SenderReport
    | ReceiverReport
    | SourceDescription
    | Goodbye
    | Nack
    | PictureLoss
    | FullIntraRequest
    | ReceiverBitrate
    | TransportFeedback
    | OtherPacket
)


def is_rtcp(packet: bytes) -> bool:
    """Whether a datagram of RTP's first octet range is RTCP (RFC 5761 section 4).

    >>> is_rtcp(bytes((0x80, 200))), is_rtcp(bytes((0x80, 96))), is_rtcp(b"")
    (True, False, False)
    """
    return len(packet) > 1 and FIRST_TYPE <= packet[1] <= LAST_TYPE


def parse_rtcp(compound: bytes) -> list[RtcpPacket]:
    """The packets of a datagram, in order; a reduced-size one is a list of one.

    Raises:
        ParseError: not version 2, a length beyond the end, contents that contradict their own counts, or more
            than MAX_PACKETS.

    Source: RFC 3550 section 6.1 and appendix A.2.
    """
    packets: list[RtcpPacket] = []
    position = 0
    size = len(compound)
    transport = 0
    while position < size or not packets:
        if size < position + _HEADER.size:
            raise ParseError("RTCP header is cut off")
        if len(packets) >= MAX_PACKETS:
            raise ParseError("RTCP compound of too many packets")
        first, packet_type, words = _HEADER.unpack_from(compound, position)
        if first & 0xC0 != 0x80:
            raise ParseError("RTCP version is not 2")
        end = position + _HEADER.size + 4 * words
        if end > size:
            raise ParseError("RTCP packet is cut off")
        body = compound[position + _HEADER.size : end]
        if first & 0x20:
            body = _without_padding(body)
        transport += (packet_type, first & 0x1F) == (RTPFB, TRANSPORT_FORMAT)
        if transport > MAX_TRANSPORT:
            raise ParseError("RTCP compound of too many transport-wide feedback packets")
        packets.append(_parse_one(first & 0x1F, packet_type, body))
        position = end
    return packets


def _without_padding(body: bytes) -> bytes:
    padding = body[-1] if body else 0
    if not 0 < padding <= len(body) or padding % 4:
        raise ParseError("RTCP padding is not whole words of the packet")
    return body[:-padding]


def _parse_one(count: int, packet_type: int, body: bytes) -> RtcpPacket:
    """Read one packet; its count field is the feedback format in feedback packets."""
    if reader := _COUNTED.get(packet_type):
        return reader(count, body)
    if feedback := _FEEDBACK.get((packet_type, count)):
        if (packet_type, count) == (PSFB, AFB_FORMAT) and body[8:12] != b"REMB":
            return OtherPacket(count, packet_type, body)
        return feedback(body)
    return OtherPacket(count, packet_type, body)


_COUNTED: Final[dict[int, Callable[[int, bytes], RtcpPacket]]] = {
    SR: SenderReport.parse,
    RR: ReceiverReport.parse,
    SDES: SourceDescription.parse,
    BYE: Goodbye.parse,
}

_FEEDBACK: Final[dict[tuple[int, int], Callable[[bytes], RtcpPacket]]] = {
    (RTPFB, NACK_FORMAT): Nack.parse,
    (RTPFB, TRANSPORT_FORMAT): TransportFeedback.parse,
    (PSFB, PLI_FORMAT): PictureLoss.parse,
    (PSFB, FIR_FORMAT): FullIntraRequest.parse,
    (PSFB, AFB_FORMAT): ReceiverBitrate.parse,
}
