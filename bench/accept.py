"""How soon an accepted ticket is gone from a hundred desks (F-13)."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bench.report import TABLE_HEAD, row, write_section
from tests.databases import running_postgres, running_redis
from tests.signaling.race import DESKS, QUIET, RACERS, RACES, Race, open_hall, run_race
from tests.signaling.running import site

TEXT = f"""
From an expert's press on "accept" to the ticket gone from each of {DESKS} desks, over real sockets and real
signaling processes: one on SQLite, and two on one PostgreSQL with Redis between them. {QUIET} tickets while
one desk presses, {RACES} while {RACERS} press at once; each of them was won by exactly one desk, all others
got a conflict. In a race the winner waits among the others, so the time from its acknowledgement is given too
(0: the others had lost the ticket before). The {DESKS} clients are one process, whose own time is in the
figures. Aim: a p95 of 200 ms.
"""


async def race_on(url: str, redis_url: str, processes: int) -> Race:
    """The race on this database; an empty `url` means SQLite."""
    with tempfile.TemporaryDirectory(prefix="accept") as name:
        directory = Path(name)
        async with site(directory, url or f"sqlite:///{directory / 'etaluukku.db'}", redis_url) as here:
            return await run_race(await open_hall(here, processes))


def rows(server: str, race: Race) -> list[str]:
    """Three rows of the table."""
    kinds = {
        "one presses": race.quiet,
        f"{RACERS} press": race.raced,
        f"{RACERS} press, from the acknowledgement": race.after,
    }
    return [row(f"{server}, {kind}", [s * 1000 for s in delays], "ms") for kind, delays in kinds.items()]


def main() -> None:
    """Measure on both databases and write the section."""
    table = [TABLE_HEAD, *rows("SQLite", asyncio.run(race_on("", "", 1)))]
    with running_postgres() as postgres, running_redis() as redis_url:
        postgres.run("CREATE DATABASE accept")
        race = asyncio.run(race_on(postgres.url("accept"), redis_url, 2))
    table += rows("PostgreSQL, two processes", race)
    write_section("accept", "Acceptance: a ticket gone from the other desks", TEXT, table)


if __name__ == "__main__":
    main()
