"""A store for one command, and loud failure where the database is not at head."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

from signaling.config import Settings
from signaling.keys import read_master_key
from signaling.settings_file import ConfigError
from signaling.store import schema
from signaling.store.engine import create_engine
from signaling.store.store import Store
from signaling.store.vault import Vault

UPGRADE = "run: etaluukku db upgrade"
SQLITE = "sqlite:///"


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    """A store on the configured database, which is at head.

    Raises:
        ConfigError: it is not, or cannot be reached, or there is no master key; with the remedy.
    """
    vault = Vault(read_master_key(settings.master_key_file), os.urandom)
    engine = create_engine(settings.database_url)
    try:
        found = await revision(settings)
        if found != schema.head():
            raise ConfigError(
                f"database: tables of revision {found or 'none'}, not {schema.head()}; {UPGRADE}"
            )
        yield Store(engine, vault, time.time, os.urandom)
    finally:
        await engine.dispose()


async def revision(settings: Settings) -> str | None:
    """The revision of the configured database.

    Raises:
        ConfigError: it cannot be reached.
    """
    url = settings.database_url
    _require_file(url)
    engine = create_engine(url)
    try:
        return await schema.revision(engine)
    except Exception as error:  # drivers raise many kinds; each means that there is no database
        raise ConfigError(f"database: cannot be reached ({type(error).__name__}); see database.url") from None
    finally:
        await engine.dispose()


def _require_file(url: str) -> None:
    """SQLite would make an empty database where there is none."""
    file = Path(url.removeprefix(SQLITE))
    if url.startswith(SQLITE) and not file.is_file():
        raise ConfigError(f"database: {file} is not there; {UPGRADE}")
