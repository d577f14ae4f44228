"""Migrations make what the tables say, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling.audit.tables import APPEND_ONLY
from signaling.people.actor import SYSTEM
from signaling.store import schema
from signaling.store.engine import create_engine
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.store.vault import Vault


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()


async def test_an_empty_database_has_no_revision(empty: AsyncEngine) -> None:
    assert await schema.revision(empty) is None


async def test_migrations_and_tables_agree(empty: AsyncEngine) -> None:
    await schema.upgrade(empty)
    assert await schema.revision(empty) == schema.head()
    assert await schema.differences(empty) == []


async def test_upgrading_twice_is_upgrading_once(empty: AsyncEngine) -> None:
    await schema.upgrade(empty)
    await schema.upgrade(empty)
    assert await schema.revision(empty) == schema.head()


async def test_the_papers_of_a_running_consultation_stay_when_operations_are_sealed(
    empty: AsyncEngine,
) -> None:
    await schema.upgrade(empty, "0002")
    async with empty.begin() as connection:
        for statement in (
            "INSERT INTO consultations VALUES ('c', 'active', 't', 's', 'p', 'e', 1.0, NULL, NULL, 1)",
            "INSERT INTO paper_tables VALUES ('c', 'd', 2, 7, 1)",
            "INSERT INTO paper_operations VALUES ('c', 7, 'p', 1.0, 'page_turned', 'd', 2)",
        ):
            await connection.execute(text(statement))
    await schema.upgrade(empty)
    assert await schema.differences(empty) == []
    async with empty.connect() as connection:
        shown = await connection.execute(
            text("SELECT shown_paper, shown_page, last_operation FROM paper_tables")
        )
        assert [tuple(row) for row in shown] == [("d", 2, 7)]
        assert not (await connection.execute(text("SELECT * FROM paper_operations"))).all()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
async def test_nobody_changes_or_deletes_audit_rows(
    empty: AsyncEngine, vault: Vault, table: str, statement: str
) -> None:
    await schema.upgrade(empty)
    store = Store(empty, vault, lambda: 1.0, lambda count: bytes(count))

    async def record(unit: Unit) -> None:
        unit.record(SYSTEM, "x", "y", "z")
        await unit.session.flush()
        await unit.session.execute(text("INSERT INTO audit_links VALUES (1, 0, 'x')"))
        await unit.session.execute(text("INSERT INTO audit_seals VALUES (0, 1, 'x', 1.0)"))

    await store.write(record)
    column = "rows" if table == "audit_seals" else "sequence"
    with pytest.raises(DBAPIError, match="append-only"):
        async with empty.begin() as connection:
            await connection.execute(text(statement.format(table, column, column)))
