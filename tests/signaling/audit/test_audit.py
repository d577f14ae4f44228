"""Rows that tell who did what; chained within a minute, sealed by the day; the first bad row is named."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from signaling.audit.rules import DAY_SECONDS, FIRST_LINK, Entry, Head, Seal, day_of, head_of, link_content
from signaling.audit.service import (
    CHECKPOINT_SECONDS,
    LATE_SECONDS,
    LINKS_AT_ONCE,
    SETTLE_SECONDS,
    ChainKeeper,
    extend,
    head_now,
    seal_days,
)
from signaling.audit.tables import APPEND_ONLY, AuditLink
from signaling.audit.verifying import Verdict, verify
from signaling.audit.walk import Fault
from signaling.people.actor import ActorRef
from signaling.store.engine import create_engine
from signaling.store.store import Store
from signaling.store.tables import metadata
from signaling.store.unit import Unit
from signaling.store.vault import Vault
from tests.signaling.running import site
from tests.signaling.sockets import WAIT_SECONDS

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


async def _running_day(store: Store, clock: Clock, rows: int = 4) -> ChainKeeper:
    """Rows of a day that goes on, all of them past a checkpoint; who made it."""

    async def write(unit: Unit) -> None:
        for number in range(rows):
            await _record(unit, str(number))

    await store.write(write)
    keeper = ChainKeeper(store)
    assert (await keeper.checkpoint()).rows == rows
    clock.now += CHECKPOINT_SECONDS
    return keeper


async def _record(unit: Unit, what: str) -> None:
    unit.record(DESK, "ticket:accept", "ticket", what, "test")


async def _tamper(store: Store, *statements: str) -> None:
    """What somebody with the database, but without the master key, can do."""
    sqlite = store.engine.dialect.name == "sqlite"
    async with store.engine.begin() as connection:
        for table in APPEND_ONLY:
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
    assert verdict == Verdict(rows=6, chained=5, sealed=5, fault=None)


async def test_a_day_is_sealed_when_its_transactions_are_over(store: Store, clock: Clock) -> None:
    await store.write(lambda unit: _record(unit, "1"))
    midnight = (day_of(NOON) + 1) * DAY_SECONDS
    clock.now = midnight + SETTLE_SECONDS - 1
    assert await store.write(seal_days) == []
    clock.now = midnight + SETTLE_SECONDS
    assert [sealed.rows for sealed in await store.write(seal_days)] == [1]


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE audit SET object_id = '9' WHERE sequence = 2"], Fault(2, "changed")),
        (["UPDATE audit SET at = at + 1 WHERE sequence = 6"], Fault(6, "changed")),
        (["DELETE FROM audit WHERE sequence = 4"], Fault(4, "missing")),
        (["DELETE FROM audit WHERE sequence = 5"], Fault(5, "missing")),
        (["UPDATE audit_links SET link = 'x' WHERE sequence = 3"], Fault(3, "out of the chain")),
        (["DELETE FROM audit_links WHERE sequence = 3"], Fault(3, "taken out of the chain")),
        (
            ["DELETE FROM audit WHERE sequence = 3", "DELETE FROM audit_links WHERE sequence = 3"],
            Fault(4, "rows before it were taken out"),
        ),
        (["UPDATE audit_seals SET rows = 2 WHERE rows = 3"], Fault(3, "the day's seal is another one")),
        (["UPDATE audit_seals SET sealed_at = 1"], Fault(3, "the day's seal is another one")),
        (["DELETE FROM audit_seals WHERE rows = 3"], Fault(5, "the day's seal is another one")),
        (["UPDATE audit_seals SET position = 9 WHERE rows = 2"], Fault(5, "the day's seal is another one")),
    ],
)
async def test_the_first_bad_row_is_named(
    store: Store, clock: Clock, statements: list[str], fault: Fault
) -> None:
    await _two_days(store, clock)
    await _tamper(store, *statements)
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


# ---- the day that is not sealed yet ------------------------------------------------------


async def test_a_checkpoint_takes_every_row_once(store: Store, clock: Clock) -> None:
    await _running_day(store, clock, rows=LINKS_AT_ONCE + 2)
    assert (await store.read(head_now)).rows == LINKS_AT_ONCE + 2
    one, other = ChainKeeper(store), ChainKeeper(store)
    await store.write(lambda unit: _record(unit, "more"))
    heads = await asyncio.gather(one.checkpoint(), other.checkpoint())
    assert {head.rows for head in heads} == {LINKS_AT_ONCE + 3}
    verdict = await store.read(lambda unit: verify(unit, heads[0]))
    assert verdict == Verdict(LINKS_AT_ONCE + 3, LINKS_AT_ONCE + 3, 0, None)


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["DELETE FROM audit WHERE sequence = 2"], Fault(2, "missing")),
        (
            ["DELETE FROM audit WHERE sequence = 2", "DELETE FROM audit_links WHERE sequence = 2"],
            Fault(3, "rows before it were taken out"),
        ),
        (
            [
                "DELETE FROM audit WHERE sequence = 2",
                "DELETE FROM audit_links WHERE sequence = 2",
                "UPDATE audit_links SET position = 2 WHERE sequence = 3",
                "UPDATE audit_links SET position = 3 WHERE sequence = 4",
            ],
            Fault(3, "out of the chain"),
        ),
    ],
)
async def test_a_row_taken_out_of_the_running_day_is_found(
    store: Store, clock: Clock, statements: list[str], fault: Fault
) -> None:
    await _running_day(store, clock)
    await _tamper(store, *statements)
    assert (await store.read(verify)).fault == fault
    await ChainKeeper(store).checkpoint()
    assert (await store.read(verify)).fault == fault


async def test_nobody_links_rows_without_the_master_key(store: Store, clock: Clock) -> None:
    """Rows are taken out and the rest is chained anew, by somebody who knows this program."""
    await _running_day(store, clock)
    forger = Store(store.engine, Vault(os.urandom(32), os.urandom), clock, os.urandom)
    await _tamper(store, "DELETE FROM audit WHERE sequence = 2", "DELETE FROM audit_links WHERE position > 1")
    assert (await forger.write(extend)).rows == 3
    assert (await store.read(verify)).fault == Fault(3, "out of the chain")


async def test_nobody_seals_a_day_without_the_master_key(store: Store, clock: Clock) -> None:
    await _running_day(store, clock)
    clock.now += 2 * DAY_SECONDS
    forger = Store(store.engine, Vault(os.urandom(32), os.urandom), clock, os.urandom)
    assert len(await forger.write(seal_days)) == 1
    assert (await store.read(verify)).fault == Fault(4, "the day's seal is another one")


async def test_a_row_of_another_writer_is_found(store: Store, clock: Clock) -> None:
    await _running_day(store, clock)
    forger = Store(store.engine, Vault(os.urandom(32), os.urandom), clock, os.urandom)
    await forger.write(lambda unit: _record(unit, "made up"))
    assert (await store.read(verify)).fault == Fault(5, "changed")


async def test_a_chain_whose_end_is_cut_off_is_found_by_the_log(store: Store, clock: Clock) -> None:
    """What the database cannot know alone: the processes remember, and the log does."""
    keeper = await _running_day(store, clock)
    kept = await store.read(head_now)
    await _tamper(store, "DELETE FROM audit WHERE sequence > 2", "DELETE FROM audit_links WHERE sequence > 2")
    assert (await store.read(verify)).fault is None
    found = await store.read(lambda unit: verify(unit, kept))
    assert found.fault == Fault(2, "rows after it were taken out")
    await store.write(lambda unit: _record(unit, "5"))
    await store.write(lambda unit: _record(unit, "6"))
    with capture_logs() as lines:
        await keeper.checkpoint()
        await keeper.checkpoint()
    told = [(line["event"], line["log_level"], line["rows"]) for line in lines]
    assert told == [("audit_cut", "error", 4), ("audit_checkpoint", "info", 4)]
    found = await store.read(lambda unit: verify(unit, kept))
    assert found.fault is not None and found.fault.reason == "another chain than at the checkpoint"


async def test_the_log_line_is_what_verifying_takes(store: Store, clock: Clock) -> None:
    with capture_logs() as lines:
        await _running_day(store, clock)
    [line] = lines
    kept = head_of(f"{line['rows']}:{line['link']}")
    assert (await store.read(lambda unit: verify(unit, kept))).fault is None
    for wrong in ("", "4", f"x:{line['link']}", f"0:{line['link']}", "4:ab", "4:" + "g" * 64):
        with pytest.raises(ValueError):
            head_of(wrong)


async def test_a_row_that_is_committed_late_is_linked_then(postgres_url: str, vault: Vault) -> None:
    """On PostgreSQL a row with a smaller number may come after one with a larger number."""
    engine = create_engine(postgres_url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        store = Store(engine, vault, lambda: NOON, os.urandom)
        numbered, go_on = asyncio.Event(), asyncio.Event()

        async def slow(unit: Unit) -> None:
            await _record(unit, "slow")
            await unit.session.flush()
            numbered.set()
            await go_on.wait()

        writing = asyncio.create_task(store.write(slow))
        await numbered.wait()
        await store.write(lambda unit: _record(unit, "quick"))
        keeper = ChainKeeper(store)
        assert (await keeper.checkpoint()).rows == 1
        go_on.set()
        await writing
        assert (await keeper.checkpoint()).rows == 2
        order = select(AuditLink.sequence).order_by(AuditLink.position)
        assert (await store.read(lambda unit: unit.session.scalars(order))).all() == [2, 1]
        assert (await store.read(verify)).fault is None
    finally:
        await engine.dispose()


async def test_a_row_too_late_for_a_checkpoint_is_linked_by_the_days_seal(store: Store, clock: Clock) -> None:
    await _running_day(store, clock)
    clock.now = NOON - LATE_SECONDS - 1
    await store.write(lambda unit: _record(unit, "late"))
    clock.now = NOON + CHECKPOINT_SECONDS
    assert (await ChainKeeper(store).checkpoint()).rows == 4
    clock.now += DAY_SECONDS
    [sealed] = await store.write(seal_days)
    assert sealed.rows == 5
    assert await store.read(verify) == Verdict(5, 5, 5, None)


def test_fields_of_an_entry_cannot_run_into_each_other() -> None:
    one = Entry("1", 1.0, "a", "bc", "d", "e", "f", "")
    other = Entry("1", 1.0, "ab", "c", "d", "e", "f", "")
    assert one.canonical() != other.canonical()


def test_a_link_is_for_one_place() -> None:
    contents = {link_content(FIRST_LINK, 1, "a"), link_content("b", 1, "a"), link_content(FIRST_LINK, 2, "a")}
    assert len(contents) == 3
    assert Seal(1, 2, Head(), 3.0).content(FIRST_LINK) not in contents


async def test_a_running_server_chains_what_was_done(tmp_path: Path, sqlite_url: str) -> None:
    async with site(tmp_path, sqlite_url) as here:
        await here.points(2)
        await here.start()
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                log = await asyncio.to_thread(here.processes[0].log.read_text)
                if "audit_checkpoint" in log:
                    break
                await asyncio.sleep(0.05)
        verdict = await here.store.read(verify)
        assert verdict.fault is None and verdict.chained >= 2
