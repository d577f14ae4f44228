"""`etaluukku directory list`, `privacy`, `services` and `confidential`."""

from __future__ import annotations

import argparse
import asyncio
import datetime
from pathlib import Path

from signaling.cli.changing import change, no_service, read_bounded
from signaling.cli.opened import opened
from signaling.directory.confidential import services, set_confidential
from signaling.directory.privacy import authorities, keep_text
from signaling.directory.privacy_file import FILE_BYTES, PrivacyFileError, read_privacy_file
from signaling.people.actor import SYSTEM
from signaling.settings_file import ConfigError, read_settings
from signaling.web.messages.privacy import PrivacyText


def list_authorities(arguments: argparse.Namespace) -> int:
    """Print each authority with its id, and the day on which its data-protection text was handed in."""
    settings = read_settings(arguments.config)

    async def run() -> None:
        async with opened(settings) as store:
            for found in await store.read(authorities):
                print(f"{found.id}  {_told(found.text_at)}  {found.name}")  # noqa: T201

    asyncio.run(run())
    return 0


def set_privacy(arguments: argparse.Namespace) -> int:
    """Show the text of the file as the authority's data-protection text, from now on."""
    settings = read_settings(arguments.config)
    text = _read(arguments.file)
    change(
        settings,
        lambda unit: keep_text(unit, SYSTEM, arguments.authority, text),
        f"no authority {arguments.authority}; for the ids run: etaluukku directory list",
    )
    print("shown from now on; read it at a service point, in each language")  # noqa: T201
    return 0


def list_services(arguments: argparse.Namespace) -> int:
    """Print each service with its id, and whether it keeps nothing."""
    settings = read_settings(arguments.config)

    async def run() -> None:
        async with opened(settings) as store:
            for found in await store.read(services):
                kept = "confidential" if found.confidential else "-           "
                print(f"{found.id}  {kept}  {found.authority}: {found.name}")  # noqa: T201

    asyncio.run(run())
    return 0


def set_service_confidential(arguments: argparse.Namespace) -> int:
    """Keep nothing of a service from now on, or let things be kept again."""
    settings = read_settings(arguments.config)
    wanted = arguments.setting == "on"
    change(
        settings,
        lambda unit: set_confidential(unit, SYSTEM, arguments.service, wanted),
        no_service(arguments.service),
    )
    print("from now on; open screens show it when they are opened anew")  # noqa: T201
    return 0


def _read(file: Path) -> PrivacyText:
    try:
        return read_privacy_file(read_bounded(file, FILE_BYTES))
    except PrivacyFileError as error:
        raise ConfigError(f"{file}: {error}; deploy/privacy.toml is an example") from None


def _told(text_at: float | None) -> str:
    if text_at is None:
        return "no text   "
    return datetime.datetime.fromtimestamp(text_at, datetime.UTC).date().isoformat()
