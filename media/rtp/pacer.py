"""How much may be sent now: a token bucket for one endpoint. Pure: time is an argument."""

from __future__ import annotations

from typing import Final

BURST_SECONDS: Final = 0.04
"""Two ticks of 20 ms: a shorter burst would leave the line idle between ticks."""

MIN_BURST_OCTETS: Final = 3000
"""Two full packets, so that the lowest rate still moves."""


class Pacer:
    """Tokens are octets; a packet may go while the bucket is above nothing."""

    __slots__ = ("_at", "_octets", "_octets_per_second")

    def __init__(self, now: float, bits_per_second: int) -> None:
        self._octets_per_second = bits_per_second / 8
        self._at = now
        self._octets = self._burst()

    def set_rate(self, now: float, bits_per_second: int) -> None:
        """Change the rate; what was saved up counts at the old one."""
        self._refill(now)
        self._octets_per_second = bits_per_second / 8
        self._octets = min(self._octets, self._burst())

    def allow(self, now: float, octets: int) -> bool:
        """Whether a packet may go now; if so it is paid for, into debt if it must."""
        self._refill(now)
        if self._octets <= 0:
            return False
        self._octets -= octets
        return True

    def _refill(self, now: float) -> None:
        elapsed = max(0.0, now - self._at)
        self._at = max(self._at, now)
        self._octets = min(self._burst(), self._octets + elapsed * self._octets_per_second)

    def _burst(self) -> float:
        return max(MIN_BURST_OCTETS, BURST_SECONDS * self._octets_per_second)
