"""Accounts that are disabled and devices that are revoked on the command line lose a real server at once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from signaling.audit.tables import AuditRow
from signaling.config import Settings
from signaling.store.errors import Refused
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText
from signaling.wiring import House
from tests.signaling.serving import Browser, browser, served, settings_for, url_of

COMMAND_SECONDS: Final = 60.0
"""A command takes 2 s of a core that is shared."""

PASSWORD: Final = "correct horse battery staple"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """On both databases."""
    return settings_for(tmp_path, database_url)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    """A server without demo data."""
    async with served(settings, demo=False) as made:
        yield made


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs `etaluukku` beside the server, with the server's settings."""

    config: Path

    async def run(self, *arguments: str) -> tuple[int | None, str]:
        """Exit status and what was printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "signaling",
            *arguments,
            "--config",
            str(self.config),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(COMMAND_SECONDS):
            printed, _ = await process.communicate()
        return process.returncode, printed.decode()


@pytest.fixture
def shell(settings: Settings, tmp_path: Path) -> Shell:
    """Commands with the server's settings."""
    file = tmp_path / "etaluukku.toml"
    file.write_text(f"[server]\ndata_directory = '{tmp_path}'\n[database]\nurl = '{settings.database_url}'\n")
    return Shell(file)


async def add_expert(house: House) -> None:
    hashed = await house.people.hash_password(PASSWORD)
    label = LocalText("Asiantuntija", "Sakkunnig", "Expert")
    await house.store.write(lambda unit: house.people.add_account(unit, "Maija", hashed, "expert", label))


async def sign_in(desk: Browser) -> int:
    body = {"name": "maija", "password": PASSWORD}
    return (await desk.request("POST", "/api/sign-in", body)).status


async def actions(house: House, prefix: str) -> list[str]:
    """Audit rows of these actions, in no order."""

    async def read(unit: Unit) -> list[str]:
        rows = await unit.session.scalars(select(AuditRow.action).where(AuditRow.action.startswith(prefix)))
        return sorted(rows.all())

    return await house.store.read(read)


async def test_a_disabled_account_loses_its_sessions_and_signs_in_no_more_until_enabled(
    settings: Settings, house: House, shell: Shell
) -> None:
    await add_expert(house)
    async with browser(url_of(settings), "desk") as desk, browser(url_of(settings), "desk") as other:
        assert [await sign_in(desk), await sign_in(other)] == [200, 200]
        await desk.connect()
        assert await shell.run("user", "disable", "MAIJA") == (0, "disabled, 2 sessions ended\n")
        assert (await desk.heard("session:ended"))["reason"] == "revoked"
        assert (await other.request("GET", "/api/me")).status == 401
        assert await sign_in(desk) == 403
        assert await house.store.write(lambda unit: house.people.disable_account(unit, "maija")) == 0
        assert await shell.run("user", "enable", "maija") == (0, "enabled\n")
        assert (await other.request("GET", "/api/me")).status == 401
        assert await sign_in(desk) == 200
    assert await actions(house, "account:") == ["account:add", "account:disable", "account:enable"]
    assert len(await actions(house, "session:end")) == 2


async def test_a_revoked_device_needs_a_new_code(settings: Settings, house: House, shell: Shell) -> None:
    name = LocalText("Soini", "Soini", "Soini")
    device = await house.store.write(lambda unit: house.people.add_device(unit, name))
    codes = [await house.store.write(lambda unit: house.people.device_code(unit, device)) for _ in range(2)]
    async with browser(url_of(settings), "point") as point:
        assert (await point.request("POST", "/api/enrol", {"code": codes[0]})).status == 200
        await point.connect()
        revoked = await shell.run("device", "revoke", "--device", device)
        assert revoked == (0, "revoked, 1 sessions ended\n")
        assert (await point.heard("session:ended"))["reason"] == "revoked"
        assert (await point.request("POST", "/api/enrol", {"code": codes[1]})).status == 403
        _, printed = await shell.run("device", "enrol", "--device", device)
        made = printed.split("code ")[1].split()[0]
        assert (await point.request("POST", "/api/enrol", {"code": codes[1]})).status == 403
        assert (await point.request("POST", "/api/enrol", {"code": made})).status == 200
    assert await actions(house, "device:") == ["device:add", *["device:code"] * 3, "device:revoke"]


async def test_who_is_not_there_can_be_neither_disabled_nor_revoked(house: House) -> None:
    people = house.people
    for deed in (people.disable_account, people.enable_account, people.revoke_device):
        with pytest.raises(Refused):
            await house.store.write(lambda unit, deed=deed: deed(unit, "x"))  # type: ignore[misc]
    assert await actions(house, "") == []
