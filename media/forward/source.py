"""What the Python engine knows of a stream that an endpoint sends. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from media.forward.engine import SourceSpec
from media.rtp.layers import choose_layer
from media.rtp.receive_log import ReceiveLog
from media.rtp.speaker import Loudness
from media.rtp.timeline import EndpointClock, SourceClock
from media.rtp.vp8 import Descriptor

if TYPE_CHECKING:
    from media.forward.slot import Slot


class MediaPacket(NamedTuple):
    """One packet of a source as all its receivers share it."""

    number: int
    """Extended sequence number."""
    timestamp: int
    marker: bool
    head: bytes
    """The VP8 payload descriptor; empty for audio."""
    descriptor: Descriptor | None
    """What it says; None for audio."""
    body: bytes
    """The rest of the payload."""
    level: int
    """The octet of RFC 6464 section 3, or -1."""
    orientation: int
    """The octet of 3GPP TS 26.114 section 7.4.5, or -1."""


class Source:
    """One encoded stream and who is shown it."""

    __slots__ = (
        "clock",
        "last_media_at",
        "log",
        "loudness",
        "spec",
        "spoke",
        "video",
        "viewers",
        "waiters",
    )

    def __init__(self, spec: SourceSpec, endpoint_clock: EndpointClock) -> None:
        self.spec = spec
        self.video = spec.kind == "video"
        self.log = ReceiveLog(spec.clock_rate, asks=spec.rtx_ssrc != 0)
        self.clock = SourceClock(spec.clock_rate, endpoint_clock)
        self.loudness = Loudness()
        self.spoke = False
        """A level came since the last AudioLevel event."""
        self.last_media_at: float | None = None
        self.viewers: list[Slot] = []
        """Slots that show it now."""
        self.waiters: list[Slot] = []
        """Slots that show it from its next usable packet on."""


class Group:
    """One media source: its encodings, and the slots that it is mapped on."""

    __slots__ = ("number", "slots", "sources")

    def __init__(self, number: int) -> None:
        self.number = number
        self.sources: list[Source] = []
        self.slots: list[Slot] = []

    def choose(self, now: float, limit: int) -> Source | None:
        """The encoding for a slot that may show layers up to `limit`."""
        if len(self.sources) < 2:
            return self.sources[0] if self.sources else None
        layers = {source.spec.layer: source for source in self.sources}
        layer = choose_layer({number: source.last_media_at for number, source in layers.items()}, limit, now)
        return None if layer is None else layers[layer]
