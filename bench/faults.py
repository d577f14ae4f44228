"""What two people notice of each other while something breaks beside them (aim: nothing)."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, cast

from aioice.turn import create_turn_endpoint

from bench.report import percentile, write_section
from bench.timed_peer import TimedPeer, Way, all_see_each_other, all_ways, consultation, drive
from media.contract import CloseConference, CloseEndpoint, CreateEndpoint, GetState, State
from media.link import MediaLink
from tests.media.process import Media, media_process
from tests.media.python_peer import PythonPeer

ROUNDS: Final = 3
WATCH_SECONDS: Final = 10.0
AWAY_SECONDS: Final = 5.0
DRAIN_SECONDS: Final = 0.5
NEWCOMERS: Final = 10
TURN_USER: Final = "bench"
TEXT = """
    Two synthetic endpoints talk and show (50 packets of sound, 150 of picture each second) in a
    consultation of three while something befalls the third, or signaling. Of the four streams between
    the two, over 10 s that begin with the fault: the longest gap between two packets of sound and of
    picture (the worst of all rounds), the delay through the server (of all packets), and packets that did
    not arrive. "No fault" is the control; the rounds take turns. Aim: nothing is noticed: no packet lost,
    and no gap longer than the control's by more than a jitter buffer holds (100 ms).
"""

Deed = Callable[[], Coroutine[None, None, None]]
Fault = Callable[[Media, str], AbstractAsyncContextManager[tuple[PythonPeer, Deed]]]


@dataclass(slots=True)
class Noticed:
    """What the two noticed, over all rounds of one fault."""

    sound_gaps_ms: list[float] = field(default_factory=list)
    picture_gaps_ms: list[float] = field(default_factory=list)
    delays_ms: list[float] = field(default_factory=list)
    sent: int = 0
    lost: int = 0

    def add(self, way: Way) -> None:
        """One stream of one round."""
        (self.sound_gaps_ms if way.kind == "audio" else self.picture_gaps_ms).append(way.gap_ms())
        self.delays_ms += [passage.delay_ms for passage in way.passages]
        self.sent += way.sent
        self.lost += way.sent - len(way.passages)

    def row(self, name: str) -> str:
        """As a row of the table."""
        delays = sorted(self.delays_ms)
        p99 = percentile(delays, 0.99)
        gaps = f"{max(self.sound_gaps_ms):.0f} | {max(self.picture_gaps_ms):.0f}"
        return f"| {name} | {ROUNDS} | {gaps} | {p99:.1f} | {delays[-1]:.1f} | {self.lost} of {self.sent} |"


class UnreadPeer(PythonPeer):
    """An endpoint over TCP that can stop reading."""

    async def open_udp(self, host: str = "127.0.0.1") -> None:
        """A TCP connection instead."""
        await self.open_tcp(host)

    def stall(self) -> None:
        """Read nothing any more; the windows fill up to the server."""
        self.readers[0]._transport.pause_reading()  # type: ignore[attr-defined]  # has no public way


class RelayedPeer(PythonPeer):
    """An endpoint that reaches the server through coturn."""

    turn_port = 0

    async def open_udp(self, host: str = "127.0.0.1") -> None:
        """A relay, and the server as its peer."""
        candidate = self.candidate("udp", host)
        peer = self

        class Relay(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
                peer.receive(0, data)

        found, _ = await create_turn_endpoint(Relay, ("127.0.0.1", self.turn_port), TURN_USER, TURN_USER)
        transport = cast(asyncio.DatagramTransport, found)
        self._send = lambda data: transport.sendto(data, (candidate.host, candidate.port))
        self._ends.append(transport.close)


@asynccontextmanager
async def nothing(media: Media, conference: str) -> AsyncIterator[tuple[PythonPeer, Deed]]:
    """The control."""

    async def rest() -> None:
        return

    yield TimedPeer("c", conference), rest


@asynccontextmanager
async def signaling_gone(media: Media, conference: str) -> AsyncIterator[tuple[PythonPeer, Deed]]:
    """The link ends as it does when signaling is killed, and another process takes up after a while."""

    async def deed() -> None:
        await media.link.close()
        await asyncio.sleep(AWAY_SECONDS)
        media.link = MediaLink(media.socket_path)
        media.link.subscribe(media.events.append)
        media.link.start()
        await media.link.wait_up()
        assert isinstance(await media.link.request(GetState()), State)

    yield TimedPeer("c", conference), deed


def unread(make: Callable[[str, str], TimedPeer | UnreadPeer]) -> Fault:
    """A receiver of this kind reads nothing any more."""

    @asynccontextmanager
    async def fault(media: Media, conference: str) -> AsyncIterator[tuple[PythonPeer, Deed]]:
        peer = make("c", conference)

        async def deed() -> None:
            peer.stall()

        yield peer, deed

    return fault


@asynccontextmanager
async def turn_killed(media: Media, conference: str) -> AsyncIterator[tuple[PythonPeer, Deed]]:
    """The TURN server of the third is killed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = (
        "-n --no-cli --no-tls --no-dtls --no-tcp --lt-cred-mech --allow-loopback-peers --log-file=stdout "
        f"--realm=bench --user={TURN_USER}:{TURN_USER} --listening-ip=127.0.0.1 --relay-ip=127.0.0.1 "
        f"--listening-port={port} --pidfile= --userdb=/nonexistent"
    )
    quiet = asyncio.subprocess.DEVNULL
    coturn = await asyncio.create_subprocess_exec("turnserver", *options.split(), stdout=quiet, stderr=quiet)
    peer = RelayedPeer("c", conference)
    peer.turn_port = port

    async def deed() -> None:
        coturn.kill()

    try:
        yield peer, deed
    finally:
        if coturn.returncode is None:
            coturn.kill()
        await coturn.wait()


