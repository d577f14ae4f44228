"""Marks on papers: folding, strokes on their way at 20 consultations, and a page of ten thousand strokes."""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from math import sin
from pathlib import Path

import psutil

from bench.report import TABLE_HEAD, row, write_section
from media.contract import Allow, CreateConference, CreateEndpoint
from media.pages.config import PagesConfig
from signaling.papers.marking import Added, Content, Erased, MarkKey, MarkKind, MarkOperation, Marks
from signaling.papers.marks import store as store_mark
from signaling.papers.operations import Deed, lock_table, operate
from signaling.papers.rules import OperationKind, TableLimits
from signaling.store.unit import Unit
from tests.media.pages import documents
from tests.media.pages.conftest import pages_of_its_own
from tests.media.process import Media, media_process
from tests.media.python_peer import PythonPeer
from tests.signaling.running import Person, Site, site
from tests.signaling.sockets import Client, new_id

OPERATIONS = 100_000
ROUNDS = 5
ROOMS = 20
SECONDS = 15.0
PARTS_PER_SECOND = 25
"""As a browser tells a stroke in progress; of one room at a time, the others tell five."""
STROKES = 10_000
POINTS = 40
TEXT = """
    `fold`: 100,000 operations (strokes of 40 points, every tenth an erasure) in the server's pure fold, CPU
    time of the whole. `stroke in progress`: 20 conferences of two endpoints in one media process; one of
    them draws at 25 messages a second as a browser does, the others at five each; from the sender's call to
    the receiver's handler, both of which are Python peers of the measuring process, so their own SCTP and
    DTLS are in the figure; aim: 20 ms p95. `CPU of media` is what the media process spent for each message
    then. `finished stroke`: 20 consultations in one signaling process (SQLite), each stores a stroke of 40
    points a second; from the request until the other participant's socket has it, committed and numbered.
    `a slice`: one who comes later reads a page of 10,000 strokes of 40 points by HTTP, in slices of at most
    500 marks and 20,000 points; the time of each slice, and of all.
"""


def stroke(number: int) -> tuple[int, ...]:
    """A wave somewhere on the page."""
    top = number * 37 % 9_000
    return tuple(
        part for at in range(POINTS) for part in (at * 200, int(top + 300 + 250 * sin(at / 3)), 100 + at)
    )


def operations() -> list[MarkOperation]:
    """What is folded."""
    source = random.Random(7)
    content = [Content(MarkKind.PEN, stroke(number)) for number in range(100)]
    made: list[MarkOperation] = []
    for number in range(OPERATIONS):
        key = MarkKey("ab"[number % 2] * 32, f"{number:032x}")
        if number % 10 == 9:
            made.append(Erased(MarkKey("ab"[source.randrange(2)] * 32, f"{source.randrange(number):032x}")))
        else:
            made.append(Added(key, number, "p", number % 3, content[number % 100]))
    return made


def fold_ms(made: list[MarkOperation]) -> float:
    """CPU time of one fold."""
    began = time.process_time()
    marks = Marks()
    marks.apply_all(made)
    marks.on("p", 0)
    return (time.process_time() - began) * 1000


# ---- strokes in progress -----------------------------------------------------------------


@dataclass(slots=True)
class Room:
    """Two endpoints; one draws, and the other hears."""

    draws: PythonPeer
    hears: PythonPeer

    def tell(self, number: int) -> None:
        """One part of a stroke."""
        points = list(stroke(number)[:36])
        part = {"type": "stroke", "surface": "p" * 34, "stroke": f"{number:032x}", "tool": "pen"}
        assert self.draws.channel is not None
        self.draws.channel.send(json.dumps({**part, "at": 0, "points": points}, separators=(",", ":")))


async def room_of(media: Media, stack: AsyncExitStack, name: str) -> Room:
    """A conference of two with their channels open."""
    await media.done(CreateConference(name))
    peers = []
    for place in "ab":
        await media.done(CreateEndpoint(name, place))
        peer = PythonPeer(place, name)
        stack.push_async_callback(peer.close)
        await peer.connect(media.link)
        await peer.open_channel()
        peers.append(peer)
    await media.done(Allow(name, "a", tells=("b",)))
    return Room(*peers)


async def drawn(media: Media, rooms: list[Room]) -> tuple[list[float], float]:
    """Delays (ms) of the first room's parts, and the media process's CPU time (us) for each message."""
    delays: list[float] = []
    first, others = rooms[0], rooms[1:]
    process = psutil.Process(media.process.pid)
    spent, told = sum(process.cpu_times()[:2]), 0
    began = time.monotonic()
    for number in range(int(SECONDS * PARTS_PER_SECOND)):
        await asyncio.sleep(max(0.0, began + number / PARTS_PER_SECOND - time.monotonic()))
        before, sent = len(first.hears.messages), time.monotonic()
        first.tell(number)
        await first.hears.until(lambda before=before: len(first.hears.messages) > before)  # type: ignore[misc]
        delays.append((time.monotonic() - sent) * 1000)
        for other in others[number % 5 :: 5]:
            other.tell(number)
            told += 1
        told += 1
    return delays, (sum(process.cpu_times()[:2]) - spent) / told * 1e6


