"""Fifty desks race for the same tickets over real sockets; a hundred lose them within 200 ms (F-13).

Two signaling processes on one PostgreSQL with Redis between them, and one on SQLite.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from tests.signaling.race import DESKS, QUIET, RACERS, RACES, Race, open_hall, percentile, run_race
from tests.signaling.running import site

AIM_SECONDS: Final = 0.2
"""p95 until the ticket is gone from every desk: from the only press, or in a race from its decision."""

SLACK: Final = 3.0
"""Servers and all hundred browsers share this machine; the exact figure is bench/results/accept.md."""


def check(race: Race) -> None:
    assert len(set(race.winners)) == len(race.outcomes) == RACES + QUIET
    for ticket, outcomes in race.outcomes.items():
        assert Counter(outcomes) == Counter(["won", *["conflict"] * (len(outcomes) - 1)]), ticket
    assert len(race.raced) == DESKS * RACES
    assert len(race.quiet) == DESKS * QUIET
    assert percentile(race.quiet, 95) < AIM_SECONDS * SLACK
    assert percentile(race.after, 95) < AIM_SECONDS * SLACK


def report(name: str, race: Race) -> None:
    kinds = {
        "one presses": race.quiet,
        f"{RACERS} press": race.raced,
        f"{RACERS} press, from the winner's acknowledgement": race.after,
    }
    for kind, delays in kinds.items():
        p50, p95 = percentile(delays, 50) * 1000, percentile(delays, 95) * 1000
        print(f"{name}, {kind}: gone from {DESKS} desks after p50 {p50:.0f} ms, p95 {p95:.0f} ms")  # noqa: T201


async def test_two_processes_on_postgresql(tmp_path: Path, postgres_url: str, redis_url: str) -> None:
    async with site(tmp_path, postgres_url, redis_url) as here:
        race = await run_race(await open_hall(here, processes=2))
    report("two processes, PostgreSQL, Redis", race)
    check(race)


async def test_one_process_on_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    async with site(tmp_path, sqlite_url) as here:
        race = await run_race(await open_hall(here, processes=1))
    report("one process, SQLite", race)
    check(race)
