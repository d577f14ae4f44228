"""The media process as tests start it: a real process, on loopback, with a link to it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import psutil

from media.contract import AnyCommand, AnyEvent, Done
from media.link import LinkEvent, MediaBack, MediaLink, MediaLost

ROOT = Path(__file__).parents[2]
START_SECONDS = 40.0

E = TypeVar("E")


@dataclass(slots=True)
class Media:
    """A running media process and what it has told."""

    process: asyncio.subprocess.Process
    socket_path: str
    link: MediaLink
    events: list[LinkEvent] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def done(self, *commands: AnyCommand) -> None:
        """Send commands; each must be Done."""
        for command in commands:
            assert await self.link.request(command) == Done()

    async def event(self, kind: type[E], accept: Callable[[E], bool], seconds: float = 40.0) -> E:
        """The first event of this kind that is accepted, already told or yet to come."""
        async with asyncio.timeout(seconds), self.news:
            while True:
                for event in self.events:
                    if isinstance(event, kind) and accept(event):
                        return event
                await self.news.wait()

    def told(self, kind: type[E]) -> list[E]:
        """All events of this kind until now."""
        return [event for event in self.events if isinstance(event, kind)]

    def send_signal(self, number: signal.Signals) -> None:
        """A signal to the process."""
        os.kill(self.process.pid, number)


def is_media_event(event: LinkEvent) -> AnyEvent | None:
    """The event when it came from media itself."""
    return None if isinstance(event, MediaBack | MediaLost) else event


def own_address() -> str:
    """An address of this machine that Firefox talks to: it pairs no candidate with 127.0.0.1.

    Packets to one's own address stay on the loopback interface.
    """
    addresses = (address for found in psutil.net_if_addrs().values() for address in found)
    hosts = [address.address for address in addresses if address.family == socket.AF_INET]
    return next((host for host in hosts if not host.startswith("127.")), "127.0.0.1")


async def start_process(
    socket_path: str, *, logged: bool = False, within: Sequence[str] = (), **settings: object
) -> asyncio.subprocess.Process:
    """`python -m media.worker` on 127.0.0.1 with free ports, unless the settings say otherwise.

    `within` are words before the command, such as `ip netns exec NAME`.
    """
    config = {
        "socket_path": socket_path,
        "addresses": [{"local": "127.0.0.1", "advertised": "127.0.0.1"}],
        **settings,
    }
    return await asyncio.create_subprocess_exec(
        *within,
        sys.executable,
        "-m",
        "media.worker",
        "--config",
        json.dumps(config),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE if logged else None,
    )


async def end_process(process: asyncio.subprocess.Process) -> None:
    """Stop it whatever it does."""
    if process.returncode is None:
        process.kill()
        await process.wait()


@asynccontextmanager
async def media_process(
    folder: str, *, within: Sequence[str] = (), **settings: object
) -> AsyncIterator[Media]:
    """A media process, ended with the block."""
    path = f"{folder}/media.sock"
    process = await start_process(path, logged=False, within=within, **settings)
    link = MediaLink(path)
    media = Media(process, path, link)
    tasks: set[asyncio.Task[None]] = set()

    async def wake() -> None:
        async with media.news:
            media.news.notify_all()

    def on_event(event: LinkEvent) -> None:
        media.events.append(event)
        task = asyncio.get_running_loop().create_task(wake())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    link.subscribe(on_event)
    link.start()
    try:
        async with asyncio.timeout(START_SECONDS):
            await link.wait_up()
        yield media
    finally:
        await link.close()
        await end_process(process)
