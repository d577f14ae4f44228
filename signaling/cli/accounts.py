"""`etaluukku user add`, `title`, `disable`, `enable` and `etaluukku device enrol`, `revoke`."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from signaling.cli.opened import opened
from signaling.people.passwords import MIN_CHARS, Passwords
from signaling.people.service import PeopleService
from signaling.people.sessions import Sessions
from signaling.settings_file import ConfigError, read_settings
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText, Role

T = TypeVar("T")


def add_user(arguments: argparse.Namespace) -> int:
    """Add an account; the password is asked for, or read from standard input when that is no terminal."""
    settings = read_settings(arguments.config)
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < MIN_CHARS:
        raise ConfigError(f"password: at least {MIN_CHARS} characters")

    async def run() -> None:
        async with opened(settings) as store:
            people = PeopleService(store, settings.people, Sessions(settings.people), Passwords())
            hashed = await people.hash_password(password)

            async def add(unit: Unit) -> str:
                role, label = cast(Role, arguments.role), same(arguments.label)
                title = None if arguments.title is None else same(arguments.title)
                return await people.add_account(
                    unit, arguments.name, hashed, role, label, authority=arguments.authority, title=title
                )

            print(await store.write(add))  # noqa: T201

    asyncio.run(run())
    return 0


def enrol_device(arguments: argparse.Namespace) -> int:
    """Print a one-time code for a service point, a new one or one that exists."""
    settings = read_settings(arguments.config)
    if (arguments.name is None) == (arguments.device is None):
        raise ConfigError(
            "device enrol: give --name for a new service point, or --device for one that exists"
        )

    async def run(store: Store) -> None:
        people = PeopleService(store, settings.people, Sessions(settings.people), Passwords())

        async def code(unit: Unit) -> tuple[str, str]:
            device = arguments.device or await people.add_device(unit, same(arguments.name))
            return device, await people.device_code(unit, device)

        device, made = await store.write(code)
        hours = settings.people.enrol_code_seconds / 3600
        print(f"device {device}\ncode {made} (once, within {hours:.0f} hours)")  # noqa: T201

    async def outer() -> None:
        async with opened(settings) as store:
            await run(store)

    asyncio.run(outer())
    return 0


def entitle_user(arguments: argparse.Namespace) -> int:
    """Say what the owner of an account is, as clients read it from the next consultation on."""
    title = LocalText(arguments.fi, arguments.sv or arguments.fi, arguments.en or arguments.fi)
    _changed(arguments, lambda people, unit: people.set_title(unit, arguments.name, title))
    print(f"{title.fi} / {title.sv} / {title.en}")  # noqa: T201
    return 0


def disable_user(arguments: argparse.Namespace) -> int:
    """Disable an account: its sessions end at once, and it cannot sign in."""
    ended = _changed(arguments, lambda people, unit: people.disable_account(unit, arguments.name))
    print(f"disabled, {ended} sessions ended")  # noqa: T201
    return 0


def enable_user(arguments: argparse.Namespace) -> int:
    """Let a disabled account sign in again."""
    _changed(arguments, lambda people, unit: people.enable_account(unit, arguments.name))
    print("enabled")  # noqa: T201
    return 0


def revoke_device(arguments: argparse.Namespace) -> int:
    """Revoke a device: its sessions end at once, and only a new code enrols it."""
    ended = _changed(arguments, lambda people, unit: people.revoke_device(unit, arguments.device))
    print(f"revoked, {ended} sessions ended")  # noqa: T201
    return 0


def _changed(arguments: argparse.Namespace, change: Callable[[PeopleService, Unit], Awaitable[T]]) -> T:
    """The value of one change to the configured database."""
    settings = read_settings(arguments.config)

    async def run() -> T:
        async with opened(settings) as store:
            people = PeopleService(store, settings.people, Sessions(settings.people), Passwords())
            return await store.write(lambda unit: change(people, unit))

    return asyncio.run(run())


def same(text: str) -> LocalText:
    """A name that is the same in every language."""
    return LocalText(text, text, text)
