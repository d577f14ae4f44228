"""What it costs a browser in a call to watch its own devices, in CPU time by thread."""

from __future__ import annotations

import os
import time
from pathlib import Path

from playwright.sync_api import Browser, expect

from bench.browsers import chromium, profile, stage
from bench.report import TABLE_HEAD, row, write_section
from tests.e2e.seats import Desk, Point
from tests.e2e.server import Server

RUNS = 4
SECONDS = 20.0
PAGE_MS = 60_000
"""CPU time is counted, not the clock: a machine that does much else may be slow."""
TICK = os.sysconf("SC_CLK_TCK")
TEXT = """
    A desk in a call of two in Chromium: own microphone and the other's sound are listened to ten times a
    second, own picture is looked at once a second. CPU time of the threads that do it, in percent of one
    core over 20 s, in all processes of the browser: calls that watch, and calls in a browser that cannot
    (no Web Audio, no count of frames), in turn. The difference is what watching costs. Limit: 1 %.
"""
BLIND = """
delete window.AudioContext;
delete HTMLVideoElement.prototype.getVideoPlaybackQuality;
"""
PARTS = ("main threads", "threads of sound", "threads that draw pictures")

Threads = dict[tuple[int, int, str], float]
"""CPU seconds so far, by process, thread and the thread's name."""


def threads(browser: Browser) -> Threads:
    """Every thread of the browser."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    found: Threads = {}
    for process in told:
        for task in Path(f"/proc/{process['id']}/task").iterdir():
            name, _, rest = (task / "stat").read_text().partition("(")[2].rpartition(")")  # proc(5)
            user, system = rest.split()[11:13]
            found[process["id"], int(task.name), name] = (int(user) + int(system)) / TICK
    return found


def share(before: Threads, after: Threads) -> tuple[float, ...]:
    """Percent of a core by part."""
    spent = [0.0, 0.0, 0.0]
    for thread, seconds in after.items():
        process, task, name = thread
        if process == task:
            part = 0
        elif "audio" in name.lower():
            part = 1
        elif name.startswith("VideoFrame"):
            part = 2
        else:
            continue
        spent[part] += seconds - before.get(thread, 0)
    return tuple(100 * seconds / SECONDS for seconds in spent)


def call(server: Server, here: Browser, there: Browser, *, watches: bool) -> tuple[float, ...]:
    """Percent of a core at the desk in one call."""
    point = Point(profile(here, server), "Alajärvi")
    context = profile(there, server)
    if not watches:
        context.add_init_script(BLIND)
    desk = Desk(context, "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Toimeentulo- ja asumistuki")
    desk.accepts()
    desk.sees("client")
    before = threads(there)
    time.sleep(SECONDS)
    figures = share(before, threads(there))
    desk.ends()
    point.context.close()
    context.close()
    return figures


def main() -> None:
    expect.set_options(timeout=PAGE_MS)
    with stage() as (server, driver):
        here, there = chromium(driver), chromium(driver)
        runs: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
        for _ in range(RUNS):
            for watches in (True, False):
                runs[watches].append(call(server, here, there, watches=watches))
        here.close()
        there.close()
    rows = []
    for part, name in enumerate(PARTS):
        for watches, words in ((True, "watching"), (False, "not watching")):
            rows.append(
                row(f"{name}, {words}", [figures[part] for figures in runs[watches]], "% of a core", 2)
            )
    write_section("watching", "Watching one's own devices", TEXT, [TABLE_HEAD, *rows])


if __name__ == "__main__":
    main()
