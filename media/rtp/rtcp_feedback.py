"""RTCP feedback: NACK, PLI, FIR and REMB. Transport-wide feedback is transport_cc.py.

Source: RFC 4585 sections 6.1, 6.2.1 and 6.3.1; RFC 5104 section 4.3.1;
draft-alvestrand-rmcat-remb-03 section 2.2.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from media.rtp.errors import ParseError
from media.rtp.rtcp_report import pack_rtcp
from media.rtp.sequence import add16, distance16

RTPFB: Final = 205
PSFB: Final = 206

NACK_FORMAT: Final = 1
PLI_FORMAT: Final = 1
FIR_FORMAT: Final = 4
AFB_FORMAT: Final = 15

_SSRCS: Final = struct.Struct("!II")
_PAIR: Final = struct.Struct("!HH")
_FIR_ENTRY: Final = struct.Struct("!IB3x")
_REMB_NAME: Final = b"REMB"
_REMB_MANTISSA_BITS: Final = 18

MAX_NACK_PAIRS: Final = 64
"""Of one packet: 1,088 sequence numbers, more than a history holds; the rest is not read."""


def _ssrcs(body: bytes) -> tuple[int, int]:
    if len(body) < _SSRCS.size:
        raise ParseError("RTCP feedback is cut off")
    sender, media = _SSRCS.unpack_from(body)
    return sender, media


@dataclass(frozen=True, slots=True)
class Nack:
    """Packets of `media_ssrc` that are asked for again, oldest first."""

    sender_ssrc: int
    media_ssrc: int
    sequences: tuple[int, ...]

    @classmethod
    def parse(cls, body: bytes) -> Nack:
        """Read the body; ParseError when it is cut off or asks for nothing."""
        sender, media = _ssrcs(body)
        if len(body) == _SSRCS.size:
            raise ParseError("RTCP NACK asks for nothing")
        sequences: list[int] = []
        end = min(len(body), _SSRCS.size + MAX_NACK_PAIRS * _PAIR.size)
        for position in range(_SSRCS.size, end, _PAIR.size):
            first, mask = _PAIR.unpack_from(body, position)
            sequences.append(first)
            sequences.extend(add16(first, bit + 1) for bit in range(16) if mask >> bit & 1)
        return cls(sender, media, tuple(sequences))

    def __bytes__(self) -> bytes:
        pairs = b"".join(_PAIR.pack(first, mask) for first, mask in _nack_pairs(self.sequences))
        return pack_rtcp(NACK_FORMAT, RTPFB, _SSRCS.pack(self.sender_ssrc, self.media_ssrc) + pairs)


def _nack_pairs(sequences: Sequence[int]) -> list[tuple[int, int]]:
    """PID and BLP pairs (RFC 4585 section 6.2.1)."""
    pairs: list[tuple[int, int]] = []
    for sequence in sequences:
        step = distance16(sequence, pairs[-1][0]) if pairs else 0
        if 1 <= step <= 16:
            first, mask = pairs[-1]
            pairs[-1] = (first, mask | 1 << (step - 1))
        else:
            pairs.append((sequence, 0))
    return pairs


@dataclass(frozen=True, slots=True)
class PictureLoss:
    """A key frame of `media_ssrc` is asked for (PLI)."""

    sender_ssrc: int
    media_ssrc: int

    @classmethod
    def parse(cls, body: bytes) -> PictureLoss:
        """Read the body; ParseError when it is cut off."""
        return cls(*_ssrcs(body))

    def __bytes__(self) -> bytes:
        return pack_rtcp(PLI_FORMAT, PSFB, _SSRCS.pack(self.sender_ssrc, self.media_ssrc))


@dataclass(frozen=True, slots=True)
class FullIntraRequest:
    """Key frames are asked for: (SSRC, request number of 8 bits)."""

    sender_ssrc: int
    entries: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, body: bytes) -> FullIntraRequest:
        """Read the body; ParseError when an entry is cut off."""
        sender, _ = _ssrcs(body)
        rest = body[_SSRCS.size :]
        if len(rest) % _FIR_ENTRY.size:
            raise ParseError("RTCP FIR entry is cut off")
        return cls(sender, tuple((ssrc, number) for ssrc, number in _FIR_ENTRY.iter_unpack(rest)))

    def __bytes__(self) -> bytes:
        entries = b"".join(_FIR_ENTRY.pack(*entry) for entry in self.entries)
        return pack_rtcp(FIR_FORMAT, PSFB, _SSRCS.pack(self.sender_ssrc, 0) + entries)


@dataclass(frozen=True, slots=True)
class ReceiverBitrate:
    """The most that the receiver of these streams wants in all (REMB), bit/s."""

    sender_ssrc: int
    bits_per_second: int
    """Kept to 18 significant bits."""
    ssrcs: tuple[int, ...]

    @classmethod
    def parse(cls, body: bytes) -> ReceiverBitrate:
        """Read the body; ParseError when it is cut off or no REMB."""
        sender, _ = _ssrcs(body)
        if len(body) < 16 or body[8:12] != _REMB_NAME:
            raise ParseError("RTCP application feedback is not REMB")
        count, rate = body[12], int.from_bytes(body[13:16], "big")
        if len(body) < 16 + 4 * count:
            raise ParseError("RTCP REMB is cut off")
        mantissa = rate & (1 << _REMB_MANTISSA_BITS) - 1
        ssrcs = struct.unpack_from(f"!{count}I", body, 16)
        return cls(sender, mantissa << (rate >> _REMB_MANTISSA_BITS), ssrcs)

    def __bytes__(self) -> bytes:
        exponent = max(0, self.bits_per_second.bit_length() - _REMB_MANTISSA_BITS)
        rate = exponent << _REMB_MANTISSA_BITS | self.bits_per_second >> exponent
        body = _SSRCS.pack(self.sender_ssrc, 0) + _REMB_NAME
        body += bytes((len(self.ssrcs),)) + rate.to_bytes(3, "big")
        return pack_rtcp(AFB_FORMAT, PSFB, body + struct.pack(f"!{len(self.ssrcs)}I", *self.ssrcs))
