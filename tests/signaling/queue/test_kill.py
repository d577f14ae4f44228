"""kill -9 of signaling at random moments of a scripted morning: nothing that was acknowledged is lost.

The morning: service points open tickets and cancel some, desks accept and end.
Everybody repeats a request under its own id until it is acknowledged, as the
web client does, through any number of deaths of the server.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from signaling.audit.tables import AuditRow
from signaling.consultation.tables import Consultation
from signaling.queue.tables import Ticket
from signaling.store.unit import Unit
from tests.signaling.running import Person, Site, site
from tests.signaling.sockets import Client, Failed, new_id

KILLS: Final = int(os.environ.get("ETALUUKKU_KILLS", "40"))
SEED: Final = int(os.environ.get("ETALUUKKU_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
MOST_ANSWERS: Final = 12
"""A process lives for a random number of acknowledged changes, at most this many, and LAST_SECONDS more."""
LAST_SECONDS: Final = 0.05
POINTS: Final = 6
DESKS: Final = 4
QUIET_SECONDS: Final = 0.02
"""Between two looks at a screen."""


@dataclass(slots=True)
class Morning:
    """What people were told."""

    here: Site
    service: str
    over: asyncio.Event = field(default_factory=asyncio.Event)
    opened: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    accepted: dict[str, str] = field(default_factory=dict)
    """Ticket to consultation, as a desk was told."""
    ended: set[str] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    answers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """Released once for each acknowledged change."""

    async def some_answers(self, count: int) -> None:
        """Return when so many have come."""
        while not self.answers.locked():
            await self.answers.acquire()
        for _ in range(count):
            await self.answers.acquire()


class Seat:
    """One person at a screen, who comes back whenever the line is lost."""

    def __init__(self, morning: Morning, person: Person, opening: str) -> None:
        self.morning = morning
        self._person = person
        self._opening = opening
        self._client: Client | None = None

    async def ask(self, event: str, **fields: object) -> dict[str, Any]:
        """The acknowledgement of a request, however often the server dies; ConnectionError at the end."""
        while not self.morning.over.is_set():
            try:
                client = self._client or await self._connect()
                return await client.ask(event, **fields)
            except Failed as error:
                if error.code not in ("unavailable", "limit"):
                    raise
            except ConnectionError:
                await self.leave()
            await asyncio.sleep(QUIET_SECONDS)
        raise ConnectionError("the morning is over")

    async def act(self, event: str, **fields: object) -> dict[str, Any]:
        """A changing request: one id for all its repetitions."""
        answer = await self.ask(event, id=new_id(), **fields)
        self.morning.answers.release()
        return answer

    async def _connect(self) -> Client:
        client = Client(self._person.actor.seat, self._person.cookie)
        server = self.morning.here.processes[0]
        await server.up.wait()
        try:
            await client.connect(server.url)
            await client.ask(self._opening)
        except BaseException:
            await client.close()
            raise
        self._client = client
        return client

    async def leave(self) -> None:
        """Close the screen."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()


async def point(morning: Morning, person: Person, dice: random.Random) -> None:
    """Call, wait until accepted and ended or cancel after a while, and call again."""
    seat = Seat(morning, person, "point:open")
    try:
        while not morning.over.is_set():
            ticket = new_id()
            await seat.act("ticket:open", ticket=ticket, service=morning.service)
            morning.opened.add(ticket)
            if dice.random() < 0.3:
                await cancel(morning, seat, ticket)
            await served(morning, seat, ticket)
    except ConnectionError:
        pass  # the morning is over
    finally:
        await seat.leave()


async def cancel(morning: Morning, seat: Seat, ticket: str) -> None:
    """Give up the ticket, unless a desk was faster."""
    try:
        await seat.act("ticket:cancel", ticket=ticket)
    except Failed as error:
        assert (error.code, error.detail) == ("conflict", "accepted")
    else:
        morning.cancelled.add(ticket)


async def served(morning: Morning, seat: Seat, ticket: str) -> None:
    """Return when the ticket is over; an acknowledged one that is nowhere is lost."""
    while True:
        screen = await seat.ask("point:open")
        if screen["ticket"] is None and screen["consultation"] is None:
            if ticket not in morning.cancelled and await state_of(morning.here, ticket) != "accepted":
                morning.lost.append(ticket)
            return
        assert screen["ticket"] is None or screen["ticket"]["ticket"] == ticket
        await asyncio.sleep(QUIET_SECONDS)


