"""`etaluukku db upgrade` and `etaluukku audit verify`."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from signaling.audit.verifying import verify
from signaling.cli.opened import SQLITE, opened
from signaling.config import Settings
from signaling.settings_file import ConfigError, read_settings
from signaling.store import schema
from signaling.store.engine import create_engine


def upgrade(arguments: argparse.Namespace) -> int:
    """Bring the tables up to date."""
    settings = read_settings(arguments.config)
    asyncio.run(upgrade_database(settings))
    print(f"tables are at revision {schema.head()}")  # noqa: T201
    return 0


async def upgrade_database(settings: Settings) -> None:
    """Create what is missing; a new SQLite file is only for this user.

    Raises:
        ConfigError: the database cannot be reached.
    """
    url = settings.database_url
    if url.startswith(SQLITE):
        _make_file(Path(url.removeprefix(SQLITE)))
    engine = create_engine(url)
    try:
        await schema.upgrade(engine)
    except OSError as error:
        raise ConfigError(f"database: cannot be reached ({type(error).__name__}); see database.url") from None
    finally:
        await engine.dispose()


def _make_file(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise ConfigError(f"database: {file}: {error.strerror}") from None


def verify_audit(arguments: argparse.Namespace) -> int:
    """Recompute the audit's chain; 1 and the first bad row when it does not hold.

    With `--checkpoint` also against an end of the chain that the log has kept.
    """
    settings = read_settings(arguments.config)

    async def run() -> int:
        async with opened(settings) as store:
            verdict = await store.read(lambda unit: verify(unit, arguments.checkpoint))
        if verdict.fault is not None:
            print(f"row {verdict.fault.sequence}: {verdict.fault.reason}")  # noqa: T201
            return 1
        print(  # noqa: T201
            f"{verdict.rows} rows are as they were written, {verdict.chained} of them in the chain, "
            f"{verdict.sealed} in sealed days"
        )
        return 0

    return asyncio.run(run())
