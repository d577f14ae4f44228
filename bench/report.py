"""How every benchmark writes its section."""

from __future__ import annotations

import inspect
import statistics
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
TABLE_HEAD = "| figure | n | min | median | p95 | max | unit |\n|---|---|---|---|---|---|---|"


def percentile(ordered: Sequence[float], share: float) -> float:
    """The figure below which so large a share (of 1) of the others lies; they are in order."""
    return ordered[round(share * (len(ordered) - 1))]


def row(name: str, figures: Sequence[float], unit: str, digits: int = 0, high: float = 0.95) -> str:
    """One table row: how many figures, minimum, median, a high percentile (share of 1) and maximum."""
    ordered = sorted(figures)
    numbers = (ordered[0], statistics.median(ordered), percentile(ordered, high), ordered[-1])
    return f"| {name} | {len(ordered)} | {' | '.join(f'{x:.{digits}f}' for x in numbers)} | {unit} |"


def write_section(name: str, title: str, text: str, table: Sequence[str]) -> None:
    """Write bench/results/<name>.md: a heading, what was done, and the table's rows."""
    RESULTS.mkdir(exist_ok=True)
    body = f"## {title}\n\n{inspect.cleandoc(text)}\n\n" + "\n".join(table) + "\n"
    (RESULTS / f"{name}.md").write_text(body)
    print(body)
