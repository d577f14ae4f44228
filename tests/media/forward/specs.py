"""One source and one slot, and the packets that pass between them."""

from __future__ import annotations

from media.forward.core import Forwarder
from media.forward.engine import Extensions, SlotSpec, SourceSpec
from media.rtp.header import parse_header

KEY = bytes((0x10, 0x00)) + b"key"
DELTA = bytes((0x10, 0x01)) + b"delta"


def source(number: int = 11, rtx: int = 12, **changes: int) -> SourceSpec:
    group = changes.get("group", number)
    return SourceSpec(
        number,
        changes.get("endpoint", 1),
        "video",
        changes.get("ssrc", number),
        rtx,
        96,
        97,
        90_000,
        group,
        changes.get("layer", 0),
    )


def audio(number: int = 15) -> SourceSpec:
    return SourceSpec(number, 1, "audio", number, 0, 111, 0, 48_000, number)


def slot(number: int = 20, kind: str = "video", ids: Extensions | None = None) -> SlotSpec:
    return SlotSpec(
        number,
        2,
        "video" if kind == "video" else "audio",
        b"m",
        number,
        number + 1 if kind == "video" else 0,
        100,
        101,
        90_000,
        ids or Extensions(),
        0,
    )


def sent(core: Forwarder) -> list[bytes]:
    """Payloads sent."""
    return [packet[parse_header(packet).payload_start :] for _, packet in core.take_sends()]
