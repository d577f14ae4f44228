"""Retransmission payload format: an old packet on an SSRC of its own.

Source: RFC 4588 section 4.
"""

from __future__ import annotations

from typing import Final

from media.rtp.errors import ParseError

OSN_OCTETS: Final = 2
"""The original sequence number, in front of the original payload."""


def original_sequence(packet: bytes, payload_start: int, payload_end: int) -> int | None:
    """The sequence number of the packet sent again; None for padding alone, as probes send it.

    Raises:
        ParseError: the payload is one octet long.
    """
    octets = payload_end - payload_start
    if octets == 0:
        return None
    if octets < OSN_OCTETS:
        raise ParseError("RTX payload without an original sequence number")
    return packet[payload_start] << 8 | packet[payload_start + 1]


def wrap_payload(sequence: int, payload: bytes) -> bytes:
    """The payload of the RTX packet that repeats `payload` of packet `sequence`.

    >>> wrap_payload(258, b"a").hex()
    '010261'
    """
    return sequence.to_bytes(OSN_OCTETS, "big") + payload