async def in_progress() -> list[str]:
    """Rows of strokes that are being drawn."""
    with tempfile.TemporaryDirectory(prefix="etaluukku-marks-") as folder:
        async with media_process(folder) as media, AsyncExitStack() as stack:
            rooms = [await room_of(media, stack, f"r{number}") for number in range(ROOMS)]
            delays, cpu_us = await drawn(media, rooms)
    return [
        row(f"stroke in progress, {ROOMS} rooms", delays, "ms", 1),
        row("CPU of media for each message", [cpu_us], "us"),
    ]


# ---- finished strokes --------------------------------------------------------------------


@dataclass(slots=True)
class Meeting:
    """A consultation with a paper."""

    point: Client
    desk: Client
    person: Person
    consultation: str
    paper: str = ""

    async def add(self, number: int) -> float:
        """Milliseconds until the other participant has a stroke."""
        identity = new_id()
        sent = time.monotonic()
        asking = asyncio.ensure_future(
            self.desk.ask(
                "mark:add",
                id=identity,
                consultation=self.consultation,
                paper=self.paper,
                page=0,
                kind="pen",
                points=list(stroke(number)),
            )
        )
        heard = await self.point.wait(
            "operation:added", lambda told: (told["operation"].get("about") or {}).get("mark") == identity
        )
        await asking
        self.point.heard.clear()
        return (heard.at - sent) * 1000


async def meetings(here: Site) -> list[Meeting]:
    """So many consultations, each with a paper of one page."""
    service = await here.service()
    experts, points = await here.experts(service, ROOMS), await here.points(ROOMS)
    made = []
    for expert, point in zip(experts, points, strict=True):
        desk, heard = await here.connect(expert), await here.connect(point)
        await desk.act("desk:availability", availability="available")
        ticket = new_id()
        await heard.act("ticket:open", ticket=ticket, service=service)
        accepted = await desk.act("ticket:accept", ticket=ticket)
        meeting = Meeting(heard, desk, expert, accepted["consultation"], new_id())
        path = f"/api/consultations/{meeting.consultation}/papers/{meeting.paper}"
        named = {"X-Etaluukku-Name": "hakemus.pdf"}
        status, body = await here.request(expert, "PUT", path, data=documents.text_pdf(1), headers=named)
        assert status == 200, body
        made.append(meeting)
    return made


async def finished(all_of: list[Meeting]) -> list[float]:
    """Delays (ms) of a stroke a second in each."""
    delays: list[float] = []

    async def draw(meeting: Meeting, number: int) -> None:
        await asyncio.sleep(number / ROOMS)
        for count in range(int(SECONDS)):
            began = time.monotonic()
            delays.append(await meeting.add(count))
            await asyncio.sleep(max(0.0, began + 1 - time.monotonic()))

    await asyncio.gather(*(draw(meeting, number) for number, meeting in enumerate(all_of)))
    return delays


async def fill(here: Site, meeting: Meeting, author: str) -> None:
    """Ten thousand strokes on the page."""
    limits = TableLimits(50, 1 << 30, 200_000)

    async def some(unit: Unit, first: int) -> None:
        await lock_table(unit, meeting.consultation)
        for number in range(first, first + 250):
            key, content = MarkKey(author, f"{number:032x}"), Content(MarkKind.PEN, stroke(number))
            deed = Deed(OperationKind.MARK_ADDED, meeting.paper, 0, key.author, key.id)
            done = await operate(unit, limits, meeting.consultation, deed, author, content)
            await store_mark(unit, meeting.consultation, done, key, content)

    for first in range(0, STROKES, 250):
        await here.store.write(lambda unit, first=first: some(unit, first))  # type: ignore[misc]


async def late(here: Site, meeting: Meeting) -> tuple[list[float], float]:
    """Milliseconds of each slice and seconds of all, for one who comes later."""
    path = f"/api/consultations/{meeting.consultation}/papers/{meeting.paper}/pages/0/marks?after="
    slices, found, after, more = [], 0, 0, True
    while more:
        began = time.monotonic()
        status, body = await here.request(meeting.person, "GET", f"{path}{after}")
        slices.append((time.monotonic() - began) * 1000)
        assert status == 200, body
        page = json.loads(body)
        found, more = found + len(page["marks"]), page["more"]
        after = page["marks"][-1]["sequence"]
    assert found >= STROKES
    return slices, sum(slices) / 1000


async def stored() -> list[str]:
    """Rows of what is stored."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        async with (
            site(directory, f"sqlite:///{directory}/bench.db") as here,
            pages_of_its_own(PagesConfig(str(directory / "run" / "pages.sock"))),
        ):
            await here.start()
            all_of = await meetings(here)
            delays = await finished(all_of)
            await fill(here, all_of[0], "f" * 32)
            slices, seconds = await late(here, all_of[0])
    return [
        row(f"finished stroke, {ROOMS} rooms", delays, "ms", 1),
        row(f"a slice of {STROKES:,} strokes", slices, "ms"),
        row("all slices", [seconds], "s", 1),
    ]


def main() -> None:
    """Measure and write the section."""
    made = operations()
    rows = [row(f"fold of {OPERATIONS:,} operations", [fold_ms(made) for _ in range(ROUNDS)], "ms")]
    rows += asyncio.run(in_progress())
    rows += asyncio.run(stored())
    write_section("marks", "Marks on papers", TEXT, (TABLE_HEAD, *rows))


if __name__ == "__main__":
    main()
