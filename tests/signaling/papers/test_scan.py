"""Files through a real clamd, and through clamds that are away, silent or talk nonsense."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.papers.scan import ScanError, Scanner, found_in
from signaling.store.errors import Unavailable, Unreadable
from tests.media.pages import documents
from tests.signaling.papers.clamd import MALWARE, SIGNATURE, STREAM_BYTES, Clamd, running_clamd

CLEAN = documents.text_pdf(3)
INFECTED = CLEAN + b"\n%" + MALWARE + b"\n"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """One for the module."""
    with running_clamd(tmp_path_factory.mktemp("clamd")) as running:
        yield running


def scanner(address: str, *, required: bool = True, within_s: float = 20.0) -> Scanner:
    return Scanner(address, within_s, required)


@pytest.mark.parametrize("way", ["unix", "tcp"])
async def test_malware_is_found_and_the_clean_file_is_not(clamd: Clamd, way: str) -> None:
    asked = scanner(clamd.unix if way == "unix" else clamd.tcp)
    assert await asked.is_there()
    await asked.check(CLEAN)
    await asked.check(b"")
    with pytest.raises(Unreadable, match="malware"):
        await asked.check(INFECTED)


async def test_malware_across_the_border_of_two_pieces_is_found(clamd: Clamd) -> None:
    with pytest.raises(Unreadable, match="malware"):
        await scanner(clamd.unix).check(b" " * ((64 << 10) - 7) + MALWARE + b" " * 100_000)


async def test_many_at_once_are_all_answered(clamd: Clamd) -> None:
    asked = scanner(clamd.tcp)
    ended = await asyncio.gather(*(asked.check(INFECTED) for _ in range(20)), return_exceptions=True)
    assert [error.detail for error in ended if isinstance(error, Unreadable)] == ["malware"] * 20


@pytest.mark.parametrize("required", [True, False])
async def test_a_file_longer_than_clamd_reads_has_no_verdict(clamd: Clamd, required: bool) -> None:
    await outcome(scanner(clamd.unix, required=required), required, b" " * (4 * STREAM_BYTES))


async def outcome(asked: Scanner, required: bool, content: bytes = CLEAN) -> None:
    """The file is refused where a verdict is required, and taken where it is not."""
    if not required:
        await asked.check(content)
        return
    with pytest.raises(Unavailable, match="scan"):
        await asked.check(content)


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.sock", "tcp:127.0.0.1:9"])
async def test_a_clamd_that_is_away(address: str, required: bool) -> None:
    asked = scanner(address, required=required)
    assert not await asked.is_there()
    await outcome(asked, required)


@pytest.mark.parametrize("required", [True, False])
async def test_a_clamd_that_is_silent_costs_its_time_and_no_more(required: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = scanner(f"tcp:127.0.0.1:{silent.getsockname()[1]}", required=required, within_s=0.2)
        await outcome(asked, required)
        assert not await asked.is_there()


@pytest.mark.parametrize(
    "reply", [b"", b"stream: ", b"x" * 5000, b"stream: OK and more\0", b"INSTREAM size\0"]
)
async def test_a_clamd_that_talks_nonsense(reply: bytes) -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        await outcome(scanner(f"tcp:127.0.0.1:{server.sockets[0].getsockname()[1]}"), required=True)


async def test_a_clamd_that_has_ended_is_told(tmp_path: Path) -> None:
    running = running_clamd(tmp_path / "ending")
    clamd = await asyncio.to_thread(running.__enter__)
    asked = scanner(clamd.unix)
    await asked.check(CLEAN)
    await asyncio.to_thread(clamd.stop)
    assert not await asked.is_there()
    await outcome(asked, required=True)
    await asyncio.to_thread(running.__exit__, None, None, None)


def test_replies() -> None:
    assert found_in(b"stream: OK\0") is None
    assert found_in(f"stream: {SIGNATURE}.UNOFFICIAL FOUND\0".encode()) == f"{SIGNATURE}.UNOFFICIAL"


@given(st.binary(max_size=200))
def test_any_other_reply_is_no_verdict(reply: bytes) -> None:
    try:
        assert found_in(reply) is None or b" FOUND" in reply
    except ScanError as error:
        assert len(str(error)) <= 80
