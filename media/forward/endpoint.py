"""What the Python engine knows of endpoints, of the streams they send and of the slots they receive on. Pure.

One file, for they point at each other: a source knows its viewers, a slot its source and its endpoint.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Final, NamedTuple

from media.forward.backlog import Backlog
from media.forward.engine import Extensions, SlotSpec, SourceSpec
from media.forward.rewriter import MediaPacket, Rewriter
from media.rtp.arrivals import ArrivalLog
from media.rtp.departures import DepartureLog
from media.rtp.layers import choose_layer
from media.rtp.pacer import Pacer
from media.rtp.receive_log import ReceiveLog
from media.rtp.speaker import Loudness, choose_loudest
from media.rtp.timeline import EndpointClock, SourceClock

MAX_UNBOUND: Final = 64
"""SSRCs without a source that are remembered for an endpoint: simulcast of two videos has 12 with RTX."""

MAX_PACED: Final = 512
"""Packets that wait for the pacer; more are dropped, and asked for again by the receiver."""

MAX_PACED_SECONDS: Final = 1.0
"""Later than this nobody wants the packet."""


class Source:
    """One encoded stream and who is shown it."""

    __slots__ = (
        "backlog",
        "clock",
        "last_media_at",
        "log",
        "loudness",
        "octets",
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
        self.octets = 0
        self.spoke = False
        """A level came since the last AudioLevel event."""
        self.last_media_at: float | None = None
        self.backlog = Backlog()
        """Of video, while somebody waits."""
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
        """The encoding for a slot that may show layers up to `limit`; None when there is none."""
        if limit < 0:
            return None
        if len(self.sources) < 2:
            return self.sources[0] if self.sources else None
        layers = {source.spec.layer: source for source in self.sources}
        layer = choose_layer({number: source.last_media_at for number, source in layers.items()}, limit, now)
        return None if layer is None else layers[layer]


class Slot(Rewriter):
    """A receive slot: what it shows, what it waits for, and the packets that it writes."""

    __slots__ = (
        "ask_at",
        "audible",
        "current",
        "endpoint",
        "group",
        "limit",
        "linger_until",
        "pending",
        "since",
    )

    def __init__(self, spec: SlotSpec, endpoint: Endpoint, sequence: int, timestamp: int) -> None:
        super().__init__(spec, sequence, timestamp, endpoint.departures)
        self.endpoint = endpoint
        self.group: Group | None = None
        self.current: Source | None = None
        self.pending: Source | None = None
        self.since = -1
        """What it waits for begins after this number: earlier packets were not for it."""
        self.limit = 255
        self.ask_at = 0.0
        """When a waiting slot asks for its key frame again."""
        self.linger_until = 0.0
        """How long the picture before the last map may go on."""
        self.audible = True
        """False while the gate of the N loudest is closed."""

    def show(self, now: float, source: Source, media: MediaPacket, shift: float | None) -> bool:
        """Show the source from this packet on; False: drop the packet, nothing has changed."""
        if not self.begin(now, media, source.clock, shift):
            return False
        self.current = source
        return True

    def hide(self, now: float) -> None:
        """Show nothing."""
        self.end(now)
        self.current = None

    def resume(self, media: MediaPacket) -> None:
        """Let the shown sound through again."""
        self.audible = True
        self.follow(media)


class Paced(NamedTuple):
    """A packet that waits for the pacer."""

    since: float
    slot: Slot
    number: int
    """Transport-wide; -1: none."""
    packet: bytes


class Gate:
    """Which sounds an endpoint gets."""

    __slots__ = ("always", "count", "open")

    def __init__(self, count: int, always: frozenset[int]) -> None:
        self.count = count
        self.always = always
        self.open: frozenset[int] = frozenset()

    def choose(self, levels: Mapping[int, float]) -> None:
        """Open it for the loudest of these sources and for those in `always`."""
        self.open = choose_loudest(levels, self.open, self.count) | self.always


class Endpoint:
    """State of one endpoint."""

    __slots__ = (
        "arrivals",
        "bytes_received",
        "clock",
        "departures",
        "dropped",
        "extensions",
        "gate",
        "number",
        "paced",
        "pacer",
        "packets_received",
        "retransmitted",
        "shifts",
        "slots",
        "sources",
        "unbound",
    )

    def __init__(self, number: int) -> None:
        self.number = number
        self.extensions = Extensions()
        self.sources: dict[int, Source] = {}
        """By SSRC and by RTX SSRC."""
        self.slots: dict[int, Slot] = {}
        """By SSRC and by RTX SSRC."""
        self.arrivals = ArrivalLog()
        self.departures = DepartureLog()
        self.clock = EndpointClock()
        self.shifts: dict[int, tuple[int, float]] = {}
        """Slot pair -> (endpoint shown, its shift in s), fixed while it is shown."""
        self.gate: Gate | None = None
        self.pacer: Pacer | None = None
        self.paced: deque[Paced] = deque()
        self.unbound: dict[int, float] = {}
        """SSRC -> when it was last told of."""
        self.packets_received = 0
        self.bytes_received = 0
        self.retransmitted = 0
        self.dropped = 0

    def forget_paced(self, slot: Slot) -> None:
        """Drop what waits for the pacer of a slot that may no longer show it."""
        self.paced = deque(paced for paced in self.paced if paced.slot is not slot)

    def streams(self) -> list[Source]:
        """Its sources, each once."""
        return [source for ssrc, source in self.sources.items() if ssrc == source.spec.ssrc]

    def receive_slots(self) -> list[Slot]:
        """Its slots, each once."""
        return [slot for ssrc, slot in self.slots.items() if ssrc == slot.spec.ssrc]
