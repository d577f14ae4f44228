"""Memory of the media process for each connected endpoint that has sent nothing yet (aim 400 KiB)."""

from __future__ import annotations

import asyncio
import tempfile

import psutil

from bench.report import TABLE_HEAD, row, write_section
from bench.timed_peer import consultation
from tests.media.process import Media, media_process
from tests.media.python_peer import PythonPeer

ROUNDS = 5
WARM_ROOMS = 10
ROOMS = 40
PLACES = "abc"
TEXT = """
    Consultations of three endpoints over UDP with Chromium's offer, 3 audio and 4 video receive slots, ICE,
    DTLS and SRTP keys; nobody has sent a packet of sound or picture, so nothing is kept to be sent again.
    Growth of the media process's resident memory over 120 endpoints, after 30 that warmed it up, divided by
    120; n counts processes. Aim: 400 KiB.
"""


async def fill(media: Media, first: int, rooms: int) -> list[PythonPeer]:
    """So many consultations of three, numbered from the first; their peers."""
    peers = []
    for number in range(first, first + rooms):
        name = f"memory{number}"
        here = [PythonPeer(place, name) for place in PLACES]
        await consultation(media, name, here)
        peers += here
    return peers


async def endpoint_kib(folder: str) -> float:
    """KiB of one endpoint in a fresh process."""
    async with media_process(folder) as media:
        process = psutil.Process(media.process.pid)
        peers = await fill(media, 0, WARM_ROOMS)
        before = process.memory_info().rss
        peers += await fill(media, WARM_ROOMS, ROOMS)
        grown = process.memory_info().rss - before
        for peer in peers:
            await peer.close()
    return float(grown / 1024 / (ROOMS * len(PLACES)))


async def measure() -> list[float]:
    """KiB of one endpoint, by process."""
    figures = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="etaluukku-memory-") as folder:
            figures.append(await endpoint_kib(folder))
    return figures


def main() -> None:
    figures = asyncio.run(measure())
    write_section(
        "memory",
        "Memory of an endpoint",
        TEXT,
        [TABLE_HEAD, row("resident memory for each endpoint", figures, "KiB")],
    )


if __name__ == "__main__":
    main()
