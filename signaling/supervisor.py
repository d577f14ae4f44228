"""Starts the processes of a server and watches over them: media, pages, signaling.

One that dies is started again, at once the first time, then after a pause that
grows to LONGEST_PAUSE_SECONDS. Of a child that everybody waits for, a second process
is kept that has imported everything and waits for its turn. SIGTERM ends signaling first (it drains), then
media and pages; a second SIGTERM, or SIGINT, ends all at once. When this process
itself is killed, the kernel ends the others (bound_child.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

log = structlog.get_logger("supervisor")

LONGEST_PAUSE_SECONDS: Final = 5.0
"""Media back within 5 s brings everybody back; a process that cannot start costs little at this pace."""

FIRST_PAUSE_SECONDS: Final = 0.25

STEADY_SECONDS: Final = 10.0
"""Who lived so long has recovered: its next death begins with no pause again."""

SPARE_SECONDS: Final = 3.0
"""From a start to that of its spare: whoever comes back after a crash needs the processor more."""

SPARE_ORDERS: Final = b"now\n"
"""Tells a spare that its turn has come."""

KILL_SECONDS: Final = 10.0
"""Time to end after being told for the last time."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep running."""

    name: str
    module: str
    arguments: Sequence[str] = ()
    orders: bytes = b""
    """Goes to standard input, which only the child reads: secrets may be in it."""
    last: bool = False
    """Ended after the others: what they still need."""
    spare: bool = False
    """Keep a second process ready: started with `--spare`, it begins when a line comes on standard input."""

    def command(self, *more: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "signaling.bound_child", "-m", self.module, *self.arguments, *more]


def pause_after(deaths: int) -> float:
    """Seconds to wait before the start after that many deaths in a row.

    >>> [pause_after(deaths) for deaths in (1, 2, 3, 9)]
    [0.0, 0.25, 0.5, 5.0]
    """
    if deaths <= 1:
        return 0.0
    return min(FIRST_PAUSE_SECONDS * 2.0 ** (deaths - 2), LONGEST_PAUSE_SECONDS)


@dataclass(slots=True)
class Watched:
    """One child as it is now."""

    child: Child
    process: asyncio.subprocess.Process | None = None
    spare: asyncio.subprocess.Process | None = None
    """Ready, and waiting for its turn."""
    deaths: int = 0
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = field(default=None, repr=False)


class Supervisor:
    """Keeps its children running until it is told to end."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._watched = [Watched(child) for child in children]
        self._ending = asyncio.Event()
        self._now = asyncio.Event()

    def pids(self) -> dict[str, int]:
        """Process ids by name, of those that run."""
        return {w.child.name: w.process.pid for w in self._watched if w.process is not None}

    def end(self) -> None:
        """SIGTERM: drain; the second time at once."""
        if self._ending.is_set():
            self._now.set()
        self._ending.set()

    def end_now(self) -> None:
        """SIGINT: at once."""
        self._ending.set()
        self._now.set()

    async def run(self) -> None:
        """Start the children, watch, and return when all have ended."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.end)
        loop.add_signal_handler(signal.SIGINT, self.end_now)
        for watched in self._watched:
            watched.task = asyncio.create_task(self._keep(watched))
        await self._ending.wait()
        log.info("ending")
        await self._stop([w for w in self._watched if not w.child.last])
        self._now.set()  # whoever needed these is gone: nothing is left to drain
        await self._stop([w for w in self._watched if w.child.last])
        log.info("ended")

    async def _keep(self, watched: Watched) -> None:
        loop = asyncio.get_running_loop()
        while not watched.ending.is_set():
            began = loop.time()
            process = await self._take_spare(watched) or await self._start(watched.child)
            watched.process = process
            log.info("started", process=watched.child.name, pid=process.pid)
            if watched.ending.is_set():  # it was told to end while it started
                process.send_signal(signal.SIGTERM)
            status = await self._wait(watched, process)
            watched.process = None
            if watched.ending.is_set():
                log.info("stopped", process=watched.child.name, status=status)
                return
            watched.deaths = 1 if loop.time() - began > STEADY_SECONDS else watched.deaths + 1
            pause = pause_after(watched.deaths)
            log.error("died", process=watched.child.name, status=status, pause=pause)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await watched.ending.wait()

    async def _wait(self, watched: Watched, process: asyncio.subprocess.Process) -> int:
        """The exit status; meanwhile a spare is made ready, and it goes when this is the end."""
        if not watched.child.spare:
            return await process.wait()
        preparing = asyncio.create_task(self._prepare(watched))
        try:
            return await process.wait()
        finally:
            preparing.cancel()
            await asyncio.wait([preparing])
            if watched.ending.is_set() and watched.spare is not None:
                with contextlib.suppress(ProcessLookupError):
                    watched.spare.kill()  # it holds nothing that could be ended in order
                await watched.spare.wait()

    async def _prepare(self, watched: Watched) -> None:
        await asyncio.sleep(SPARE_SECONDS)
        if watched.spare is None and not watched.ending.is_set():
            watched.spare = await self._spawn(watched.child.command("--spare"))

    async def _take_spare(self, watched: Watched) -> asyncio.subprocess.Process | None:
        """The spare, told that its turn has come; None when there is none that lives."""
        spare, watched.spare = watched.spare, None
        if spare is None or spare.returncode is not None:
            return None
        await _give_orders(spare, SPARE_ORDERS)
        return spare

    async def _start(self, child: Child) -> asyncio.subprocess.Process:
        process = await self._spawn(child.command())
        await _give_orders(process, child.orders)
        return process

    async def _spawn(self, command: Sequence[str]) -> asyncio.subprocess.Process:
        """A session of its own: Ctrl-C reaches this process only, which then ends the others in order."""
        return await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, start_new_session=True
        )

    async def _stop(self, group: Sequence[Watched]) -> None:
        if not group:
            return
        for watched in group:
            watched.ending.set()
        self._signal(group, signal.SIGTERM)
        tasks = [w.task for w in group if w.task is not None]
        at_once = asyncio.create_task(self._now.wait())
        await asyncio.wait(
            {at_once, asyncio.ensure_future(asyncio.wait(tasks))}, return_when=asyncio.FIRST_COMPLETED
        )
        at_once.cancel()
        if not all(task.done() for task in tasks):
            self._signal(group, signal.SIGTERM)  # the second one means: now
            await asyncio.wait(tasks, timeout=KILL_SECONDS)
        self._signal(group, signal.SIGKILL)
        await asyncio.wait(tasks)

    def _signal(self, group: Sequence[Watched], number: signal.Signals) -> None:
        for watched in group:
            if watched.process is not None and watched.process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    watched.process.send_signal(number)


async def _give_orders(process: asyncio.subprocess.Process, orders: bytes) -> None:
    """Write to standard input and close it; one that has ended hears nothing."""
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            process.stdin.write(orders)
            await process.stdin.drain()
        process.stdin.close()
