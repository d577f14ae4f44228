"""Time to the first frame by way in, and time back after the network was gone, with two real browsers."""

from __future__ import annotations

import dataclasses
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Playwright, sync_playwright

from bench.report import TABLE_HEAD, row, write_section
from tests.browsers import sound_card
from tests.networks.browsers import Kind
from tests.networks.events import Move, Silence
from tests.networks.meeting import Meeting, met
from tests.networks.networks import NETWORKS, Host, Network

CALLS: Final = 10
"""By each way."""
WAYS: Final = ("plain", "udp-closed", "turn-udp", "turn-tcp", "turn-tls")
MOVES: Final = 10
SILENCES: Final = {10: 10, 30: 5}
"""Seconds of nothing, and how often."""
SEATED: Final = {Host.POINT: Kind.CHROMIUM, Host.DESK: Kind.FIREFOX}
TEXT: Final = """
    Chromium at the service point calls Firefox at the desk; each, the server, a router and coturn in a
    network namespace of its own on one machine (tests/networks). First frame: from the press of accept until
    the first frame of the other is really shown, by the way that the network leaves (read from getStats).
    Back: from the moment the network passes packets again, or the point's address has changed, until sound
    is played out of packets and new frames are shown for 0.4 s on end; in one call, again and again.
    Limits: first frame 3 s p95 where UDP is closed (F-01); back 2 s (sound) and 3 s (picture) p95 (F-04).
"""
HOME: Final = Move("10.1.0.2/24", "10.1.0.1")
"""Where the point of the network `address-change` is before its move."""


def named(name: str) -> Network:
    """The network of this name."""
    return next(network for network in NETWORKS if network.name == name)


@contextmanager
def meeting(driver: Playwright, network: Network) -> Iterator[Meeting]:
    """Two people at their screens."""
    with (
        tempfile.TemporaryDirectory(prefix="etaluukku-bench-") as directory,
        met(driver, network, SEATED, Path(directory)) as people,
    ):
        yield people


def first_frames(driver: Playwright, network: Network) -> dict[Kind, list[float]]:
    """Seconds to the first frame, by browser; every call took a way that the network leaves."""
    seconds: dict[Kind, list[float]] = defaultdict(list)
    with meeting(driver, network) as people:
        for number in range(CALLS):
            if number > 0:
                people.sit_down_again()
            for first in people.call():
                assert first.way in network.ways, first
                seconds[first.kind].append(first.seconds)
            people.end()
    return seconds


def returns(driver: Playwright, network: Network, times: int) -> dict[tuple[Kind, str], list[float]]:
    """Seconds until sound and picture were back, by browser; infinite where they were not in 30 s."""
    seconds: dict[tuple[Kind, str], list[float]] = defaultdict(list)
    with meeting(driver, network) as people:
        people.call()
        people.is_proven()
        for number in range(times):
            since_ms = happen(people, network, number)
            for host, back in people.recovered(since_ms).items():
                kind = people.kinds[host]
                seconds[kind, "sound"].append(math.inf if back.sound_s is None else back.sound_s)
                seconds[kind, "picture"].append(math.inf if back.picture_s is None else back.picture_s)
            people.is_proven()
        # Not Meeting.end: requests that failed while nothing passed are no fault of a page.
        people.desk.ends()
        people.point.has_ended()
    return seconds


def happen(people: Meeting, network: Network, number: int) -> int:
    """The network's event; Unix time in ms from which it is over."""
    match network.event:
        case Silence(silent_seconds):
            people.laid.silence()
            people.desk.page.wait_for_timeout(silent_seconds * 1000)
            people.start_recording()
            people.laid.end_silence()
        case Move() as away:
            people.start_recording()
            people.laid.move(HOME if number % 2 else away)
        case other:
            raise AssertionError(network.name, other)
    return int(time.time() * 1000)


def rows_of_returns(title: str, found: dict[tuple[Kind, str], list[float]]) -> list[str]:
    """A row for each browser, of sound and of picture."""
    return [row(f"{title}: {kind}, {what}", values, "s", 2) for (kind, what), values in sorted(found.items())]


def measure(driver: Playwright) -> Sequence[str]:
    """The table's rows."""
    rows: list[str] = []

    def add(more: Sequence[str]) -> None:
        rows.extend(more)
        print(*more, sep="\n", flush=True)

    for name in WAYS:
        network = named(name)
        for kind, values in sorted(first_frames(driver, network).items()):
            add([row(f"first frame, {network.title}: {kind}", values, "s", 2)])
    moving = named("address-change")
    add(rows_of_returns(moving.title, returns(driver, moving, MOVES)))
    for silent_seconds, times in SILENCES.items():
        silent = dataclasses.replace(named("silence-30"), event=Silence(silent_seconds))
        add(rows_of_returns(f"after {silent_seconds} s of nothing", returns(driver, silent, times)))
    return rows


def main() -> None:
    with sound_card(), sync_playwright() as driver:
        rows = measure(driver)
    write_section(
        "networks", "First frame by way in, and back after the network was gone", TEXT, [TABLE_HEAD, *rows]
    )


if __name__ == "__main__":
    main()
