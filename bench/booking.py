"""Free times of a service with 500 experts over 60 days, on both databases (aim: p95 200 ms)."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert

from bench.report import TABLE_HEAD, row, write_section
from signaling.booking.finding import Finding, Wish
from signaling.booking.holidays import is_holiday
from signaling.booking.rules import AppointmentState, day_of, slots
from signaling.booking.tables import Appointment
from signaling.directory.booking_terms import BookingTerms
from signaling.directory.tables import ExpertService, Service
from signaling.people.tables import Account
from signaling.store.engine import create_engine
from signaling.store.store import Store
from signaling.store.tables import metadata
from signaling.store.unit import Unit
from signaling.store.vault import Vault
from tests.databases import running_postgres
from tests.signaling.house import House, build_house, text

EXPERTS = 500
DAYS = 60
SHARE = 3
"""Every so manieth slot of each expert is free; the others are booked."""
ROUNDS = 40
BATCH = 2_000
TERMS = BookingTerms(length_minutes=30, buffer_minutes=5, days_ahead=DAYS)
TEXT = f"""
One question of a service point for all free times of a service with {EXPERTS} experts over {DAYS} days, two
thirds of whose slots are booked already; n questions, one after another. It is what `booking:times` asks of
the database, without the transport. SQLite is a file, PostgreSQL one of the test run's own through its Unix
socket, with the statistics that its autovacuum would have. Aim: a p95 of 200 ms.
"""


async def fill(house: House) -> tuple[str, int]:
    """The service, and how many appointments it has."""
    service = await house.service()
    experts = [os.urandom(16).hex() for _ in range(EXPERTS)]

    async def people(unit: Unit) -> Service:
        found = await unit.session.get_one(Service, service)
        found.booking = TERMS
        for number, expert in enumerate(experts):
            unit.session.add(
                Account(
                    id=expert, name=str(number), password_hash="!", role="expert", label=text("A"), demo=False
                )
            )
        await unit.session.flush()
        unit.session.add_all([ExpertService(account=expert, service=service) for expert in experts])
        return found

    made = list(appointments(await house.write(people), experts, house.now))
    for begin in range(0, len(made), BATCH):
        await house.write(lambda unit, b=begin: add(unit, made[b : b + BATCH]))  # type: ignore[misc]
    return service, len(made)


async def add(unit: Unit, rows: list[dict[str, object]]) -> None:
    """These appointments."""
    await unit.session.execute(insert(Appointment), rows)


def appointments(service: Service, experts: list[str], now: float) -> Iterator[dict[str, object]]:
    """Rows of appointments of every expert."""
    days = [day_of(now) + timedelta(days=ahead) for ahead in range(DAYS)]
    planned = [slot for _, found in slots(TERMS, service.hours, days, is_holiday, now) for slot in found]
    for number, expert in enumerate(experts):
        for turn, slot in enumerate(planned):
            if (turn + number) % SHARE:
                yield {
                    "id": os.urandom(16).hex(),
                    "service": service.id,
                    "point": os.urandom(16).hex(),
                    "expert": expert,
                    "language": "fi",
                    "state": AppointmentState.BOOKED,
                    "first_unit": slot.first,
                    "end_unit": slot.end,
                    "released_unit": slot.released,
                    "booked_at": now,
                    "booked_by_kind": "device",
                    "booked_by": expert,
                    "on_behalf": False,
                    "version": 1,
                }


async def measure(url: str, directory: str) -> tuple[list[float], int]:
    """Milliseconds of each question, and how many appointments there were."""
    engine = create_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    house = await build_house(engine, Vault(os.urandom(32), os.urandom), directory)
    service, count = await fill(house)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ANALYZE")
    finding = house.areas.booking.finding
    took = [await ask(house.store, finding, service, day_of(house.now)) for _ in range(ROUNDS + 3)]
    await engine.dispose()
    return took[3:], count


async def ask(store: Store, finding: Finding, service: str, first: date) -> float:
    """Milliseconds of one question."""
    began = time.perf_counter()

    async def look(unit: Unit) -> int:
        found = await unit.session.get_one(Service, service)
        wish = Wish(found, TERMS, os.urandom(16).hex(), None)
        return sum(len(free) for _, free in await finding.days(unit, wish, first, DAYS))

    assert await store.read(look) > 0
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Measure on both databases and write the section."""
    with tempfile.TemporaryDirectory(prefix="booking") as name:
        url = f"sqlite:///{Path(name) / 'etaluukku.db'}"
        lite, count = asyncio.run(measure(url, name))
        with running_postgres() as postgres:
            postgres.run("CREATE DATABASE booking")
            large, _ = asyncio.run(measure(postgres.url("booking"), name))
    table = [TABLE_HEAD, row("SQLite", lite, "ms"), row("PostgreSQL", large, "ms")]
    write_section("booking", f"Free times beside {count} appointments", TEXT, table)


if __name__ == "__main__":
    main()
