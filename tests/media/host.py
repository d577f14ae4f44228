"""The engine's host in virtual time: the real Python engine and its RTCP policy on a simulated network.

Packets travel on stream paths without encryption, so nothing waits for a socket or for DTLS.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from media.forward.adaptation import Adaptation
from media.forward.engine import EngineEvent, Path
from media.forward.feedback import Feedback
from media.forward.python import PythonEngine
from tests.media.network import Network

TICK_SECONDS: Final = 0.02
EPOCH: Final = 1_700_000_000
"""Wall-clock seconds at virtual time 0."""


class VirtualHost:
    """EngineHost (media/forward/engine.py) whose clock is the network's."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.engine = PythonEngine(self, [], network.clock)
        self.held: set[int] = set()
        """Slots whose picture is held back for their receiver's line."""
        self.adaptation = Adaptation(self.engine, self._hold)
        self.feedback = Feedback(self.engine, self.adaptation)
        network.at(network.now, self._tick)

    def _hold(self, slot: int, held: bool) -> None:
        if held:
            self.held.add(slot)
        else:
            self.held.discard(slot)

    def on_control(self, now: float, datagrams: Sequence[tuple[Path, bytes]]) -> None:
        """Nobody speaks STUN or DTLS here."""
        raise AssertionError("no STUN in virtual time")

    def on_rtcp(self, now: float, packets: Sequence[tuple[int, bytes]]) -> None:
        """Let the policy act on reports."""
        for endpoint, packet in packets:
            assert self.feedback.on_rtcp(now, endpoint, packet)

    def on_events(self, now: float, events: Sequence[EngineEvent]) -> None:
        """Let the policy act on what the engine has seen."""
        self.feedback.on_events(now, events)

    def on_tick(self, now: float) -> None:
        """More to do every TICK_SECONDS."""

    def _tick(self) -> None:
        now = self.network.now
        self.engine.tick(now)
        self.feedback.tick(now, now + EPOCH)
        self.on_tick(now)
        self.network.at(now + TICK_SECONDS, self._tick)

    async def run(self, seconds: float) -> None:
        """Let virtual time pass."""
        until = self.network.now + seconds
        while True:
            if not self.network.step(until):
                return
            await asyncio.sleep(0)  # the engine tells events in a later turn of the loop
