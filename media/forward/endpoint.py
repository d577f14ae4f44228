"""What the Python engine knows of one endpoint. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Final, NamedTuple

from media.forward.engine import Extensions
from media.forward.slot import Slot
from media.forward.source import Source
from media.rtp.arrivals import ArrivalLog
from media.rtp.pacer import Pacer
from media.rtp.sequence import add16
from media.rtp.speaker import choose_loudest
from media.rtp.timeline import EndpointClock

MAX_UNBOUND: Final = 64
"""SSRCs without a source that are remembered for an endpoint: simulcast of two videos has 12 with RTX."""

MAX_PACED: Final = 512
"""Packets that wait for the pacer; more are dropped, and asked for again by the receiver."""


class Paced(NamedTuple):
    """A packet that waits for the pacer."""

    slot: Slot
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
        "_transport_sequence",
        "arrivals",
        "bytes_received",
        "clock",
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
        self._transport_sequence = 0

    def next_transport_sequence(self) -> int:
        """The transport-wide number of the next packet to it."""
        number = self._transport_sequence
        self._transport_sequence = add16(number, 1)
        return number

    def forget_paced(self, slot: Slot) -> None:
        """Drop what waits for the pacer of a slot that may no longer show it."""
        self.paced = deque(paced for paced in self.paced if paced.slot is not slot)

    def streams(self) -> list[Source]:
        """Its sources, each once."""
        return [source for ssrc, source in self.sources.items() if ssrc == source.spec.ssrc]

    def receive_slots(self) -> list[Slot]:
        """Its slots, each once."""
        return [slot for ssrc, slot in self.slots.items() if ssrc == slot.spec.ssrc]