async def desk(morning: Morning, person: Person, dice: random.Random) -> None:
    """Accept what waits and end it."""
    seat = Seat(morning, person, "desk:open")
    try:
        while not morning.over.is_set():
            screen = await seat.ask("desk:open")
            if screen["consultation"] is not None:
                await end(morning, seat, screen["consultation"])
            elif screen["waiting"]:
                await accept(morning, seat, dice.choice(screen["waiting"])["ticket"])
            else:
                await asyncio.sleep(QUIET_SECONDS)
    except ConnectionError:
        pass  # the morning is over
    finally:
        await seat.leave()


async def accept(morning: Morning, seat: Seat, ticket: str) -> None:
    """Take the ticket, unless another desk or the point was faster."""
    try:
        place = await seat.act("ticket:accept", ticket=ticket)
    except Failed as error:
        assert error.code == "conflict"
        return
    assert ticket not in morning.accepted, "accepted twice"
    morning.accepted[ticket] = place["consultation"]


async def end(morning: Morning, seat: Seat, consultation: str) -> None:
    """End the consultation."""
    await seat.act("consultation:end", consultation=consultation)
    morning.ended.add(consultation)


async def state_of(here: Site, ticket: str) -> str | None:
    """The state of a ticket in the database."""
    return await here.store.read(
        lambda unit: unit.session.scalar(select(Ticket.state).where(Ticket.id == ticket))
    )


async def records(here: Site) -> tuple[dict[str, Ticket], list[Consultation], Counter[str]]:
    """Tickets, consultations, and how often each ticket was accepted by the audit."""

    async def read(unit: Unit) -> tuple[dict[str, Ticket], list[Consultation], Counter[str]]:
        tickets = (await unit.session.scalars(select(Ticket))).all()
        meetings = (await unit.session.scalars(select(Consultation))).all()
        accepts = select(AuditRow.object_id).where(AuditRow.action == "ticket:accept")
        return (
            {ticket.id: ticket for ticket in tickets},
            list(meetings),
            Counter((await unit.session.scalars(accepts)).all()),
        )

    return await here.store.read(read)


def check(morning: Morning, tickets: dict[str, Ticket], meetings: list[Consultation]) -> None:
    assert morning.lost == []
    assert morning.opened <= tickets.keys()
    for ticket in morning.cancelled:
        assert tickets[ticket].state == "cancelled"
    for ticket, consultation in morning.accepted.items():
        assert (tickets[ticket].state, tickets[ticket].consultation) == ("accepted", consultation)
    states = {meeting.id: meeting.state for meeting in meetings}
    assert all(states[consultation] == "ended" for consultation in morning.ended)
    assert set(Counter(meeting.ticket for meeting in meetings).values()) <= {1}, "accepted twice"


@pytest.mark.timeout(60 + 15 * KILLS)
async def test_no_acknowledged_ticket_is_lost(tmp_path: Path, sqlite_url: str) -> None:
    print(f"ETALUUKKU_SEED={SEED}, {KILLS} kills")  # noqa: T201
    dice = random.Random(SEED)
    limits = {"limits": {"events_per_session": "100000/minute", "requests_per_address": "1000000/minute"}}
    async with site(tmp_path, sqlite_url, overrides=limits) as here:
        service = await here.service()
        points, desks = await here.points(POINTS), await here.experts(service, DESKS)
        await here.start()
        morning = Morning(here, service)
        people = [asyncio.create_task(point(morning, p, random.Random(dice.random()))) for p in points]
        people += [asyncio.create_task(desk(morning, p, random.Random(dice.random()))) for p in desks]
        for _ in range(KILLS):
            await here.processes[0].prepare()
            await morning.some_answers(dice.randint(1, MOST_ANSWERS))
            await asyncio.sleep(dice.uniform(0, LAST_SECONDS))  # in the midst of what is asked then
            await here.processes[0].kill()
            await here.processes[0].start()
        morning.over.set()
        await asyncio.gather(*people)
        tickets, meetings, accepts = await records(here)
    check(morning, tickets, meetings)
    assert set(accepts.values()) <= {1}
    opened, cancelled, accepted = map(len, (morning.opened, morning.cancelled, morning.accepted))
    print(f"{opened} opened, {cancelled} cancelled, {accepted} accepted")  # noqa: T201
    assert accepted >= KILLS // 4
