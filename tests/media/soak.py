"""Rooms of synthetic endpoints that join, leave, reload and talk at random, in waves; what each leaves.

.venv/bin/python -m tests.media.soak --minutes 60
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field

import psutil

from media.contract import (
    Allow,
    CloseConference,
    CloseEndpoint,
    CreateConference,
    CreateEndpoint,
    GetStatistics,
    Resources,
    Statistics,
)
from tests.media.process import Media, media_process
from tests.media.python_peer import PythonPeer

ROOMS = 20
PLACES = ("a", "b", "c")
LEAVE_SECONDS = 10.0
"""Goodbyes, cancelled tasks and closed sockets are through by then."""


@dataclass(slots=True)
class Wave:
    """What one wave did and left."""

    joins: int = 0
    packets: int = 0
    left: Resources = field(default_factory=lambda: Resources(0, 0, 0, 0, 0))
    resident_bytes: int = 0


class Room:
    """One conference and who is in it now."""

    def __init__(self, name: str, media: Media, wave: Wave, dice: random.Random) -> None:
        self._name, self._media, self._wave, self._dice = name, media, wave, dice
        self._peers: dict[str, PythonPeer] = {}

    async def live(self, until: float) -> None:
        """Do this and that until the time, then leave the room empty and closed."""
        await self._media.done(CreateConference(self._name))
        while time.monotonic() < until:
            place = self._dice.choice(PLACES)
            peer = self._peers.get(place)
            if peer is None:
                await self._join(place)
            elif self._dice.random() < 0.2:
                await self._leave(place, peer)
            elif self._dice.random() < 0.2:
                await peer.close()
                await self._connect(place)
            await self._talk()
        for place, peer in list(self._peers.items()):
            await self._leave(place, peer)
        await self._media.done(CloseConference(self._name))

    async def _join(self, place: str) -> None:
        await self._media.done(CreateEndpoint(self._name, place))
        await self._connect(place)
        for here in self._peers:
            others = tuple(name for name in self._peers if name != here)
            await self._media.done(Allow(self._name, here, others, others, others))

    async def _connect(self, place: str) -> None:
        peer = self._peers[place] = PythonPeer(place, self._name)
        await peer.connect(self._media.link, self._dice.choice(("udp", "udp", "tcp")))
        self._wave.joins += 1

    async def _leave(self, place: str, peer: PythonPeer) -> None:
        """Half of them say goodbye, the others are gone first."""
        del self._peers[place]
        if self._dice.random() < 0.5:
            await peer.close()
        await self._media.done(CloseEndpoint(self._name, place))
        await peer.close()

    async def _talk(self) -> None:
        """About a second in which everybody sends sound and pictures."""
        for turn in range(5):
            for peer in self._peers.values():
                peer.send_audio(2)
                peer.send_picture(key_frame=turn == 0)
                self._wave.packets += 3
            await asyncio.sleep(self._dice.uniform(0.1, 0.3))


async def resources(media: Media) -> Resources:
    """What the process holds now."""
    found = await media.link.request(GetStatistics())
    assert isinstance(found, Statistics)
    return found.resources


async def wave(media: Media, number: int, seconds: float, dice: random.Random) -> Wave:
    """One wave: rooms come to life, live, and are left; returns when nothing of them is held any more."""
    done = Wave()
    empty = await resources(media)
    until = time.monotonic() + seconds
    async with asyncio.TaskGroup() as rooms:
        for room in range(ROOMS):
            rooms.create_task(
                Room(f"w{number}r{room}", media, done, random.Random(dice.random())).live(until)
            )
    end = time.monotonic() + LEAVE_SECONDS
    done.left = await resources(media)
    while done.left != empty and time.monotonic() < end:
        async with media.news:
            try:
                async with asyncio.timeout(0.1):
                    await media.news.wait()
            except TimeoutError:
                pass
        done.left = await resources(media)
    media.events.clear()
    done.resident_bytes = await asyncio.to_thread(_resident, media.process.pid)
    return done


def _resident(pid: int) -> int:
    resident: int = psutil.Process(pid).memory_info().rss
    return resident


def growth(waves: list[Wave]) -> float:
    """Share by which the last third of the waves holds more than the middle third; the first warms up."""
    third = len(waves) // 3
    middle = statistics.median(w.resident_bytes for w in waves[third : 2 * third])
    last = statistics.median(w.resident_bytes for w in waves[-third:])
    return last / middle - 1.0


async def soak(folder: str, minutes: float, wave_seconds: float, seed: int) -> tuple[Resources, list[Wave]]:
    """What an empty process holds, and all waves."""
    print(f"soak seed {seed}", flush=True)  # noqa: T201 - pytest shows it when the test fails
    dice = random.Random(seed)
    waves: list[Wave] = []
    async with media_process(folder) as media:
        empty = await resources(media)
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end or len(waves) < 3:
            waves.append(await wave(media, len(waves), wave_seconds, dice))
            told = waves[-1]
            print(  # noqa: T201 - the progress of an hour
                f"wave {len(waves)}: {told.joins} joins, {told.packets} packets in,"
                f" {told.resident_bytes / 2**20:.2f} MiB, left {told.left}",
                flush=True,
            )
    return empty, waves


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--wave-seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="etaluukku-soak-") as folder:
        empty, waves = asyncio.run(soak(folder, options.minutes, options.wave_seconds, options.seed))
    print(f"growth {100 * growth(waves):+.2f} %, {sum(w.joins for w in waves)} joins")  # noqa: T201
    return 0 if all(w.left == empty for w in waves) and growth(waves) <= 0.01 else 1


if __name__ == "__main__":
    sys.exit(main())
