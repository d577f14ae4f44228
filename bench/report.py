"""How every benchmark writes its section."""

from __future__ import annotations

import inspect
import statistics
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
TABLE_HEAD = "| figure | n | min | median | p95 | max | unit |\n|---|---|---|---|---|---|---|"


def row(name: str, figures: Sequence[float], unit: str, digits: int = 0) -> str:
    """One table row: how many figures, minimum, median, 95th percentile and maximum."""
    ordered = sorted(figures)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    numbers = (ordered[0], statistics.median(ordered), p95, ordered[-1])
    return f"| {name} | {len(ordered)} | {' | '.join(f'{x:.{digits}f}' for x in numbers)} | {unit} |"


def write_section(name: str, title: str, text: str, table: Sequence[str]) -> None:
    """Write bench/results/<name>.md: a heading, what was done, and the table's rows."""
    RESULTS.mkdir(exist_ok=True)
    body = f"## {title}\n\n{inspect.cleandoc(text)}\n\n" + "\n".join(table) + "\n"
    (RESULTS / f"{name}.md").write_text(body)
    print(body)
