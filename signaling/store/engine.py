"""The database by its URL: SQLite (WAL) by default, or PostgreSQL.

On SQLite a writing transaction begins IMMEDIATE, so that two of them never
read the same state and then both write; deleted content is overwritten
(secure_delete), for keys are destroyed by deleting them.
"""

from __future__ import annotations

from typing import Final, Protocol

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS: Final = 5_000
"""How long SQLite waits for another process's write lock; a write takes a few milliseconds."""

POOL_SIZE: Final = 8
"""Connections of a process. PostgreSQL's default of 100 then bears eight processes and the tools."""

STATEMENT_TIMEOUT_MS: Final = 10_000
"""PostgreSQL ends a statement that takes longer: nothing here should take a second."""

WRITES: Final = "writes"
"""Execution option of a connection that will write."""

PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an acknowledged ticket survives a power cut too
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA temp_store=MEMORY",  # no content in temporary files
)


class _Isolated(Protocol):
    isolation_level: str | None


def async_url(url: str) -> URL:
    """The URL with the asynchronous driver of its database.

    Raises:
        ValueError: neither SQLite nor PostgreSQL.

    >>> str(async_url("sqlite:///x.db"))
    'sqlite+aiosqlite:///x.db'
    """
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    name = parsed.get_backend_name()
    if name not in drivers:
        raise ValueError(f"database {name} is neither sqlite nor postgresql")
    return parsed.set(drivername=drivers[name])


def create_engine(url: str) -> AsyncEngine:
    """An engine with the settings that the store relies on. Nothing is connected yet."""
    parsed = async_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(parsed, pool_size=POOL_SIZE, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _configure_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    timeouts = {
        "statement_timeout": str(STATEMENT_TIMEOUT_MS),
        "idle_in_transaction_session_timeout": str(STATEMENT_TIMEOUT_MS),
    }
    return create_async_engine(
        parsed,
        pool_size=POOL_SIZE,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"server_settings": timeouts},
    )


def _configure_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Transactions are begun by us, not by the driver; then the pragmas."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
