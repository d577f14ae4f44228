"""The schema of a database: which revision it is at, upgrading it, and comparing it with the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling.store.engine import WRITES
from signaling.store.tables import metadata

DIRECTORY: Final = Path(__file__).parent / "migrations"


def head() -> str:
    """The newest revision of this program."""
    found = ScriptDirectory(str(DIRECTORY)).get_current_head()
    if found is None:
        raise RuntimeError("the program has no migrations")
    return found


async def revision(engine: AsyncEngine) -> str | None:
    """The revision of the database; None for an empty one."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


async def upgrade(engine: AsyncEngine, to: str = "head") -> None:
    """Bring the database to this revision, in one transaction."""
    async with engine.connect() as connection:
        await connection.execution_options(**{WRITES: True})
        async with connection.begin():
            await connection.run_sync(_upgrade, to)


async def differences(engine: AsyncEngine) -> list[object]:
    """What the tables of the program have otherwise than the database; empty when they agree."""
    async with engine.connect() as connection:
        return await connection.run_sync(_compare)


def config_for(connection: Connection) -> Config:
    """Alembic's configuration for this connection."""
    config = Config()
    config.set_main_option("script_location", str(DIRECTORY))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, to: str) -> None:
    command.upgrade(config_for(connection), to)


def _compare(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found: list[object] = compare_metadata(context, metadata)
    return found
