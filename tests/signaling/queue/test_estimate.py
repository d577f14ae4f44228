"""The estimate of waiting: unknown is said, and what is said holds for four of five (F-14, Q-17)."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.people.actor import Actor
from signaling.queue.estimate import MIN_SAMPLES, SAMPLES, Handling, Wait, wait_of, waits
from signaling.web.messages.consultation import ConsultationAct
from signaling.web.messages.queue import ServiceEntry
from tests.signaling.house import House

SEED: Final = 20261122
TICKETS: Final = 250
WARM_UP: Final = 60
"""Tickets before the first whose wait counts: the queue begins empty, which no office does at noon."""
AIM: Final = 0.8

Draw = Callable[[random.Random], float]
KINDS: Final[dict[str, Draw]] = {
    "all alike": lambda dice: 600 * dice.uniform(0.9, 1.1),
    "some longer": lambda dice: 720 * math.exp(dice.gauss(0, 0.5)),
    "a few very long": lambda dice: 600 * math.exp(dice.gauss(0, 0.9)),
    "without memory": lambda dice: dice.expovariate(1 / 900),
    "short and long": lambda dice: dice.choice([180, 1500]) * dice.uniform(0.8, 1.2),
}
"""How long a ticket takes (s)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody read on taking a place, and how long it really took (minutes)."""

    wait: Wait
    really: float

    @property
    def holds(self) -> bool:
        """The wait lay within the range."""
        return self.wait.from_minutes <= self.really <= self.wait.to_minutes


def day(dice: random.Random, draw: Draw, experts: int, load: float) -> Iterator[Told]:
    """One office: who comes at random is served in order; what each who has to wait is told."""
    pace = load * experts / (sum(draw(dice) for _ in range(2000)) / 2000)
    now, idle = 0.0, [0.0] * experts
    begun: list[float] = []
    over: list[tuple[float, float]] = []
    for number in range(TICKETS):
        now += dice.expovariate(pace)
        start, took = max(now, heapq.heappop(idle)), draw(dice)
        heapq.heappush(idle, start + took)
        place = 1 + sum(earlier > now for earlier in begun)
        done = sorted((end, took) for end, took in over if end <= now)[-SAMPLES:]
        begun.append(start)
        over.append((start + took, took))
        wait = wait_of(Handling([took for _, took in done], present=experts, free=0), place)
        if number >= WARM_UP and start > now and wait is not None:
            yield Told(wait, (start - now) / 60)


@pytest.mark.parametrize("kind", KINDS)
def test_f14_four_of_five_wait_as_long_as_they_were_told(kind: str) -> None:
    dice = random.Random(SEED)
    told = [
        one
        for experts in (1, 2, 3, 5)
        for load in (0.8, 0.95, 1.05)
        for one in day(dice, KINDS[kind], experts, load)
    ]
    assert len(told) > 1000
    assert sum(one.holds for one in told) / len(told) >= AIM
    # A range from nothing to for ever would hold too.
    width = sum(one.wait.to_minutes - one.wait.from_minutes for one in told)
    assert width <= 1.7 * sum(one.really for one in told)


def test_few_samples_or_nobody_present_is_unknown() -> None:
    enough = [600.0] * MIN_SAMPLES
    assert wait_of(Handling(enough[1:], present=1, free=0), 1) is None
    assert wait_of(Handling(enough, present=0, free=0), 1) is None
    assert wait_of(Handling(enough, present=1, free=0), 1) == Wait(0, 10)
    assert waits(Handling(enough[1:], present=2, free=1), 3) == (Wait(0, 2),)
    assert waits(Handling(enough[1:], present=2, free=0), 3) == ()


def test_whom_somebody_free_can_take_waits_for_the_answer_alone() -> None:
    handling = Handling([1200.0] * 9, present=3, free=2)
    assert waits(handling, 2) == (Wait(0, 2), Wait(0, 2), Wait(0, 10))
    assert wait_of(Handling([], present=1, free=1), 1) == Wait(0, 2)


@given(
    st.lists(st.floats(1, 36_000), min_size=MIN_SAMPLES, max_size=SAMPLES),
    st.integers(1, 9),
    st.integers(1, 40),
)
def test_a_range_goes_up_and_never_shrinks_with_the_place(
    seconds: list[float], present: int, place: int
) -> None:
    first, second = (wait_of(Handling(seconds, present, 0), at) for at in (place, place + 1))
    assert first is not None and second is not None
    assert 0 <= first.from_minutes < first.to_minutes
    assert second.to_minutes >= first.to_minutes


async def test_the_directory_tells_it_from_the_last_tickets_of_the_service(house: House) -> None:
    service = await house.service()
    point, expert = await house.point(), await house.expert(service)

    async def entry(actor: Actor) -> ServiceEntry:
        listed = await house.store.read(lambda unit: house.areas.screens.directory(unit, actor))
        return listed.authorities[0].services[0]

    async def handle(seconds: float) -> None:
        accepted = await house.accept(expert, await house.open_ticket(point, service))
        for _ in range(int(seconds / 20)):
            house.now += 20
            await house.areas.attendance.step()  # screens stay open
        end = ConsultationAct(house.new_id(), accepted.consultation)
        await house.write(lambda unit: house.areas.consultations.end(unit, expert, end))

    for _ in range(MIN_SAMPLES - 1):
        await handle(600)
    busy = await house.accept(expert, await house.open_ticket(point, service), comes=False)
    assert (await entry(point)).waits == ()  # four samples: one more is needed
    end = ConsultationAct(house.new_id(), busy.consultation)
    await house.write(lambda unit: house.areas.consultations.end(unit, expert, end))
    await handle(600)
    await house.accept(expert, await house.open_ticket(point, service))
    [first] = (await entry(point)).waits
    assert (first.from_minutes, first.to_minutes) == (0, 15)
    told = house.take("directory:changed", "directory")[-1]
    assert told["waits"] == [{"fromMinutes": 0, "toMinutes": 15}]
