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


def published(page: str, rows: Sequence[Row]) -> str:
    """The page with its tables written anew.

    Raises:
        ValueError: the page has no place for them.
    """
    before, found, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"no {BEGIN} ... {END} in the page")
    tables = "\n".join([*table_of_ways(rows), "", *table_of_returns(rows)])
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def main() -> None:
    """See the module's docstring."""
    rows = read_rows(Path(sys.argv[1]).read_text().splitlines())
    PAGE.write_text(published(PAGE.read_text(), rows))


if __name__ == "__main__":
    main()
