"""Rows that tell who did what; sealed by the day; the first bad row is named."""

from __future__ import annotations

import os
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling.audit.rules import DAY_SECONDS, FIRST_LINK, Entry, day_of, next_link
from signaling.audit.service import SETTLE_SECONDS, Fault, seal_days, verify
from signaling.people.actor import ActorRef
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.store.vault import Vault

NOON = 20_000 * DAY_SECONDS + 43_200.0
DESK = ActorRef("account", "d" * 32)


class Clock:
    """A time that the test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(engine: AsyncEngine, vault: Vault, clock: Clock) -> Store:
    return Store(engine, vault, clock, os.urandom)


async def _two_days(store: Store, clock: Clock) -> None:
    """Three rows on one day, two on the next, both sealed; one row of today."""
    for day, rows in enumerate((3, 2, 1)):
        clock.now = NOON + day * DAY_SECONDS
        for number in range(rows):
            await store.write(partial(_record, what=str(number)))
    await store.write(seal_days)


async def _record(unit: Unit, what: str) -> None:
    unit.record(DESK, "ticket:accept", "ticket", what, "test")


async def _tamper(store: Store, *statements: str) -> None:
    """What somebody with the database, but without the master key, can do."""
    sqlite = store.engine.dialect.name == "sqlite"
    async with store.engine.begin() as connection:
        for table in ("audit", "audit_links"):
            if sqlite:
                await connection.execute(text(f"DROP TRIGGER {table}_no_update"))
                await connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
            else:
                await connection.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
        for statement in statements:
            await connection.execute(text(statement))


async def test_finished_days_are_sealed_once(store: Store, clock: Clock) -> None:
    await _two_days(store, clock)
    assert await store.write(seal_days) == []
    verdict = await store.read(verify)
    assert (verdict.rows, verdict.sealed, verdict.fault) == (6, 5, None)


async def test_a_day_is_sealed_when_its_transactions_are_over(store: Store, clock: Clock) -> None:
    await store.write(lambda unit: _record(unit, "1"))
    midnight = (day_of(NOON) + 1) * DAY_SECONDS
    clock.now = midnight + SETTLE_SECONDS - 1
    assert await store.write(seal_days) == []
    clock.now = midnight + SETTLE_SECONDS
    assert [sealed.rows for sealed in await store.write(seal_days)] == [1]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit SET object_id = '9' WHERE sequence = 2", Fault(2, "changed")),
        ("UPDATE audit SET at = at + 1 WHERE sequence = 6", Fault(6, "changed")),
        ("DELETE FROM audit WHERE sequence = 4", Fault(4, "missing")),
        ("DELETE FROM audit WHERE sequence = 5", Fault(5, "missing")),
        ("UPDATE audit_links SET link = 'x' WHERE sequence = 3", Fault(3, "out of the chain")),
        ("DELETE FROM audit_links WHERE sequence = 3", Fault(3, "put in after the day was sealed")),
    ],
)
async def test_the_first_bad_row_is_named(store: Store, clock: Clock, statement: str, fault: Fault) -> None:
    await _two_days(store, clock)
    await _tamper(store, statement)
    assert (await store.read(verify)).fault == fault


async def test_a_row_put_into_a_sealed_day_is_found(store: Store, clock: Clock) -> None:
    await _two_days(store, clock)
    clock.now = NOON
    await store.write(lambda unit: _record(unit, "late"))
    fault = (await store.read(verify)).fault
    assert fault == Fault(7, "put in after the day was sealed")


async def test_two_rows_that_changed_places_are_found(store: Store, clock: Clock) -> None:
    await _two_days(store, clock)
    await _tamper(
        store,
        "UPDATE audit SET sequence = 100 WHERE sequence = 1",
        "UPDATE audit SET sequence = 1 WHERE sequence = 2",
        "UPDATE audit SET sequence = 2 WHERE sequence = 100",
    )
    assert (await store.read(verify)).fault == Fault(1, "out of the chain")


def test_fields_of_an_entry_cannot_run_into_each_other() -> None:
    one = Entry("1", 1.0, "a", "bc", "d", "e", "f", "")
    other = Entry("1", 1.0, "ab", "c", "d", "e", "f", "")
    assert one.canonical() != other.canonical()


def test_the_chain_depends_on_every_row_before() -> None:
    assert next_link(next_link(FIRST_LINK, "a"), "b") != next_link(next_link(FIRST_LINK, "b"), "b")
