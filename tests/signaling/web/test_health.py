"""/readyz while the processes that a server stands on are killed, stopped and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import aiohttp
import psutil
import pytest
from aiohttp.test_utils import make_mocked_request

from signaling.web.health import Readiness
from tests.databases import Postgres, running_postgres, running_redis
from tests.signaling.running import Beside, Site, site
from tests.signaling.serving import until

T = TypeVar("T")

PARTS: Final = ("database", "media", "pages")


def lines(here: Site, *missing: str) -> str:
    """The whole body: names, and nothing that a stranger could use."""
    parts = (*PARTS, "redis") if here.redis_url else PARTS
    return "".join(f"{'FAIL' if part in missing else 'ok':<5} {part}\n" for part in parts)


@asynccontextmanager
async def beside(running: AbstractContextManager[T]) -> AsyncIterator[T]:
    """Another server for as long as the block lasts; that the block has ended it does no harm."""
    made = await asyncio.to_thread(running.__enter__)
    try:
        yield made
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)


async def says(here: Site, http: aiohttp.ClientSession, *missing: str) -> None:
    """Return when /readyz says that these are missing, and no other."""
    wanted = (503 if missing else 200, lines(here, *missing))

    async def holds() -> bool:
        async with http.get(f"{here.processes[0].url}/readyz") as answer:
            return (answer.status, await answer.text()) == wanted

    await until(holds)


def pid(process: Beside) -> int:
    assert process.process is not None
    return process.process.pid


async def test_a_remark_is_shown_and_takes_nothing_away() -> None:
    readiness, without = Readiness(), [True]

    async def holds() -> bool:
        return True

    async def unjailed() -> bool:
        return without[0]

    readiness.add("pages", holds)
    readiness.remark("pages_without_jail", unjailed)
    request = make_mocked_request("GET", "/readyz")
    answer = await readiness.answer(request)
    assert (answer.status, answer.text) == (200, "ok    pages\nnote  pages_without_jail\n")
    without[0] = False
    assert (await readiness.answer(request)).text == "ok    pages\n"


@pytest.mark.parametrize("name", ["media", "pages"])
async def test_a_process_that_is_gone_or_does_not_answer_is_named(
    tmp_path: Path, sqlite_url: str, name: str
) -> None:
    async with site(tmp_path, sqlite_url) as here, aiohttp.ClientSession() as http:
        parts = {"media": await here.start_media(), "pages": await here.start_pages()}
        await here.start()
        await says(here, http)
        await parts[name].kill()
        await says(here, http, name)
        await parts[name].start()
        await says(here, http)
        os.kill(pid(parts[name]), signal.SIGSTOP)  # it takes connections still, and says nothing
        await says(here, http, name)
        os.kill(pid(parts[name]), signal.SIGCONT)
        await says(here, http)


async def test_a_redis_that_is_gone_is_named_and_the_limits_are_counted_here(
    tmp_path: Path, sqlite_url: str
) -> None:
    redis = running_redis()
    async with beside(redis) as url:
        overrides = {"limits": {"codes_per_address": "3/minute"}}
        async with site(tmp_path, sqlite_url, url, overrides) as here, aiohttp.ClientSession() as http:
            await here.start_media()
            await here.start_pages()
            await here.start()
            await says(here, http)
            await asyncio.to_thread(redis.__exit__, None, None, None)
            await says(here, http, "redis")
            join = f"{here.processes[0].url}/api/join"
            statuses = []
            for _ in range(5):
                seat = {"X-Etaluukku-Seat": "guest"}
                async with http.post(join, json={"code": "2" * 10}, headers=seat) as answer:
                    statuses.append(answer.status)
            assert statuses == [403] * 3 + [429] * 2


async def test_a_database_that_is_gone_is_named_and_comes_back(tmp_path: Path) -> None:
    quick = {"queue": {"presence_seconds": 0.3}, "people": {"session_watch_seconds": 0.1}}
    async with beside(running_postgres()) as postgres:
        await asyncio.to_thread(postgres.run, "CREATE DATABASE ready")
        async with (
            site(tmp_path, postgres.url("ready"), overrides=quick) as here,
            aiohttp.ClientSession() as http,
        ):
            await here.start_media()
            await here.start_pages()
            await here.start()  # the database goes before the process has begun all of its work
            killed = await asyncio.to_thread(kill_postgres, postgres)
            for _ in range(3):  # every loop of the process has asked the database meanwhile, and goes on
                await says(here, http, "database")
            again = await asyncio.to_thread(killed.start)
            try:
                await says(here, http)
            finally:
                again.send_signal(signal.SIGQUIT)
                await asyncio.to_thread(again.wait)


@dataclass(frozen=True, slots=True)
class Killed:
    """A database server that is gone, and how it was started."""

    command: list[str]
    user: int
    group: int
    directory: Path

    def start(self) -> subprocess.Popen[bytes]:
        """The same server again."""
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            self.command, user=self.user, group=self.group, cwd=self.directory, stdout=quiet, stderr=quiet
        )


def kill_postgres(postgres: Postgres) -> Killed:
    """End it at once with all of its processes, as its own immediate shutdown does."""
    running = psutil.Process(int((postgres.data / "postmaster.pid").read_text().split()[0]))
    killed = Killed(running.cmdline(), running.uids().real, running.gids().real, postgres.directory)
    running.send_signal(signal.SIGQUIT)
    return killed
