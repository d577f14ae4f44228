"""A running pages process."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil
import pytest

from media.pages.config import PagesConfig
from media.pages.contract import PagesReply, RenderLimits
from media.pages.link import PagesLink


@dataclass(slots=True)
class Pages:
    """The pages process under test and a link to it."""

    process: psutil.Process
    link: PagesLink
    socket_path: Path

    @classmethod
    def at(cls, pid: int, socket_path: Path) -> Pages:
        """The pages process of this id."""
        return cls(psutil.Process(pid), PagesLink(str(socket_path)), socket_path)

    def fork_server(self) -> psutil.Process:
        """The process that rendering processes are forked from. Blocks, as all look-ups of processes do."""
        (child,) = self.process.children()
        if child.name() == "bwrap":
            (child,) = child.children()
        return child

    def renderers(self) -> list[psutil.Process]:
        """Processes that render now, or wait to be reaped."""
        return list(self.fork_server().children())

    async def rendering(self, number: int = 1) -> list[psutil.Process]:
        """The processes that render, once there are so many."""
        await until(lambda: len(self.renderers()) == number)
        return await asyncio.to_thread(self.renderers)

    async def replies(self, content: bytes, limits: RenderLimits | None = None) -> list[PagesReply]:
        """All that the pages process says about a file."""
        return [reply async for reply in self.link.render(content, limits or RenderLimits())]


async def until(condition: Callable[[], bool], within_s: float = 10.0) -> None:
    """Wait for a condition of another process; it is asked in a thread, for asking blocks."""
    async with asyncio.timeout(within_s):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - another process has no Event
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def pages_of_its_own(config: PagesConfig) -> AsyncIterator[Pages]:
    """A pages process for one test."""
    running = running_pages(config)
    pages = await asyncio.to_thread(running.__enter__)
    try:
        yield pages
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)


@contextlib.contextmanager
def running_pages(config: PagesConfig) -> Iterator[Pages]:
    """A pages process as the supervisor starts it, for as long as the block lasts."""
    command = [sys.executable, "-m", "media.pages.worker", msgspec.json.encode(config).decode()]
    with subprocess.Popen(command) as started:
        try:
            path = Path(config.socket_path)
            until = time.monotonic() + 30
            while not path.exists():
                if started.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"no pages process: {started.returncode}")
                time.sleep(0.01)
            yield Pages(psutil.Process(started.pid), PagesLink(config.socket_path), path)
        finally:
            started.terminate()
            started.wait(timeout=20)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """One pages process for a module: whatever a file does must not be felt by the next."""
    socket_path = tmp_path_factory.mktemp("pages") / "pages.sock"
    with running_pages(PagesConfig(str(socket_path))) as running:
        yield running
