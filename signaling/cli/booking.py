"""`etaluukku directory booking`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from signaling.cli.changing import change, no_service, read_bounded
from signaling.directory.booking import set_booking
from signaling.directory.booking_file import FILE_BYTES, BookingFileError, read_booking_file
from signaling.directory.booking_terms import BookingTerms
from signaling.people.actor import SYSTEM
from signaling.settings_file import ConfigError, read_settings

OFF: Final = "off"
"""Instead of a file: the service is called only."""


def set_service_booking(arguments: argparse.Namespace) -> int:
    """Let times of a service be booked by the terms of the file from now on, or not any more."""
    settings = read_settings(arguments.config)
    terms = None if arguments.file == OFF else _read(Path(arguments.file))
    change(
        settings,
        lambda unit: set_booking(unit, SYSTEM, arguments.service, terms),
        no_service(arguments.service),
    )
    print("from now on; what is booked already stays")  # noqa: T201
    return 0


def _read(file: Path) -> BookingTerms:
    try:
        return read_booking_file(read_bounded(file, FILE_BYTES))
    except BookingFileError as error:
        raise ConfigError(f"{file}: {error}; deploy/booking.toml is an example") from None
