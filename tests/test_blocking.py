"""The fixture that every test runs under: what blocks the event loop fails the test."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from blockbuster import BlockingError

from tests.databases import free_port


def pause() -> None:
    """Wait as a thread does."""
    time.sleep(0.001)


def read_file() -> None:
    """Ask the disk."""
    Path(__file__).read_bytes()


def connect() -> None:
    """Ask the network and wait for it."""
    with socket.socket() as plain:
        plain.connect(("127.0.0.1", free_port()))


@pytest.mark.parametrize("blocking", [pause, read_file, connect])
async def test_what_blocks_the_loop_fails(blocking: Callable[[], None]) -> None:
    with pytest.raises(BlockingError):
        blocking()


@pytest.mark.parametrize("blocking", [pause, read_file])
async def test_what_blocks_a_thread_beside_the_loop_does_not(blocking: Callable[[], None]) -> None:
    await asyncio.to_thread(blocking)


async def test_what_blocks_a_task_fails_where_the_task_is_awaited() -> None:
    async def work() -> None:
        pause()

    with pytest.raises(BlockingError):
        await asyncio.create_task(work())
