"""Empties SQLite's write-ahead log: what was deleted, keys above all, stands in its older frames.

`secure_delete` overwrites pages of the database; frames of the log it leaves. Source:
SQLite, "Write-Ahead Logging" section 2.2 and PRAGMA wal_checkpoint(TRUNCATE).
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

WAIT_SECONDS: Final = 0.2
"""For readers that still need the log; writers wait behind this, so that it is short."""


async def empty_log(engine: AsyncEngine) -> bool:
    """True when the log is empty, or there is none (PostgreSQL); False: somebody reads, try again."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:":
        return True
    return await asyncio.to_thread(_truncate, file)


def _truncate(file: str) -> bool:
    # A connection of its own: the pragma runs outside any transaction and with its own short patience.
    with closing(sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        try:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # locked
            return False
    return not busy
