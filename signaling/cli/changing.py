"""What the commands share that change the directory: a file is read, one change is made by the system."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from signaling.cli.opened import opened
from signaling.config import Settings
from signaling.settings_file import ConfigError
from signaling.store.errors import Refused
from signaling.store.unit import Unit


def read_bounded(file: Path, limit: int) -> bytes:
    """The file, cut one byte above the limit: whoever reads it sees that it is too long.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        with file.open("rb") as opened_file:
            return opened_file.read(limit + 1)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({type(error).__name__})") from None


def change(settings: Settings, deed: Callable[[Unit], Awaitable[None]], missing: str) -> None:
    """Do the deed in one transaction of the configured database.

    Raises:
        ConfigError: there is nothing of that id; `missing` says so, and where ids are listed.
    """

    async def run() -> None:
        async with opened(settings) as store:
            await store.write(deed)

    try:
        asyncio.run(run())
    except Refused:
        raise ConfigError(missing) from None


def no_service(identity: str) -> str:
    """The sentence about a service that is not there."""
    return f"no service {identity}; for the ids run: etaluukku directory services"
