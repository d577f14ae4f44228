"""The race for tickets, for tests/signaling/queue/test_race.py and bench/accept.py."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, field
from typing import Final

from tests.signaling.running import Person, Site
from tests.signaling.sockets import Client, Failed, new_id

DESKS: Final = 100
RACERS: Final = 50
RACES: Final = 5
QUIET: Final = 10
"""Tickets that one desk accepts while nobody else presses."""


@dataclass(slots=True)
class Race:
    """What happened. Times are in seconds, from pressing to the ticket gone from each of DESKS desks."""

    outcomes: dict[str, list[str]] = field(default_factory=dict)
    """Ticket to what each racer got: `won` or an error code."""
    winners: list[int] = field(default_factory=list)
    """Desks, one for each ticket."""
    raced: list[float] = field(default_factory=list)
    """While RACERS press at once: the winner is among many who wait for an answer."""
    after: list[float] = field(default_factory=list)
    """In the same races, from the winner's acknowledgement; not below 0."""
    quiet: list[float] = field(default_factory=list)
    """While one presses."""


def percentile(values: list[float], percent: float) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


@dataclass(slots=True)
class Hall:
    """Desks and service points with open screens."""

    here: Site
    service: str
    desks: list[Client]
    points: list[Person]

    async def call(self, number: int) -> str:
        """A service point takes a place that every desk sees; the ticket."""
        client = await self.here.connect(self.points[number], number % len(self.here.processes))
        ticket = new_id()
        await client.act("ticket:open", ticket=ticket, service=self.service)
        for desk in self.desks:
            await desk.wait("ticket:offered", lambda message: message["waiting"]["ticket"] == ticket)
        return ticket

    async def gone(self, ticket: str, since: float) -> list[float]:
        """How long after `since` (monotonic) each desk lost the ticket."""
        delays = []
        for desk in self.desks:
            heard = await desk.wait("ticket:withdrawn", lambda message: message["ticket"] == ticket)
            delays.append(heard.at - since)
        return delays


async def open_hall(here: Site, processes: int) -> Hall:
    """Start the processes and open every desk, in turn at each of them."""
    service = await here.service()
    people = await here.experts(service, DESKS)
    points = await here.points(RACES + QUIET)
    await here.start(processes)
    desks = [await here.connect(person, n % processes) for n, person in enumerate(people)]
    await asyncio.gather(*(desk.ask("desk:open") for desk in desks))
    return Hall(here, service, desks, points)


async def run_race(hall: Hall) -> Race:
    """RACES tickets for RACERS who press at once, then QUIET tickets for one each."""
    race = Race()
    for number in range(RACES + QUIET):
        ticket = await hall.call(number)
        # Winners of earlier tickets are in a consultation now and would lose for another reason.
        free = [n for n in range(DESKS) if n not in race.winners]
        racing = free[:RACERS] if number < RACES else free[:1]
        pressed = time.monotonic()
        results = await asyncio.gather(*(_press(hall.desks[n], ticket) for n in racing))
        race.winners += [n for n, (outcome, _) in zip(racing, results, strict=True) if outcome == "won"]
        race.outcomes[ticket] = [outcome for outcome, _ in results]
        delays = await hall.gone(ticket, pressed)
        if number < RACES:
            decided = min(at for outcome, at in results if outcome == "won") - pressed
            race.raced += delays
            race.after += [max(0.0, delay - decided) for delay in delays]
        else:
            race.quiet += delays
    return race


async def _press(desk: Client, ticket: str) -> tuple[str, float]:
    """`won` or the error code, and when it came (s, monotonic)."""
    try:
        await desk.act("ticket:accept", ticket=ticket)
    except Failed as error:
        return error.code, time.monotonic()
    return "won", time.monotonic()
