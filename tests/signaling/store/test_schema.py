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
