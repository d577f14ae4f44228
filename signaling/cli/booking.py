"""`etaluukku directory booking`."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Final

from signaling.cli.opened import opened
from signaling.directory.booking import set_booking
from signaling.directory.booking_file import FILE_BYTES, BookingFileError, read_booking_file
from signaling.directory.booking_terms import BookingTerms
from signaling.people.actor import SYSTEM
from signaling.settings_file import ConfigError, read_settings
from signaling.store.errors import Refused

OFF: Final = "off"
"""Instead of a file: the service is called only."""


def set_service_booking(arguments: argparse.Namespace) -> int:
    """Let times of a service be booked by the terms of the file from now on, or not any more."""
    settings = read_settings(arguments.config)
    terms = None if arguments.file == OFF else _read(Path(arguments.file))

    async def run() -> None:
        async with opened(settings) as store:
            await store.write(lambda unit: set_booking(unit, SYSTEM, arguments.service, terms))

    try:
        asyncio.run(run())
    except Refused:
        raise ConfigError(
            f"no service {arguments.service}; for the ids run: etaluukku directory services"
        ) from None
    print("from now on; what is booked already stays")  # noqa: T201
    return 0


def _read(file: Path) -> BookingTerms:
    try:
        with file.open("rb") as opened_file:
            content = opened_file.read(FILE_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({type(error).__name__})") from None
    try:
        return read_booking_file(content)
    except BookingFileError as error:
        raise ConfigError(f"{file}: {error}; deploy/booking.toml is an example") from None
