"""Time stamps of a receive slot that stay on one line whoever is shown on it, so that lips stay in step.

Each source tells by its sender reports which RTP time belongs to which wall clock of its own. An
endpoint's wall clock is tied to the server's by the smallest delay that its reports took (one offset for its
audio and its video: its own lip sync is kept, the error of its clock does not matter). The slot adds one
constant to the source's time stamps; at a switch the constant is chosen so that the slot's line goes on,
and the server's own sender reports say where the line is. Both slots of a pair shift the line by the usual
lag of the source's video, so that the picture goes on without a jump.

Pure: every time is an argument. Server times are seconds of the server's monotonic clock.
Source: RFC 3550 section 6.4.1; measured with two browsers whose clocks differed by 37.5 s.
"""

from __future__ import annotations

import statistics
from collections import deque
from typing import Final

from media.rtp.sequence import add32, distance32

REPORTS: Final = 30
"""Sender reports of an endpoint that its offset is the least of: over 30 s, a clock drifts 2 ms in that."""

LAGS: Final = 31
"""Video frames whose median lag is the pair shift: 1 s."""

CLAMP_SECONDS: Final = 0.01
"""Video that would go back in time goes on by this."""

MAX_STEP_SECONDS: Final = 2.0
"""A report that asks for a larger jump than this against the wall clock is not believed."""


class EndpointClock:
    """How an endpoint's wall clock lies to the server's."""

    __slots__ = ("_delays",)

    def __init__(self) -> None:
        self._delays: deque[float] = deque(maxlen=REPORTS)

    def add_report(self, ntp: float, arrival: float) -> None:
        """A sender report of any of its streams: its wall clock (s) and when it arrived (server time)."""
        self._delays.append(arrival - ntp)

    @property
    def offset(self) -> float:
        """Server time minus the endpoint's wall clock, s."""
        return min(self._delays, default=0.0)


class SourceClock:
    """RTP time of one source against the server's clock."""

    __slots__ = ("_lag_timestamp", "_lags", "_ntp", "_timestamp", "endpoint", "rate")

    def __init__(self, rate: int, endpoint: EndpointClock) -> None:
        self.rate = rate
        self.endpoint = endpoint
        self._timestamp: int | None = None
        self._ntp = 0.0
        self._lags: deque[float] = deque(maxlen=LAGS)
        self._lag_timestamp: int | None = None

    def add_report(self, timestamp: int, ntp: float, arrival: float) -> None:
        """A sender report of this source."""
        self._timestamp, self._ntp = timestamp, ntp
        self.endpoint.add_report(ntp, arrival)

    @property
    def known(self) -> bool:
        """Whether a report has come."""
        return self._timestamp is not None

    def timestamp_at(self, server_time: float) -> int:
        """The source's RTP time at that moment; 0 while not known."""
        if self._timestamp is None:
            return 0
        elapsed = server_time - self.endpoint.offset - self._ntp
        return add32(self._timestamp, round(elapsed * self.rate))

    def add_arrival(self, timestamp: int, arrival: float) -> None:
        """The first packet of each frame tells how late frames are against the reports."""
        if self._timestamp is None or timestamp == self._lag_timestamp:
            return
        self._lag_timestamp = timestamp
        sent = self._ntp + distance32(timestamp, self._timestamp) / self.rate + self.endpoint.offset
        self._lags.append(arrival - sent)

    @property
    def lag(self) -> float | None:
        """Median of (arrival - sent by its own reports), s; None while no frame has told."""
        return statistics.median(self._lags) if self._lags else None


class SlotTimeline:
    """The time stamps of one slot."""

    __slots__ = ("_clock", "_delta", "_drops", "_last", "_last_at", "_line", "_rate", "shift")

    def __init__(self, rate: int, timestamp: int, drops: bool) -> None:
        """`timestamp`: the first one sent. `drops`: audio waits until time goes on, video is clamped."""
        self._rate = rate
        self._drops = drops
        self._delta = 0
        self._clock: SourceClock | None = None
        self.shift: float | None = None
        """The pair shift of what is shown, s; None while it cannot be told yet (no report)."""
        self._last = timestamp
        self._last_at: float | None = None
        self._line: tuple[int, float] | None = None

    def begin(self, now: float, timestamp: int, clock: SourceClock, shift: float | None) -> bool:
        """Show a source from this packet on; False: drop the packet and try the next, nothing has changed.

        Args:
            timestamp: the source's, of the packet in hand.
            shift: the pair shift, s; None while it cannot be told.
        """
        line = self.report(now)
        delta = self._continuity(now, timestamp)
        if line is not None and clock.known:
            mapped = distance32(line, clock.timestamp_at(now - (shift or 0.0)))
            if abs(distance32(mapped, delta)) <= MAX_STEP_SECONDS * self._rate:
                delta = mapped
        if self._last_at is not None:
            ahead = distance32(add32(timestamp, delta), self._last)
            if ahead <= 0 and self._drops:
                return False
            if ahead <= 0:
                delta += round(CLAMP_SECONDS * self._rate) - ahead
        if line is not None:
            self._line = (line, now)
        self._delta, self._clock, self.shift = delta, clock, shift
        return True

    def stop(self, now: float) -> None:
        """Nothing is shown any more; the line goes on."""
        line = self.report(now)
        if line is not None:
            self._line = (line, now)
        self._clock = None

    def map(self, now: float, timestamp: int) -> int:
        """The time stamp to send for one of the source's."""
        mapped = add32(timestamp, self._delta)
        if self._last_at is None or distance32(mapped, self._last) > 0:
            self._last, self._last_at = mapped, now
        return mapped

    @property
    def last(self) -> int:
        """The newest time stamp sent."""
        return self._last

    def report(self, now: float) -> int | None:
        """The slot's RTP time now, for a sender report; None while no source has told its own."""
        if self._clock is not None and self._clock.known:
            return add32(self._clock.timestamp_at(now - (self.shift or 0.0)), self._delta)
        if self._clock is None and self._line is not None:
            timestamp, at = self._line
            return add32(timestamp, round((now - at) * self._rate))
        return None

    def _continuity(self, now: float, timestamp: int) -> int:
        """The constant that makes the packet as much later than the last one as the wall clock is."""
        elapsed = 0.0 if self._last_at is None else now - self._last_at
        return distance32(add32(self._last, round(elapsed * self._rate)), timestamp)
