"""Arrival times by transport-wide sequence number, until the next feedback packet takes them.

Source: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.
"""

from __future__ import annotations

from typing import Final

MAX_ARRIVALS: Final = 2000
"""50 ms at 40,000 packets/s of one endpoint: far above a browser, and 100 kB at most."""


class ArrivalLog:
    """A bounded list of (sequence number, arrival time in s); the newest are left out when it is full."""

    __slots__ = ("_arrivals",)

    def __init__(self) -> None:
        self._arrivals: list[tuple[int, float]] = []

    def add(self, sequence: int, arrival: float) -> None:
        """Remember one packet."""
        if len(self._arrivals) < MAX_ARRIVALS:
            self._arrivals.append((sequence, arrival))

    def take(self) -> list[tuple[int, float]]:
        """What was added since the last call, in order of arrival."""
        taken = self._arrivals
        if taken:
            self._arrivals = []
        return taken
