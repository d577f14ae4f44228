"""What the line to one receiver carries, as its transport-wide feedback tells. Pure: time is an argument.

A line is held for good until it shows that it is not. Two things show it: a *standing queue*, when even the
quickest packets of the last moment were slower than the quickest of the last half minute (the current and the
base filter of LEDBAT, RFC 6817 section 2.4.2; jitter alone leaves the quickest packets as they were), and
*loss* that becomes less when less is sent. Then the limit falls to a share of what arrives, and rises again
as in draft-ietf-rmcat-gcc-02 section 5.5; a train of padding that arrives quickly lets it rise at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from media.rtp.departures import CAPACITY, Delivery

WINDOW_SECONDS: Final = 0.4
"""Of arrivals that are looked at: longer than a receiver waits between two feedback packets (0.25 s)."""

BASE_SECONDS: Final = 5.0
BASES: Final = 6
"""The base delay is the least of so many periods, and so forgets another route after half a minute."""

QUEUE_SECONDS: Final = 0.1
"""A queue that stands for so long is in the way of a conversation (RFC 6817 section 2.4.2 allows 0.1 s)."""

STANDING_SECONDS: Final = 0.8
"""A queue that is gone sooner was a hiccup: of the line, or of a computer that had other things to do."""

DRAINED_SECONDS: Final = 0.04
"""Below this nothing stands."""

FULL_SECONDS: Final = 0.4
"""A queue that a conversation does not bear (ITU-T G.114: 0.4 s)."""

STUCK_SECONDS: Final = 10.0
"""A queue that stands so long though less is sent is none: the way itself has become longer."""

HEAVY_LOSS: Final = 0.15
"""Above the loss that is there anyway. draft-ietf-rmcat-gcc-02 section 6 has 0.1: of 80 packets, chance."""

MENDED_LOSS: Final = 0.35
"""Loss that comes from sending too much is less than so much of what it was, once less is sent."""

FULL_LOSS: Final = 0.35
"""Sound does not bear this, with all its redundancy."""

LOSSY_SECONDS: Final = 1.5
"""A line that was away for a moment has lost much too, but not for so long."""

LEAST_REPORTS: Final = 80
"""Packets in a second that a share of loss is worth something of: a voice alone has 50."""

DECREASE: Final = 0.85
"""Of what arrives (draft-ietf-rmcat-gcc-02 section 5.5)."""

INCREASE: Final = 1.08
"""In a second (the same)."""

USED: Final = 1.5
"""A limit that is so far above what arrives says nothing any more, and does not rise (the same)."""

SETTLE_SECONDS: Final = 1.0
"""Between two decreases: the sender's answer to the first one must be seen."""

TRIAL_SECONDS: Final = 2.0
"""By then loss that comes from sending too much has become less."""

INHERENT_SECONDS: Final = 30.0
"""How long loss that does not depend on what is sent is believed to stay."""

LEAST_LIMIT: Final = 30_000
"""bit/s: a voice."""

LEAST_LOSS_LIMIT: Final = 150_000
"""bit/s: a voice and a small picture. Below this too few packets go to tell loss from chance."""

NO_LIMIT: Final = 4_000_000
"""bit/s: what two pictures of a browser need at most; a line that carries it needs no limit."""

TRAIN_PACKETS: Final = 6
"""Of a probe: five gaps."""

FASTEST: Final = 50_000_000
"""bit/s, of a train whose packets arrive in one tick of the receiver's clock."""


class _Loss:
    """The share of packets that did not arrive, of those sent from 1.3 to 0.3 s before the newest told of."""

    __slots__ = ("_periods",)

    PERIOD: Final = 0.1
    SKIPPED: Final = 3
    """The newest periods: what is missing of them may only be late."""
    COUNTED: Final = 10

    def __init__(self) -> None:
        self._periods: deque[list[int]] = deque(maxlen=self.SKIPPED + self.COUNTED + 1)
        """[number of the period, told of, arrived]"""

    def add(self, delivery: Delivery) -> None:
        number = int(delivery.sent_at / self.PERIOD)
        period = next((period for period in reversed(self._periods) if period[0] == number), None)
        if period is None:
            if self._periods and number < self._periods[-1][0]:
                return  # older than what is counted
            period = [number, 0, 0]
            self._periods.append(period)
        period[1] += not delivery.was_missing
        period[2] += delivery.arrived_at is not None

    def share(self) -> float | None:
        """None while too few are counted."""
        newest = self._periods[-1][0] if self._periods else 0
        counted = [
            period
            for period in self._periods
            if self.SKIPPED <= newest - period[0] < self.SKIPPED + self.COUNTED
        ]
        told = sum(period[1] for period in counted)
        return 1.0 - sum(period[2] for period in counted) / told if told >= LEAST_REPORTS else None


