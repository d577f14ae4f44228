"""Many service points reach for the same times over real sockets: each is given to exactly one (F-17).

Two signaling processes on one PostgreSQL with Redis between them, and one on SQLite.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from signaling.booking.rules import instant
from signaling.booking.tables import Appointment, ReservedUnit
from signaling.directory.booking_terms import BookingTerms
from signaling.directory.rules import HELSINKI
from signaling.directory.tables import Service
from signaling.store.unit import Unit
from tests.signaling.running import Site, site
from tests.signaling.sockets import Client, Failed, new_id

EXPERTS: Final = 5
TIMES: Final = 4
SLOTS: Final = EXPERTS * TIMES
POINTS: Final = 40
ROUNDS: Final = 2
"""Each service point asks so often for each of the times: 320 attempts for 20 slots."""

TERMS: Final = BookingTerms(length_minutes=30, buffer_minutes=0)


def times() -> list[float]:
    """The first times of the day after tomorrow."""
    day = datetime.now(UTC).astimezone(HELSINKI).date() + timedelta(days=2)
    return [instant(day, 9 * 60 + 30 * n) for n in range(TIMES)]


async def attempt(client: Client, service: str, starts_at: float) -> str:
    """What came of one press: `won`, `taken`, or the code of an error."""
    try:
        reply = await client.act(
            "booking:book",
            appointment=new_id(),
            service=service,
            startsAt=starts_at,
            contact={"name": "A", "reach": ""},
        )
    except Failed as error:
        return error.code
    return "taken" if reply["appointment"] is None else "won"


async def race(here: Site, processes: int) -> None:
    service = await here.service()

    async def book_it(unit: Unit) -> None:
        (await unit.session.get_one(Service, service)).booking = TERMS

    await here.store.write(book_it)
    await here.experts(service, EXPERTS)
    people = await here.points(POINTS)
    await here.start(processes)
    clients = [await here.connect(person, n % processes) for n, person in enumerate(people)]
    presses = [(client, at) for _ in range(ROUNDS) for at in times() for client in clients]
    outcomes = Counter(await asyncio.gather(*(attempt(client, service, at) for client, at in presses)))
    assert outcomes["won"] == SLOTS, outcomes
    assert set(outcomes) <= {"won", "taken", "conflict"}, outcomes

    async def look(unit: Unit) -> None:
        assert await unit.session.scalar(select(func.count()).select_from(Appointment)) == SLOTS
        assert await unit.session.scalar(select(func.count()).select_from(ReservedUnit)) == SLOTS * 6 * 2
        rows = (await unit.session.execute(select(Appointment.first_unit, Appointment.expert))).all()
        assert len({tuple(row) for row in rows}) == SLOTS

    await here.store.read(look)


async def test_two_processes_on_postgresql(tmp_path: Path, postgres_url: str, redis_url: str) -> None:
    async with site(tmp_path, postgres_url, redis_url) as here:
        await race(here, processes=2)


async def test_one_process_on_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    async with site(tmp_path, sqlite_url) as here:
        await race(here, processes=1)
