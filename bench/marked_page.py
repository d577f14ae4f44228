"""How a browser copes with a page of ten thousand strokes: until all are drawn, and when one more is."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from bench.browsers import chromium, profile, stage
from bench.marks import POINTS, STROKES, stroke
from bench.report import TABLE_HEAD, row, write_section
from tests.e2e.files import form_pdf
from tests.e2e.seats import Desk, Point
from tests.e2e.server import Server

SLICE = 500
RUNS = 3
PAGE_MS = 120_000
TEXT = f"""
    A desk in Chromium, in a call of two, opens a page with {STROKES:,} strokes of {POINTS} points of both
    people, and one with none, in turn. The strokes are answered to the browser in the server's slices of
    {SLICE}, so that its own work alone is measured: from the first slice until all are drawn, and the
    longest time in which it answered nothing meanwhile; then the time between two frames while a stroke of
    60 places is drawn above them. A machine without a graphics card draws all of it on the processor.
"""
FRAMES = """
() => { const spaces = []; let last = performance.now();
  const step = () => { const now = performance.now(); spaces.push(now - last); last = now;
    if (!window.enough) requestAnimationFrame(step); };
  window.enough = false; window.spaces = spaces; requestAnimationFrame(step); }
"""


def answers(authors: tuple[str, str]) -> dict[int, str]:
    """The slices, by the number that they are asked after."""
    found = {}
    for first in range(0, STROKES, SLICE):
        marks: list[dict[str, Any]] = [
            {
                "participant": authors[number % 2],
                "mark": f"{number:032x}",
                "sequence": number + 10,
                "kind": "pen",
                "points": stroke(number),
            }
            for number in range(first, first + SLICE)
        ]
        after = 0 if first == 0 else first + 9
        found[after] = json.dumps({"marks": marks, "more": first + SLICE < STROKES})
    return found


def opened(desk: Desk, slices: dict[int, str]) -> tuple[float, float]:
    """Seconds until every stroke is drawn, and the longest time (ms) without an answer meanwhile."""

    def answer(route: Route) -> None:
        route.fulfill(body=slices[int(route.request.url.rpartition("=")[2])], content_type="application/json")

    page = desk.page
    page.route("**/pages/1/marks?after=*", answer)
    page.evaluate(FRAMES)
    began = page.evaluate("performance.now()")
    desk.turns_page()
    marks = page.get_by_test_id("marks")
    expect(marks).to_have_attribute("data-count", str(STROKES))
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seconds = (page.evaluate("performance.now()") - began) / 1000
    return seconds, max(stopped(page))


def stopped(page: Page) -> list[float]:
    """Times (ms) between the frames since FRAMES began."""
    spaces: list[float] = page.evaluate("() => { window.enough = true; return window.spaces; }")
    return spaces


def drawn(page: Page) -> list[float]:
    """Times (ms) between frames while a stroke is drawn."""
    page.get_by_test_id("tool-pen").click()
    box = page.get_by_test_id("page-image").first.bounding_box()
    assert box is not None
    left, top = box["x"] + 30, box["y"] + 60
    page.mouse.move(left, top)
    page.mouse.down()
    page.evaluate(FRAMES)
    for step in range(60):
        page.mouse.move(left + 3 * step, top + step % 7)
    spaces = stopped(page)
    page.mouse.up()
    page.get_by_test_id("tool-pen").click()
    return spaces[1:]


def run(server: Server, figures: dict[str, list[float]], driver: Any) -> None:
    """One call, measured."""
    here, there = chromium(driver), chromium(driver)
    point = Point(profile(here, server), "Alajärvi")
    desk = Desk(profile(there, server), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Toimeentulo- ja asumistuki")
    desk.accepts()
    desk.sees("client")
    desk.shares("hakemus.pdf", "application/pdf", form_pdf())
    desk.shows_page(0)
    figures["between frames, no strokes"] += drawn(desk.page)
    seconds, longest = opened(desk, answers(("a" * 32, "b" * 32)))
    figures["until all are drawn"].append(seconds)
    figures["longest without an answer"].append(longest)
    figures[f"between frames, {STROKES:,} strokes"] += drawn(desk.page)
    desk.ends()
    here.close()
    there.close()


def main() -> None:
    """Measure and write the section."""
    expect.set_options(timeout=PAGE_MS)
    names = ("until all are drawn", "longest without an answer", "between frames, no strokes")
    figures: dict[str, list[float]] = {name: [] for name in (*names, f"between frames, {STROKES:,} strokes")}
    with stage() as (server, driver):
        for _ in range(RUNS):
            run(server, figures, driver)
    rows = [row(names[0], figures.pop(names[0]), "s", 1)]
    rows += [row(name, found, "ms") for name, found in figures.items()]
    write_section("marked_page", "A page of ten thousand strokes", TEXT, [TABLE_HEAD, *rows])


if __name__ == "__main__":
    main()
