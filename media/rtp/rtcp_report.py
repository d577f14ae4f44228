"""RTCP sender and receiver reports, source description and goodbye.

Each class reads from the body of one packet of a compound and writes the whole packet.
Source: RFC 3550 sections 6.4 to 6.6.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from media.rtp.errors import ParseError

_HEADER: Final = struct.Struct("!BBH")
_SENDER: Final = struct.Struct("!IQIII")
_BLOCK: Final = struct.Struct("!IIIIII")
_SSRC: Final = struct.Struct("!I")

SR: Final = 200
RR: Final = 201
SDES: Final = 202
BYE: Final = 203

CNAME: Final = 1

NTP_EPOCH_SECONDS: Final = 2_208_988_800
"""1970-01-01 in seconds since 1900 (RFC 5905 section 6)."""


def pack_rtcp(count: int, packet_type: int, body: bytes) -> bytes:
    """One RTCP packet; `body` is whole words, `count` the low five bits of the first octet."""
    return _HEADER.pack(0x80 | count, packet_type, len(body) // 4) + body


def ntp_from_unix(seconds: float) -> int:
    """A 64-bit NTP time stamp from seconds since 1970; era 1 (2036) wraps, as the standard says.

    >>> hex(ntp_from_unix(0.5))
    '0x83aa7e8080000000'
    """
    return round((seconds + NTP_EPOCH_SECONDS) * 2**32) % 2**64


def ntp_seconds(ntp: int) -> float:
    """Seconds since 1900 of a 64-bit NTP time stamp."""
    return ntp / 2**32


def middle_ntp(ntp: int) -> int:
    """The middle 32 bits, which a report block repeats as LSR (RFC 3550 section 6.4.1)."""
    return ntp >> 16 & 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """Reception of one stream as its receiver saw it."""

    ssrc: int
    fraction_lost: int
    """Of 256, since the last report."""
    packets_lost: int
    """24 bits, signed."""
    highest_sequence: int
    jitter: int
    last_sr: int
    """Middle 32 bits of the NTP time of the last SR; 0 for none."""
    delay_since_last_sr: int
    """In 1/65536 s."""

    def __bytes__(self) -> bytes:
        loss = self.fraction_lost << 24 | self.packets_lost & 0xFFFFFF
        return _BLOCK.pack(
            self.ssrc, loss, self.highest_sequence, self.jitter, self.last_sr, self.delay_since_last_sr
        )


def _parse_blocks(body: bytes, position: int, count: int) -> tuple[ReportBlock, ...]:
    if len(body) < position + _BLOCK.size * count:
        raise ParseError("RTCP report blocks are cut off")
    blocks = []
    for _ in range(count):
        ssrc, loss, highest, jitter, last_sr, delay = _BLOCK.unpack_from(body, position)
        lost = loss & 0xFFFFFF
        lost -= (lost & 0x800000) << 1
        blocks.append(ReportBlock(ssrc, loss >> 24, lost, highest, jitter, last_sr, delay))
        position += _BLOCK.size
    return tuple(blocks)


@dataclass(frozen=True, slots=True)
class SenderReport:
    """RFC 3550 section 6.4.1; profile extensions are left out."""

    ssrc: int
    ntp: int
    """64 bits."""
    rtp_timestamp: int
    packets: int
    octets: int
    blocks: tuple[ReportBlock, ...] = ()

    @classmethod
    def parse(cls, count: int, body: bytes) -> SenderReport:
        """Read the body; ParseError when it is shorter than its count of blocks says."""
        if len(body) < _SENDER.size:
            raise ParseError("RTCP sender report is cut off")
        ssrc, ntp, timestamp, packets, octets = _SENDER.unpack_from(body)
        return cls(ssrc, ntp, timestamp, packets, octets, _parse_blocks(body, _SENDER.size, count))

    def __bytes__(self) -> bytes:
        sender = _SENDER.pack(self.ssrc, self.ntp, self.rtp_timestamp, self.packets, self.octets)
        return pack_rtcp(len(self.blocks), SR, sender + b"".join(map(bytes, self.blocks)))


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """RFC 3550 section 6.4.2; profile extensions are left out."""

    ssrc: int
    blocks: tuple[ReportBlock, ...] = ()

    @classmethod
    def parse(cls, count: int, body: bytes) -> ReceiverReport:
        """Read the body; ParseError when it is shorter than its count of blocks says."""
        if len(body) < _SSRC.size:
            raise ParseError("RTCP receiver report is cut off")
        return cls(_SSRC.unpack_from(body)[0], _parse_blocks(body, _SSRC.size, count))

    def __bytes__(self) -> bytes:
        return pack_rtcp(len(self.blocks), RR, _SSRC.pack(self.ssrc) + b"".join(map(bytes, self.blocks)))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Items of one SSRC in a source description: (type, text as octets)."""

    ssrc: int
    items: tuple[tuple[int, bytes], ...]

    def __bytes__(self) -> bytes:
        items = b"".join(bytes((kind, len(text))) + text for kind, text in self.items)
        return _SSRC.pack(self.ssrc) + items + bytes(4 - len(items) % 4)


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """RFC 3550 section 6.5."""

    chunks: tuple[Chunk, ...]

    @classmethod
    def parse(cls, count: int, body: bytes) -> SourceDescription:
        """Read the body; ParseError when an item or a chunk is cut off."""
        chunks = []
        position = 0
        for _ in range(count):
            if len(body) < position + _SSRC.size:
                raise ParseError("RTCP source description chunk is cut off")
            ssrc = _SSRC.unpack_from(body, position)[0]
            items, position = _parse_items(body, position + _SSRC.size)
            chunks.append(Chunk(ssrc, items))
        return cls(tuple(chunks))

    def __bytes__(self) -> bytes:
        return pack_rtcp(len(self.chunks), SDES, b"".join(map(bytes, self.chunks)))


def _parse_items(body: bytes, position: int) -> tuple[tuple[tuple[int, bytes], ...], int]:
    """The items of one chunk and where the next chunk starts."""
    items = []
    size = len(body)
    while position < size and body[position]:
        behind = position + 2 + (body[position + 1] if position + 1 < size else size)
        if behind > size:
            raise ParseError("RTCP source description item is cut off")
        items.append((body[position], body[position + 2 : behind]))
        position = behind
    if position >= size:
        raise ParseError("RTCP source description chunk has no end")
    return tuple(items), position + 4 - position % 4


@dataclass(frozen=True, slots=True)
class Goodbye:
    """RFC 3550 section 6.6."""

    ssrcs: tuple[int, ...]
    reason: bytes = b""

    @classmethod
    def parse(cls, count: int, body: bytes) -> Goodbye:
        """Read the body; ParseError when an SSRC or the reason is cut off."""
        end = 4 * count
        if len(body) < end:
            raise ParseError("RTCP goodbye is cut off")
        reason = b""
        if len(body) > end:
            reason = body[end + 1 : end + 1 + body[end]]
            if len(reason) < body[end]:
                raise ParseError("RTCP goodbye reason is cut off")
        return cls(struct.unpack_from(f"!{count}I", body), reason)

    def __bytes__(self) -> bytes:
        body = struct.pack(f"!{len(self.ssrcs)}I", *self.ssrcs)
        if self.reason:
            text = bytes((len(self.reason),)) + self.reason
            body += text.ljust((len(text) + 3) // 4 * 4, b"\x00")
        return pack_rtcp(len(self.ssrcs), BYE, body)
