"""Processes are kept running, ended in order, and never outlive their supervisor."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from signaling.supervisor import LONGEST_PAUSE_SECONDS, Child, Supervisor, pause_after

WAIT_SECONDS = 30.0

SLEEPER = """
import pathlib, signal, sys, time
log = pathlib.Path(sys.argv[1])
orders = sys.stdin.read()
def end(number, frame):
    with log.open("a") as opened: opened.write(f"{sys.argv[2]} ended\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
with log.open("a") as opened: opened.write(f"{sys.argv[2]} {orders}\\n")
while True: time.sleep(60)
"""

SPARE = """
import pathlib, sys, time
log = pathlib.Path(sys.argv[1])
def tell(word):
    with log.open("a") as opened: opened.write(word + "\\n")
if "--spare" in sys.argv:
    tell("ready")
    if not sys.stdin.readline(): sys.exit(0)
tell("serving")
while True: time.sleep(60)
"""

FAILER = "import sys; sys.exit(3)"


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    (tmp_path / "ready.py").write_text(SPARE)
    (tmp_path / "failer.py").write_text(FAILER)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")
    return tmp_path


@contextlib.asynccontextmanager
async def supervised(*children: Child) -> AsyncIterator[tuple[Supervisor, asyncio.Task[None]]]:
    supervisor = Supervisor(children)
    task = asyncio.create_task(supervisor.run())
    try:
        yield supervisor, task
    finally:
        supervisor.end_now()
        await asyncio.wait_for(task, WAIT_SECONDS)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110  # other processes are waited for
            await asyncio.sleep(0.05)


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def sleeper(log: Path, name: str, *, last: bool = False) -> Child:
    return Child(name, "sleeper", (str(log), name), orders=b"orders", last=last)


async def children(log: Path) -> list[psutil.Process]:
    """Those that write to this log: the supervisor runs in this process, which may have others."""

    def found() -> list[psutil.Process]:
        return [child for child in psutil.Process().children() if str(log) in child.cmdline()]

    return await asyncio.to_thread(found)


async def test_a_killed_process_is_started_again_with_its_orders(modules: Path) -> None:
    log = modules / "log"
    async with supervised(sleeper(log, "media")) as (supervisor, _):
        await until(lambda: lines(log) == ["media orders"])
        first = supervisor.pids()["media"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: lines(log) == ["media orders"] * 2)
        assert supervisor.pids()["media"] != first


async def test_a_spare_that_is_ready_takes_the_place_of_a_killed_process(modules: Path) -> None:
    log = modules / "log"
    async with supervised(Child("media", "ready", (str(log),), spare=True)) as (supervisor, _):
        await until(lambda: lines(log) == ["serving", "ready"])
        first = supervisor.pids()["media"]
        (spare,) = [child.pid for child in await children(log) if child.pid != first]
        os.kill(first, signal.SIGKILL)
        await until(lambda: lines(log)[2:3] == ["serving"])
        assert supervisor.pids()["media"] == spare
        await until(lambda: lines(log)[3:] == ["ready"])
        assert len(await children(log)) == 2
    assert not await children(log)


async def test_a_spare_that_has_died_is_not_waited_for(modules: Path) -> None:
    log = modules / "log"
    async with supervised(Child("media", "ready", (str(log),), spare=True)) as (supervisor, _):
        await until(lambda: lines(log) == ["serving", "ready"])
        first = supervisor.pids()["media"]
        for child in await children(log):
            if child.pid != first:
                os.kill(child.pid, signal.SIGKILL)
        os.kill(first, signal.SIGKILL)
        await until(lambda: lines(log)[2:3] == ["serving"])


async def test_the_last_ones_end_after_the_others(modules: Path) -> None:
    log = modules / "log"
    async with supervised(sleeper(log, "media", last=True), sleeper(log, "signaling")) as (supervisor, task):
        await until(lambda: len(lines(log)) == 2)
        supervisor.end()
        await asyncio.wait_for(task, WAIT_SECONDS)
    assert (await asyncio.to_thread(lines, log))[2:] == ["signaling ended", "media ended"]


async def test_one_that_cannot_start_does_not_stop_the_others(modules: Path) -> None:
    log = modules / "log"
    async with supervised(Child("broken", "failer"), sleeper(log, "media")) as (supervisor, _):
        await until(lambda: lines(log) == ["media orders"])
        assert "media" in supervisor.pids()


def test_pauses_grow_and_are_bounded() -> None:
    pauses = [pause_after(deaths) for deaths in range(1, 30)]
    assert pauses[0] == 0.0
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


async def test_processes_die_with_a_killed_supervisor(modules: Path) -> None:
    log = modules / "log"
    program = (
        "import asyncio, sys\n"
        "from signaling.supervisor import Child, Supervisor\n"
        f"child = Child('media', 'sleeper', ({str(log)!r}, 'media'))\n"
        "asyncio.run(Supervisor([child]).run())\n"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", program)
    await until(lambda: len(lines(log)) == 1)
    (child,) = await asyncio.to_thread(lambda: psutil.Process(parent.pid).children())
    parent.kill()
    await parent.wait()
    await until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
