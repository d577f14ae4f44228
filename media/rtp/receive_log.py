"""What arrived of one stream: duplicates, what is missing, and the figures of a receiver report.

Pure: time is an argument. Source: RFC 3550 section 6.4.1 and appendix A.1, A.3, A.8.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from media.rtp.sequence import add16, distance32, extend16

WINDOW: Final = 1024
"""Packets back in which a duplicate is known and a late packet accepted: 2 s at 5 Mbit/s."""

MAX_DROPOUT: Final = 3000
"""A larger step is believed at its second packet only (RFC 3550 appendix A.1)."""

MAX_MISSING: Final = 256
"""Packets asked for at a time; a wider gap is for a key frame to mend."""

FIRST_ASK_SECONDS: Final = 0.005
"""After this a packet is taken for lost, not reordered; asked at the next tick of 20 ms anyway."""

ASK_AGAIN_SECONDS: Final = 0.06
"""Between the first two requests: above most round trips, below what a jitter buffer waits."""

ASK_AGAIN_FACTOR: Final = 1.3
"""Each further wait is longer, so that a long way does not bring every packet ten times."""

MAX_ASKS: Final = 8
"""The last is 0.8 s after the first; then a key frame must mend it."""

_WINDOW_MASK: Final = (1 << WINDOW) - 1


class Report(NamedTuple):
    """One report block's figures (RFC 3550 section 6.4.1)."""

    fraction_lost: int
    """Of 256, since the last report."""
    packets_lost: int
    """Since the start; negative never: duplicates are not counted."""
    highest_sequence: int
    """Extended, modulo 2**32."""
    jitter: int
    """Ticks of the stream's clock."""


class _Missing:
    __slots__ = ("ask_at", "asks", "wait")

    def __init__(self, ask_at: float) -> None:
        self.ask_at = ask_at
        self.wait = ASK_AGAIN_SECONDS
        self.asks = 0


class ReceiveLog:
    """State of one received stream; numbers inside are extended and never wrap."""

    __slots__ = (
        "_clock_rate",
        "_expected_before",
        "_first",
        "_highest",
        "_jitter",
        "_last_arrival",
        "_last_timestamp",
        "_missing",
        "_received",
        "_received_before",
        "_suspect",
        "_window",
        "asks",
    )

    def __init__(self, clock_rate: int, asks: bool) -> None:
        self._clock_rate = clock_rate
        self.asks = asks
        """Whether missing packets are asked for."""
        self._highest = -1
        self._first = 0
        self._window = 0  # bit n: packet highest-n arrived
        self._suspect: int | None = None
        self._missing: dict[int, _Missing] = {}
        self._received = 0
        self._received_before = 0
        self._expected_before = 0
        self._jitter = 0.0
        self._last_arrival = 0.0
        self._last_timestamp: int | None = None

    def accept(self, now: float, sequence: int, timestamp: int, repaired: bool = False) -> int | None:
        """The extended number of a packet that goes on; None for a duplicate, a far too old or unlikely one.

        Args:
            repaired: it came by RTX; it mends the gap and stays lost in the reports (RFC 4588 section 5.3).
        """
        if self._highest < 0:
            if repaired:  # a probe with an old packet must not become the start of the stream
                return None
            self._restart(sequence)
        number = extend16(sequence, self._highest)
        step = number - self._highest
        if step > MAX_DROPOUT or step <= -WINDOW:
            if repaired or self._suspect != sequence:
                self._suspect = None if repaired else add16(sequence, 1)
                return None
            self._restart(sequence)
            number = self._highest
        elif step > 0:
            self._advance(now, step)
        elif self._window >> -step & 1:
            return None
        self._suspect = None
        self._window |= 1 << (self._highest - number)
        self._missing.pop(number, None)
        if not repaired:
            self._received += 1
            self._measure(now, timestamp)
        return number

    def take_missing(self, now: float) -> list[int]:
        """Sequence numbers to ask for now, oldest first; each comes again until it arrives or is given up."""
        due: list[int] = []
        given_up: list[int] = []
        for number, missing in self._missing.items():
            if missing.asks >= MAX_ASKS or self._highest - number >= WINDOW:
                given_up.append(number)
            elif missing.ask_at <= now:
                missing.asks += 1
                missing.ask_at = now + missing.wait
                missing.wait *= ASK_AGAIN_FACTOR
                due.append(add16(number, 0))
        for number in given_up:
            del self._missing[number]
        return due

    @property
    def highest(self) -> int:
        """The newest extended number; -1 while nothing has arrived."""
        return self._highest

    @property
    def packets_lost(self) -> int:
        """Since the start."""
        return max(0, self._expected() - self._received)

    def take_report(self) -> Report | None:
        """The figures since the last call; None while nothing has arrived."""
        if self._highest < 0:
            return None
        expected = self._expected()
        interval = expected - self._expected_before
        lost = interval - (self._received - self._received_before)
        self._expected_before, self._received_before = expected, self._received
        fraction = min(255, lost * 256 // interval) if interval > 0 and lost > 0 else 0
        highest = self._highest & 0xFFFFFFFF
        return Report(fraction, min(self.packets_lost, 0x7FFFFF), highest, int(self._jitter))

    def _expected(self) -> int:
        return self._highest - self._first + 1 if self._highest >= 0 else 0

    def _restart(self, sequence: int) -> None:
        """Begin at this packet; what was lost before stays counted, nothing of the jump is."""
        lost = self.packets_lost
        behind = extend16(sequence, max(self._highest, 0))
        self._highest = behind if behind > self._highest else behind + 0x10000
        self._first = self._highest - self._received - lost
        self._window = 0
        self._missing.clear()
        self._last_timestamp = None

    def _advance(self, now: float, step: int) -> None:
        """Move the window on; the packets stepped over are missing."""
        if self.asks:
            nearest = min(step - 1, MAX_MISSING)
            for number in range(self._highest + step - nearest, self._highest + step):
                self._missing[number] = _Missing(now + FIRST_ASK_SECONDS)
            while len(self._missing) > MAX_MISSING:
                del self._missing[next(iter(self._missing))]
        self._highest += step
        self._window = (self._window << step) & _WINDOW_MASK

    def _measure(self, now: float, timestamp: int) -> None:
        """Interarrival jitter (RFC 3550 appendix A.8)."""
        if self._last_timestamp is not None:
            ticks = (now - self._last_arrival) * self._clock_rate
            difference = abs(ticks - distance32(timestamp, self._last_timestamp))
            self._jitter += (difference - self._jitter) / 16
        self._last_arrival, self._last_timestamp = now, timestamp
