"""A simulated network in virtual time: loss, delay, reordering, all from one seed that is printed."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One direction of a way; times in s."""

    loss: float = 0.0
    """Share of packets lost, 0.0 to 1.0."""
    delay: float = 0.02
    jitter: float = 0.0
    """Evenly distributed above the delay; packets overtake each other."""
    reorder: float = 0.0
    """Share of packets that come later than those after them."""
    reorder_delay: float = 0.015


IP_OCTETS = 28
"""Of IPv4 and UDP."""


class Bottleneck:
    """A line that carries so many bits a second, with a queue before it."""

    def __init__(self, bits_per_second: float, queue_seconds: float = 1.0) -> None:
        self.bits_per_second = bits_per_second
        self.queue_seconds = queue_seconds
        self.burst_seconds = 0.0
        """What was not used passes at once later, up to so much: a token bucket."""
        self.lost = 0
        self._free_at = 0.0

    def take(self, now: float, octets: int) -> float | None:
        """How much later a packet that comes now is through, s; None where the queue is full."""
        begin = max(now - self.burst_seconds, self._free_at)
        if begin - now > self.queue_seconds:
            self.lost += 1
            return None
        self._free_at = begin + (octets + IP_OCTETS) * 8 / self.bits_per_second
        return max(0.0, self._free_at - now)


class Network:
    """Events in the order of their virtual time. `now` starts at 1000 s, so that nothing hangs on zero."""

    def __init__(self, seed: int) -> None:
        print(f"network seed {seed}")  # noqa: T201 - pytest shows it when the test fails
        self._random = random.Random(seed)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self.now = 1000.0

    def clock(self) -> float:
        """The virtual time, s."""
        return self.now

    def at(self, when: float, action: Callable[[], None]) -> None:
        """Do something at a time; things of one time happen in the order they were asked for."""
        heapq.heappush(self._events, (when, next(self._order), action))

    def carry(self, link: Link, deliver: Callable[[], None], over: float = 0.0) -> None:
        """Deliver over the link, or lose it.

        Args:
            over: what it has waited elsewhere, s.
        """
        if self._random.random() < link.loss:
            return
        late = link.reorder_delay if self._random.random() < link.reorder else 0.0
        jitter = self._random.random() * link.jitter if link.jitter else 0.0
        self.at(self.now + over + link.delay + late + jitter, deliver)

    def step(self, until: float) -> bool:
        """Do the next thing that is due before `until`; False when there is none and time is `until`."""
        if not self._events or self._events[0][0] >= until:
            self.now = until
            return False
        self.now, _, action = heapq.heappop(self._events)
        action()
        return True
