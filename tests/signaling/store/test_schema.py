"""Migrations make what the tables say, on both databases."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from signaling.audit.service import ChainKeeper
from signaling.audit.tables import APPEND_ONLY
from signaling.audit.verifying import Verdict, verify
from signaling.consultation.identity import identity_of
from signaling.consultation.tables import Consultation
from signaling.directory.tables import Authority, DataProtectionText
from signaling.people.actor import SYSTEM
from signaling.people.tables import Account
from signaling.store import schema
from signaling.store.engine import create_engine
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.store.vault import Vault
from signaling.web.messages.base import LocalText
from signaling.web.messages.identity import Identity


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


async def test_a_running_consultation_goes_on_when_its_table_is_sealed(empty: AsyncEngine) -> None:
    """A migration has no keys: what lay open is gone until a page is turned, and numbering goes on."""
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
            text("SELECT sealed_shown, last_operation, version FROM paper_tables")
        )
        assert [tuple(row) for row in shown] == [(None, 7, 1)]
        assert not (await connection.execute(text("SELECT * FROM paper_operations"))).all()


async def test_rows_of_the_audit_are_chained_anew_when_the_chain_gets_its_key(
    empty: AsyncEngine, vault: Vault
) -> None:
    await schema.upgrade(empty, "0004")
    store = Store(empty, vault, lambda: 1.0, os.urandom)

    async def record(unit: Unit) -> None:
        unit.record(SYSTEM, "x", "y", "z")
        await unit.session.flush()
        await unit.session.execute(text("INSERT INTO audit_links VALUES (1, 0, 'x')"))
        await unit.session.execute(text("INSERT INTO audit_seals VALUES (0, 1, 'x', 1.0)"))

    await store.write(record)
    await schema.upgrade(empty)
    assert (await ChainKeeper(store).checkpoint()).rows == 1
    assert await store.read(verify) == Verdict(rows=1, chained=1, sealed=0, fault=None)


async def test_feeds_of_ended_consultations_are_forgotten_once(empty: AsyncEngine) -> None:
    await schema.upgrade(empty, "0004")
    names = {
        state: {f"consultation:{state}", f"chat:{state}", f"lobby:p{state}", f"presence:guest:g{state}"}
        for state in ("active", "ended")
    }
    participant = "INSERT INTO participants (id, consultation, kind, actor, role, state, microphone, camera, "
    async with empty.begin() as connection:
        for state, feeds in names.items():
            row = f"('{state}', '{state}', 't', 's', 'p{state}', 'e{state}', 1.0, NULL, NULL, 1)"
            await connection.execute(text(f"INSERT INTO consultations VALUES {row}"))
            here = f"('p{state}', '{state}', 'guest', 'g{state}', 'guest', 'left', "
            await connection.execute(
                text(
                    f"{participant}media_lost, joined_at, number, version) "
                    f"VALUES {here}true, true, false, 1.0, 1, 1)"
                )
            )
            for feed in {*feeds, "desk:d"} if state == "active" else feeds:
                await connection.execute(text(f"INSERT INTO feeds VALUES ('{feed}', 3)"))
    await schema.upgrade(empty)
    async with empty.connect() as connection:
        left = await connection.execute(text("SELECT name FROM feeds"))
        assert {row.name for row in left} == {*names["active"], "desk:d"}


async def test_a_running_consultation_and_its_expert_know_nothing_that_was_never_recorded(
    empty: AsyncEngine,
) -> None:
    """F-95, F-98: after the upgrade the client is nobody in particular, and no account has a title."""
    await schema.upgrade(empty, "0013")
    label = msgspec.json.encode(LocalText("a", "b", "c"))
    async with empty.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO consultations "
                "(id, state, ticket, service, point, expert, started_at, advisor, version) "
                "VALUES ('c', 'active', 't', 's', 'p', 'e', 1.0, 'present', 1)"
            )
        )
        await connection.execute(
            text(
                "INSERT INTO accounts (id, name, password_hash, role, label, demo, version) "
                "VALUES ('e', 'maija', '!', 'expert', :label, false, 1)"
            ),
            {"label": label},
        )
    await schema.upgrade(empty)
    async with AsyncSession(empty) as session:
        meeting = await session.get_one(Consultation, "c")
        expert = await session.get_one(Account, "e")
    assert identity_of(meeting) == Identity(None, None, None)
    assert (expert.label.fi, expert.title) == ("a", None)


async def test_no_authority_has_told_of_data_protection_before_the_upgrade(empty: AsyncEngine) -> None:
    """F-101: those who are there stay, and each says that it has given no text yet."""
    await schema.upgrade(empty, "0017")
    name = msgspec.json.encode(LocalText("a", "b", "c"))
    async with empty.begin() as connection:
        await connection.execute(
            text("INSERT INTO authorities (id, name, phone, position) VALUES ('v', :name, '000', 0)"),
            {"name": name},
        )
    await schema.upgrade(empty)
    async with AsyncSession(empty) as session:
        assert (await session.get_one(Authority, "v")).name.sv == "b"
        assert await session.get(DataProtectionText, "v") is None


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
        await unit.session.execute(text("INSERT INTO audit_links VALUES (1, 1, 'x')"))
        await unit.session.execute(text("INSERT INTO audit_seals VALUES (0, 1, 1, 'x', 1.0, 'x')"))

    await store.write(record)
    column = "rows" if table == "audit_seals" else "sequence"
    with pytest.raises(DBAPIError, match="append-only"):
        async with empty.begin() as connection:
            await connection.execute(text(statement.format(table, column, column)))
