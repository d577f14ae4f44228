"""What the server adds to a packet's way, beside a program of ten lines that only passes packets on."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time

from bench.report import row, write_section
from bench.timed_peer import (
    PICTURE_OCTETS,
    TimedPeer,
    all_see_each_other,
    all_ways,
    consultation,
    drive,
    receive,
    timed_socket,
    turns,
)
from media.contract import CloseConference
from tests.media.process import Media, media_process

ROUNDS = 5
WARM_SECONDS = 2.0
DRIVE_SECONDS = 10.0
DRAIN_SECONDS = 0.5
TEXT = """
    Consultations of three synthetic endpoints in one media process on loopback, everybody seen and heard
    by the other two: 50 packets of sound and 150 of picture (1,100 octets, 1.3 Mbit/s) each second from
    each. From before the sender's system call until the packet lies in the receiver's socket, by the
    kernel's clock: the media process wakes, decrypts, decides, encrypts and sends. The floor is a program
    that reads a socket and sends to another, and does nothing else, with the packets of one endpoint.
    n counts packets, of which p99 and the maximum are the share of the machine's other work; rounds: 5.
"""
ECHO = """
import socket, sys
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("127.0.0.1", 0))
print(sock.getsockname()[1], flush=True)
while True:
    data, address = sock.recvfrom(2048)
    sock.sendto(data, address)
"""


async def floor(seconds: float) -> list[float]:
    """Delays (ms) of one endpoint's packets to the program and back."""
    program = await asyncio.create_subprocess_exec(sys.executable, "-c", ECHO, stdout=asyncio.subprocess.PIPE)
    assert program.stdout is not None
    port = int(await program.stdout.readline())
    delays: list[float] = []
    with timed_socket(("127.0.0.1", port)) as sock:
        loop = asyncio.get_running_loop()

        def read() -> None:
            data, came_ns = receive(sock)
            delays.append((came_ns - int.from_bytes(data[:8], "big")) / 1e6)

        loop.add_reader(sock, read)
        async for _ in turns(seconds):
            sock.send(time.time_ns().to_bytes(8, "big").ljust(PICTURE_OCTETS))
        await asyncio.sleep(DRAIN_SECONDS)
        loop.remove_reader(sock)
    program.kill()
    await program.wait()
    return delays


async def through_the_server(media: Media, rooms: int) -> list[float]:
    """Delays (ms) of all packets of the first consultation while so many are held."""
    everybody: list[TimedPeer] = []
    ways = []
    for number in range(rooms):
        name = f"hop{rooms}-{number}"
        peers = [TimedPeer(place, name) for place in "abc"]
        await consultation(media, name, peers)
        ways.append(await all_see_each_other(media, name, peers))
        everybody += peers
    first = everybody[:3]
    await drive(everybody, WARM_SECONDS)
    for peer in first:
        peer.timed = True
    await drive(everybody, DRIVE_SECONDS)
    await asyncio.sleep(DRAIN_SECONDS)
    delays = [p.delay_ms for way in all_ways(first, ways[0]) for p in way.passages]
    for peer in everybody:
        await peer.close()
    for number in range(rooms):
        await media.done(CloseConference(f"hop{rooms}-{number}"))
    return delays


async def measure() -> dict[str, list[float]]:
    """Delays (ms) by what was measured; the rounds take turns."""
    delays: dict[str, list[float]] = {"floor": [], "1": [], "4": []}
    with tempfile.TemporaryDirectory(prefix="etaluukku-hop-") as folder:
        async with media_process(folder) as media:
            for _ in range(ROUNDS):
                delays["floor"] += await floor(DRIVE_SECONDS)
                for rooms in (1, 4):
                    media.events.clear()
                    delays[str(rooms)] += await through_the_server(media, rooms)
    return delays


def main() -> None:
    delays = asyncio.run(measure())
    write_section(
        "hop",
        "Delay that the server adds",
        TEXT,
        [
            "| figure | n | min | p50 | p99 | max | unit |\n|---|---|---|---|---|---|---|",
            row("floor: passed on by a program of ten lines", delays["floor"], "ms", 2, high=0.99),
            row("one consultation of three", delays["1"], "ms", 2, high=0.99),
            row("the same while three more are held", delays["4"], "ms", 2, high=0.99),
        ],
    )


if __name__ == "__main__":
    main()
