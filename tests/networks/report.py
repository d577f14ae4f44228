"""The published tables of networks: writes them into docs/interop.md.

python -m tests.networks.report RESULTS
"""

from __future__ import annotations

import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypedDict

from tests.networks.networks import NETWORKS

PAGE: Final = Path(__file__).parents[2] / "docs" / "interop.md"
BEGIN: Final = "<!-- networks: written by make interop-networks -->"
END: Final = "<!-- /networks -->"


class Row(TypedDict, total=False):
    """One measurement; see tests.networks.results."""

    network: str
    event: str
    browser: str
    way: str
    seconds: float
    sound_s: float | None
    picture_s: float | None


def read_rows(lines: Iterable[str]) -> list[Row]:
    """Measurements, one JSON object a line."""
    return [json.loads(line) for line in lines if line.strip()]


def table_of_ways(rows: Sequence[Row]) -> list[str]:
    """Network, browser, way taken, time to the first frame."""
    groups: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for row in rows:
        if row["event"] == "first-frame":
            groups[row["network"], row["browser"], row["way"]].append(row["seconds"])
    lines = [
        "| network | browser | way taken | n | min s | median s | max s |",
        "|---|---|---|---|---|---|---|",
    ]
    titles = {network.name: network.title for network in NETWORKS}
    for name, browser, way in sorted(groups, key=_by_order(titles)):
        values = groups[name, browser, way]
        figures = " | ".join(f"{v:.2f}" for v in (min(values), statistics.median(values), max(values)))
        lines.append(f"| {titles[name]} | {browser} | {way} | {len(values)} | {figures} |")
    return lines


def table_of_returns(rows: Sequence[Row]) -> list[str]:
    """Network, browser, when sound and picture were back."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["event"] == "back":
            groups[row["network"], row["browser"]].append(row)
    lines = [
        "| event | browser | n | sound back: median, max s | picture back: median, max s |",
        "|---|---|---|---|---|",
    ]
    titles = {network.name: network.title for network in NETWORKS}
    for name, browser in sorted(groups, key=_by_order(titles)):
        group = groups[name, browser]
        sound = _returned([row["sound_s"] for row in group])
        picture = _returned([row["picture_s"] for row in group])
        lines.append(f"| {titles[name]} | {browser} | {len(group)} | {sound} | {picture} |")
    return lines


def _returned(values: Sequence[float | None]) -> str:
    came = [value for value in values if value is not None]
    missed = len(values) - len(came)
    told = f"{statistics.median(came):.2f}, {max(came):.2f}" if came else "never"
    return f"{told} ({missed} not within the deadline)" if missed and came else told


def _by_order(titles: Mapping[str, str]) -> Callable[[tuple[str, ...]], tuple[int, tuple[str, ...]]]:
    order = list(titles)
    return lambda key: (order.index(key[0]), key[1:])


def merged(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """The table of now, with the lines of before for what was not measured now, in the order of the networks.

    A network is measured anew or stands as it was, as a whole: browsers and ways of two runs are not mixed.
    """
    order = [network.title for network in NETWORKS]
    anew = {_title(line) for line in now[2:]}
    kept = [line for line in before[2:] if _title(line) in order and _title(line) not in anew]
    return [*now[:2], *sorted([*kept, *now[2:]], key=lambda line: order.index(_title(line)))]


def _title(line: str) -> str:
    return line.split("|")[1].strip()


def _tables(text: str) -> list[list[str]]:
    """Lines of each table of a text."""
    parts = (part.splitlines() for part in text.split("\n\n"))
    return [part for part in parts if part and part[0].startswith("|")]


def published(page: str, rows: Sequence[Row]) -> str:
    """The page with what was measured in its tables; what was not stays as it stood.

    Raises:
        ValueError: the page has no place for them.
    """
    before, found, rest = page.partition(BEGIN)
    block, ended, after = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"no {BEGIN} ... {END} in the page")
    made = [table_of_ways(rows), table_of_returns(rows)]
    stood = {table[0]: table for table in _tables(block)}
    tables = "\n\n".join("\n".join(merged(stood.get(table[0], ()), table)) for table in made)
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def main() -> None:
    """See the module's docstring."""
    rows = read_rows(Path(sys.argv[1]).read_text().splitlines())
    PAGE.write_text(published(PAGE.read_text(), rows))


if __name__ == "__main__":
    main()