@asynccontextmanager
async def newcomers(media: Media, conference: str) -> AsyncIterator[tuple[PythonPeer, Deed]]:
    """Ten others join and leave, one after the other."""

    async def deed() -> None:
        for number in range(NEWCOMERS):
            name = f"n{number}"
            await media.done(CreateEndpoint(conference, name))
            peer = PythonPeer(name, conference)
            await peer.connect(media.link)
            await peer.close()
            await media.done(CloseEndpoint(conference, name))

    yield TimedPeer("c", conference), deed


FAULTS: Final[dict[str, Fault]] = {
    "no fault": nothing,
    "signaling gone for 5 s": signaling_gone,
    "a receiver over UDP that stops reading": unread(TimedPeer),
    "a receiver over TCP that stops reading": unread(UnreadPeer),
    "coturn killed under the third": turn_killed,
    "ten join and leave": newcomers,
}


async def watch(media: Media, conference: str, fault: Fault, noticed: Noticed) -> None:
    """One round of one fault."""
    media.events.clear()
    async with fault(media, conference) as (third, deed):
        pair = [TimedPeer("a", conference), TimedPeer("b", conference)]
        await consultation(media, conference, [*pair, third])
        ssrcs = await all_see_each_other(media, conference, pair)
        for peer in pair:
            peer.timed = True
        async with asyncio.TaskGroup() as both:
            both.create_task(drive(pair, WATCH_SECONDS))
            both.create_task(deed())
        await asyncio.sleep(DRAIN_SECONDS)
        for way in all_ways(pair, ssrcs):
            noticed.add(way)
        for peer in pair:
            await peer.close()
        await third.close()
    await media.done(CloseConference(conference))


async def measure() -> dict[str, Noticed]:
    """What was noticed of each fault; the rounds take turns."""
    noticed = {name: Noticed() for name in FAULTS}
    for number in range(ROUNDS):
        for place, (name, fault) in enumerate(FAULTS.items()):
            with tempfile.TemporaryDirectory(prefix="etaluukku-faults-") as folder:
                async with media_process(folder) as media:
                    await watch(media, f"faults{number}-{place}", fault, noticed[name])
    return noticed


def main() -> None:
    noticed = asyncio.run(measure())
    write_section(
        "faults",
        "What others notice of a fault",
        TEXT,
        [
            "| fault | n | sound gap, ms | picture gap, ms | delay p99, ms | delay max, ms | lost |\n"
            "|---|---|---|---|---|---|---|",
            *(found.row(name) for name, found in noticed.items()),
        ],
    )


if __name__ == "__main__":
    main()