class _Lasting:
    """Something that counts only when it has gone on for a while."""

    __slots__ = ("_seconds", "_since", "holds")

    def __init__(self, seconds: float) -> None:
        self.holds = False
        self._seconds = seconds
        self._since: float | None = None

    def see(self, now: float, there: bool) -> None:
        """Whether it is there now."""
        if not there:
            self._since = None
        elif self._since is None:
            self._since = now
        self.holds = self._since is not None and now - self._since >= self._seconds

    def end(self) -> None:
        """It is over."""
        self.holds, self._since = False, None


class Line:
    """See the module. All rates are in bit/s."""

    __slots__ = (
        "_arrived",
        "_bases",
        "_began_at",
        "_congested_since",
        "_decreased_at",
        "_inherent",
        "_inherent_until",
        "_loss",
        "_lossy",
        "_probes",
        "_share",
        "_standing",
        "_stepped_at",
        "_train",
        "_trial",
        "limit",
        "queue",
    )

    def __init__(self) -> None:
        self.limit: float | None = None
        """What may be sent; None: whatever comes."""
        self._inherent = 0.0
        """The share that is lost whatever is sent."""
        self._inherent_until = 0.0
        self._bases: deque[tuple[int, float]] = deque(maxlen=BASES)
        """(period, its least one-way delay)"""
        self._probes: tuple[int, ...] = ()
        self._train: list[tuple[float, int]] = []
        self.begin(0.0)

    def move(self, now: float) -> None:
        """Begin anew on another way, whose least delay is not known yet; the limit stays."""
        self._bases.clear()
        self.begin(now)

    def begin(self, now: float) -> None:
        """Forget what was sent before, for nothing was heard of it; limit, least delay and probes stay."""
        self.queue = 0.0
        """How long a packet stands in line, s."""
        self._began_at = now
        self._arrived: deque[tuple[float, float, int]] = deque(maxlen=CAPACITY)
        """(arrival, s of the receiver's clock; one-way delay, s; octets), of WINDOW_SECONDS."""
        self._loss = _Loss()
        self._share: float | None = None
        """What `_loss` told at the last step."""
        self._trial: tuple[float, float] | None = None
        """(when a decrease because of loss shows, the loss before it)"""
        self._standing = _Lasting(STANDING_SECONDS)
        self._lossy = _Lasting(LOSSY_SECONDS)
        """Loss is heavy."""
        self._congested_since: float | None = None
        self._decreased_at = -SETTLE_SECONDS
        self._stepped_at: float | None = None

    # -- what is told

    def on_feedback(self, deliveries: Sequence[Delivery]) -> None:
        """What one feedback packet has told."""
        for delivery in deliveries:
            if delivery.sent_at < self._began_at:
                continue
            self._loss.add(delivery)
            if delivery.arrived_at is None:
                continue
            delay = delivery.arrived_at - delivery.sent_at
            self._arrived.append((delivery.arrived_at, delay, delivery.octets))
            self._note_base(delivery.sent_at, delay)
            if delivery.number in self._probes:
                self._train.append((delivery.arrived_at, delivery.octets))
        # Not by the latest time: a clock that is set back, or a receiver that lies, would keep all for ever.
        while self._arrived and abs(self._arrived[-1][0] - self._arrived[0][0]) > WINDOW_SECONDS:
            self._arrived.popleft()

    def _note_base(self, sent_at: float, delay: float) -> None:
        period = int(sent_at / BASE_SECONDS)
        if not self._bases or period > self._bases[-1][0]:
            self._bases.append((period, delay))
        elif delay < self._bases[-1][1]:
            self._bases[-1] = (self._bases[-1][0], delay)

    @property
    def acknowledged_rate(self) -> float:
        """What arrives."""
        return sum(octets for _, _, octets in self._arrived) * 8 / WINDOW_SECONDS

    @property
    def loss(self) -> float:
        """The share that is lost beyond what is lost anyway."""
        return max(0.0, (self._share or 0.0) - self._inherent)

    @property
    def standing(self) -> bool:
        """A queue has stood before the line for STANDING_SECONDS."""
        return self._standing.holds

    @property
    def congested(self) -> bool:
        """More is sent than the line carries."""
        return self.standing or self._lossy.holds

    @property
    def full(self) -> bool:
        """So much more that sound suffers."""
        return (self.standing and self.queue > FULL_SECONDS) or (self._lossy.holds and self.loss > FULL_LOSS)

    # -- what follows from it

    def rest(self) -> None:
        """Nothing is heard for a while: what was heard last is no trouble of now."""
        self.queue = 0.0
        self._standing.end()
        self._lossy.end()
        self._congested_since = None

    def step(self, now: float) -> None:
        """Decide; call some times a second, and only while feedback comes."""
        elapsed = 0.0 if self._stepped_at is None else min(1.0, now - self._stepped_at)
        self._stepped_at = now
        base = min((delay for _, delay in self._bases), default=0.0)
        self.queue = min((delay for _, delay, _ in self._arrived), default=base) - base
        self._share = self._loss.share()
        if self._inherent and (self._share or 0.0) > self._inherent / 2:
            self._inherent_until = now + INHERENT_SECONDS
        elif now >= self._inherent_until:
            self._inherent = 0.0
        self._standing.see(now, self.queue > QUEUE_SECONDS)
        self._lossy.see(now, self.loss > HEAVY_LOSS)
        self._judge_trial(now)
        self._end_train()
        if self.congested:
            self._congested(now)
        else:
            self._congested_since = None
            if self.limit is not None and self.queue < DRAINED_SECONDS:
                self._rise(elapsed)

    def _congested(self, now: float) -> None:
        if self._congested_since is None:
            self._congested_since = now
        elif self.standing and now - self._congested_since >= STUCK_SECONDS:
            self._bases.clear()
            self._congested_since = None
            return
        if now - self._decreased_at < SETTLE_SECONDS:
            return
        self._decreased_at = now
        if not self.standing and self._trial is None:
            self._trial = (now + TRIAL_SECONDS, self._share or 0.0)
        if self.standing:
            found = max(LEAST_LIMIT, DECREASE * self.acknowledged_rate)
        else:
            found = max(LEAST_LOSS_LIMIT, self.acknowledged_rate)
        self.limit = found if self.limit is None else min(self.limit, found)

    def _judge_trial(self, now: float) -> None:
        """Whether what was lost is lost whatever is sent."""
        if self._trial is None or now < self._trial[0]:
            return
        before, self._trial = self._trial[1], None
        lost = self._share
        if lost is None or lost > MENDED_LOSS * before:
            self._inherent, self._inherent_until = max(lost or 0.0, before), now + INHERENT_SECONDS
            self.limit = None

    def _rise(self, elapsed: float) -> None:
        assert self.limit is not None
        self._set(max(self.limit, min(self.limit * INCREASE**elapsed, USED * self.acknowledged_rate)))

    def _set(self, limit: float) -> None:
        self.limit = None if limit >= NO_LIMIT else limit

    # -- probes

    def probe(self, numbers: tuple[int, ...]) -> None:
        """A train of packets with these transport-wide numbers has gone out, all at once."""
        self._probes = numbers
        self._train = []

    def _end_train(self) -> None:
        """Take what the train has told, once most of it has arrived."""
        if self.limit is None or len(self._train) < TRAIN_PACKETS - 1:
            return
        first, last = min(self._train), max(self._train)
        octets = sum(octets for _, octets in self._train) - first[1]
        seconds = last[0] - first[0]
        carried = FASTEST if seconds <= 0 else min(FASTEST, octets * 8 / seconds)
        self._probes, self._train = (), []
        if not self.congested and DECREASE * carried > self.limit:
            self._set(DECREASE * carried)
