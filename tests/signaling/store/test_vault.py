"""Content at rest: its own key, its own place, and nothing after the key is gone."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from signaling.store.engine import create_engine
from signaling.store.log_file import empty_log
from signaling.store.store import Store
from signaling.store.tables import metadata
from signaling.store.unit import Unit
from signaling.store.vault import SealError, Vault

ONE, OTHER = "1" * 32, "2" * 32
MARKER = b"MARKER-7f3a"


async def sealed_line(store: Store) -> bytes:
    async def seal(unit: Unit) -> bytes:
        await unit.vault.create(unit.session, ONE)
        await unit.vault.create(unit.session, OTHER)
        return await unit.vault.seal(unit.session, ONE, MARKER, b"chat:1")

    return await store.write(seal)


async def opened(store: Store, consultation: str, sealed: bytes, place: bytes) -> bytes:
    return await store.read(lambda unit: unit.vault.open(unit.session, consultation, sealed, place))


async def test_what_was_sealed_is_opened_in_its_own_place_only(store: Store) -> None:
    sealed = await sealed_line(store)
    assert MARKER not in sealed
    assert await opened(store, ONE, sealed, b"chat:1") == MARKER
    for consultation, place in ((ONE, b"chat:2"), (OTHER, b"chat:1")):
        with pytest.raises(SealError):
            await opened(store, consultation, sealed, place)


async def test_nothing_is_opened_after_the_key_is_destroyed(store: Store) -> None:
    sealed = await sealed_line(store)
    assert await store.write(lambda unit: unit.vault.destroy(unit.session, ONE))
    assert not await store.write(lambda unit: unit.vault.destroy(unit.session, ONE))
    with pytest.raises(SealError):
        await opened(store, ONE, sealed, b"chat:1")


async def test_the_log_of_sqlite_keeps_no_destroyed_key(sqlite_url: str, vault: Vault) -> None:
    """A copy of the database with its log, cut at an older frame, would bring the key back."""
    file = Path(make_url(sqlite_url).database or "")
    engine = create_engine(sqlite_url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    store = Store(engine, vault, time.time, os.urandom)
    await sealed_line(store)
    wrapped = await store.read(_wrapped)
    assert await store.write(lambda unit: unit.vault.destroy(unit.session, ONE))
    assert await asyncio.to_thread(_files_with, wrapped, file) == [f"{file.name}-wal"]
    assert await empty_log(engine)
    assert await asyncio.to_thread(_files_with, wrapped, file) == []

    async with engine.connect() as reading:
        await reading.execute(text("SELECT count(*) FROM consultation_keys"))
        assert await store.write(lambda unit: unit.vault.destroy(unit.session, OTHER))
        assert not await empty_log(engine)
    assert await empty_log(engine)
    await engine.dispose()


def _files_with(content: bytes, file: Path) -> list[str]:
    return [one.name for one in file.parent.glob(f"{file.name}*") if content in one.read_bytes()]


async def _wrapped(unit: Unit) -> bytes:
    found = f"SELECT wrapped FROM consultation_keys WHERE consultation = '{ONE}'"
    return bytes(await unit.session.scalar(text(found)))


async def test_a_wrapped_key_put_in_the_place_of_another_opens_nothing(store: Store) -> None:
    sealed = await sealed_line(store)
    other = f"SELECT wrapped FROM consultation_keys WHERE consultation = '{OTHER}'"

    async def change(unit: Unit) -> None:
        await unit.session.execute(text(f"UPDATE consultation_keys SET wrapped = ({other})"))

    await store.write(change)
    with pytest.raises(SealError):
        await opened(store, ONE, sealed, b"chat:1")


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x02" + bytes(40), bytes(60)])
def test_other_bytes_are_no_sealed_form(vault: Vault, broken: bytes) -> None:
    with pytest.raises(SealError):
        vault.open_master(broken, b"x")


def test_every_bit_counts(vault: Vault) -> None:
    sealed = vault.seal_master(MARKER, b"x")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealError):
            vault.open_master(bytes(changed), b"x")


def test_the_same_content_is_never_sealed_alike(vault: Vault) -> None:
    assert vault.seal_master(MARKER, b"x") != vault.seal_master(MARKER, b"x")


def test_another_master_key_opens_and_finds_nothing(vault: Vault) -> None:
    other = Vault(os.urandom(32), os.urandom)
    with pytest.raises(SealError):
        other.open_master(vault.seal_master(MARKER, b"x"), b"x")
    assert other.fingerprint("a") != vault.fingerprint("a")
    assert other.audit_digest(b"a") != vault.audit_digest(b"a")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="31 bytes"):
        Vault(bytes(31), os.urandom)
