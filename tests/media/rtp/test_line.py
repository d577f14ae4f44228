"""What a line is found to carry, from what its receiver tells, in virtual time."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

import pytest

from media.rtp.departures import Delivery
from media.rtp.line import (
    FASTEST,
    LEAST_LOSS_LIMIT,
    QUEUE_SECONDS,
    STUCK_SECONDS,
    TRAIN_PACKETS,
    Line,
)
from tests.media.network import IP_OCTETS, Bottleneck

OCTETS = 500
STEP = 0.1
CLOCK_AHEAD = 5000.0
"""The receiver's clock is another one."""


def limit(line: Line) -> float:
    """bit/s; infinite where there is none."""
    return math.inf if line.limit is None else line.limit


@dataclass
class Trial:
    """A sender of OCTETS packets over a line; feedback comes with each step."""

    carries: float = 1e9
    loss: float = 0.0
    jitter: float = 0.0
    delay: float = 0.02
    queue_seconds: float = 1.0
    seed: int = 1
    line: Line = field(default_factory=Line)
    now: float = 100.0
    number: int = 0
    _late: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.neck = Bottleneck(self.carries, self.queue_seconds)

    def go(self, seconds: float, rate: float) -> Trial:
        """Send at `rate` bit/s."""
        gap = OCTETS * 8 / rate
        due = self.now
        for _ in range(round(seconds / STEP)):
            while due < self.now + STEP:
                self._send(due)
                due += gap
            self.now += STEP
            self._report()
        return self

    def _send(self, at: float) -> None:
        self.number += 1
        self.neck.bits_per_second = self.carries
        over = self.neck.take(at, OCTETS - IP_OCTETS)
        way = self.delay + self.jitter * self.random.random()
        lost = over is None or self.random.random() < self.loss
        arrived = None if lost else CLOCK_AHEAD + at + way + (over or 0.0)
        self._late.append(Delivery(self.number, at, OCTETS, arrived, False))

    def _report(self) -> None:
        known = [d for d in self._late if (d.arrived_at or 0.0) <= CLOCK_AHEAD + self.now]
        self._late = [d for d in self._late if d not in known]
        self.line.on_feedback(known)
        self.line.step(self.now)

    def probe(self) -> None:
        """A train of probes, told of at once."""
        first = self.number + 1
        for _ in range(TRAIN_PACKETS):
            self._send(self.now)
        self.line.probe(tuple(range(first, first + TRAIN_PACKETS)))
        self.go(3 * STEP, 40_000)


def test_a_good_line_has_no_limit() -> None:
    trial = Trial().go(30, 2_000_000)
    assert trial.line.limit is None
    assert trial.line.acknowledged_rate == pytest.approx(2_000_000, rel=0.05)


@pytest.mark.parametrize("jitter", [0.03, 0.1, 0.2])
def test_jitter_is_no_queue(jitter: float) -> None:
    trial = Trial(jitter=jitter)
    for _ in range(60):
        trial.go(0.5, 500_000)
        assert trial.line.limit is None


@pytest.mark.parametrize("loss", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_loss_limits_for_some_seconds_at_most(loss: float, seed: int) -> None:
    """What is lost whatever is sent is no reason to send less for long."""
    trial = Trial(loss=loss, seed=seed)
    limited = 0
    for _ in range(600):
        trial.go(STEP, min(500_000, limit(trial.line)))
        limited += trial.line.limit is not None
    assert limited * STEP <= 6.0


@pytest.mark.parametrize("carries", [100_000, 400_000, 1_000_000])
def test_a_thin_line_is_found_in_two_seconds_and_its_queue_is_drained(carries: float) -> None:
    trial = Trial(carries=carries).go(5, carries / 2)
    assert math.isinf(limit(trial.line))
    trial.go(2.0, 2 * carries)
    queues = []
    for _ in range(300):
        trial.go(STEP, min(2 * carries, limit(trial.line)))
        assert 0.5 * carries < limit(trial.line) < 1.7 * carries
        queues.append(trial.line.queue)
    assert sorted(queues[100:])[len(queues[100:]) * 9 // 10] < 3 * QUEUE_SECONDS


def test_a_line_without_a_queue_is_found_by_its_loss() -> None:
    trial = Trial(carries=400_000, queue_seconds=0.02).go(2, 300_000)
    trial.go(4.0, 1_000_000)
    assert trial.line.limit == pytest.approx(400_000, rel=0.25)
    assert (trial.line.limit or 0) >= LEAST_LOSS_LIMIT


def test_a_line_that_is_better_again_is_found_by_a_train() -> None:
    trial = Trial(carries=100_000).go(2, 50_000).go(2, 300_000).go(8, 40_000)
    trial.probe()
    assert limit(trial.line) < 120_000
    trial.carries = 2_000_000
    trial.probe()
    assert trial.line.limit == pytest.approx(0.85 * 2_000_000, rel=0.05)


def test_a_train_within_one_tick_says_that_there_is_no_limit() -> None:
    trial = Trial(carries=100_000).go(2, 50_000).go(2, 300_000).go(8, 40_000)
    trial.carries = 2.0 * FASTEST
    trial.probe()
    assert trial.line.limit is None


def test_a_longer_way_is_no_queue_for_long() -> None:
    trial = Trial().go(10, 300_000)
    trial.delay = 0.3
    trial.go(STUCK_SECONDS + 2, 100_000)
    assert trial.line.queue < QUEUE_SECONDS


def test_after_a_pause_a_queue_is_a_queue_still() -> None:
    """Feedback is lost on a line that is full; what stands there is no longer way."""
    trial = Trial(carries=100_000).go(2, 50_000).go(2, 300_000)
    trial.line.begin(trial.now)
    trial.go(2.0, 150_000)
    assert trial.line.queue > QUEUE_SECONDS


def test_another_way_may_be_longer_at_once() -> None:
    trial = Trial().go(5, 300_000)
    trial.delay = 0.3
    trial.line.move(trial.now)
    trial.go(2, 300_000)
    assert trial.line.limit is None


def test_after_a_pause_nothing_that_was_before_counts() -> None:
    trial = Trial(carries=100_000).go(2, 50_000).go(2, 300_000)
    assert trial.line.congested
    before = limit(trial.line)
    trial.line.begin(trial.now)
    assert limit(trial.line) == before
    trial.carries = 1e9
    trial.go(1, 50_000)
    assert not trial.line.congested
