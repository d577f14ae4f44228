"""The words of a page in the order in which a person reads them. Pure: no I/O, no clock.

A PDF draws words in any order: a column at a time, a line across columns, the
heading last. What is read aloud and reflowed goes by where the words stand: the
page is cut along its widest empty ribbons (recursive XY-cut), until what is
left is one block of lines. Labels and values of a form stay on their lines.

Source: Nagy, Seth: Hierarchical representation of optically scanned documents, ICPR 1984.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

GAP: Final = 1.5
"""Narrowest gap between blocks and between columns, in heights of a line: lines stand 0.2 to 1.2 apart."""

WIDEST_SHARE: Final = 0.9
"""What is cut is cut at all gaps nearly as wide as the widest: finer ones belong to what is inside."""

COLUMN_WIDTH: Final = 12
"""Narrowest lines of a column of running text, in heights of a line; labels of a form are shorter."""

SAME_LINE: Final = 0.5
"""Share of the lower of two heights in which two words overlap if they stand on one line."""

DEEPEST: Final = 40
"""Cuts within cuts; a page of tables has six."""

JOINERS: Final = frozenset("\u200c\u200d")
"""Format characters that letters of Persian and Indian scripts need."""


@dataclass(frozen=True, slots=True)
class Words:
    """Some words that stand together, and their box; down is positive."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        """Of the box, never nothing."""
        return max(self.bottom - self.top, 0.1)


def in_reading_order(words: Sequence[Words]) -> str:
    """The words as text: a line for each line, an empty line between blocks."""
    placed = [one for one in words if one.text.strip()]
    if not placed:
        return ""
    heights = sorted(one.height for one in placed)
    blocks = _blocks(placed, heights[len(heights) // 2], 0)
    return "\n\n".join("\n".join(_lines(block)) for block in blocks)


def _blocks(words: Sequence[Words], line: float, depth: int) -> list[Sequence[Words]]:
    """The words cut into blocks of lines, in order."""
    if len(words) < 2 or depth >= DEEPEST:
        return [words]
    across, high = _cut(words, lambda one: (one.top, one.bottom), GAP * line)
    down, wide = _cut(words, lambda one: (one.left, one.right), GAP * line)
    if len(down) > 1 and wide >= high and all(_runs(part, line) for part in down):
        parts = down
    elif len(across) > 1:
        parts = across
    else:
        return [words]
    return [block for part in parts for block in _blocks(part, line, depth + 1)]


def _cut(
    words: Sequence[Words], span: Callable[[Words], tuple[float, float]], least: float
) -> tuple[list[list[Words]], float]:
    """The words in groups, and the widest of the empty ribbons of at least `least` that run between them."""
    ordered = sorted(words, key=span)
    gaps = [0.0]
    end = span(ordered[0])[1]
    for one in ordered[1:]:
        start, stop = span(one)
        gaps.append(start - end)
        end = max(end, stop)
    widest = max(gaps)
    groups: list[list[Words]] = []
    for one, gap in zip(ordered, gaps, strict=True):
        if not groups or (gap >= least and gap >= WIDEST_SHARE * widest):
            groups.append([])
        groups[-1].append(one)
    return groups, widest


def _runs(words: Sequence[Words], line: float) -> bool:
    """True for a column of running text, which is read to its end before the next one."""
    widths = sorted(one.right - one.left for one in words)
    return widths[len(widths) // 2] >= COLUMN_WIDTH * line


def _lines(words: Sequence[Words]) -> list[str]:
    """Lines of one block from the top, the words of each from the left."""
    lines: list[list[Words]] = []
    for one in sorted(words, key=lambda one: (one.top + one.bottom, one.left)):
        last = lines[-1][0] if lines else None
        if last is not None and _overlap(last, one) >= SAME_LINE * min(last.height, one.height):
            lines[-1].append(one)
        else:
            lines.append([one])
    return [" ".join(one.text.strip() for one in sorted(line, key=lambda one: one.left)) for line in lines]


def _overlap(one: Words, other: Words) -> float:
    return min(one.bottom, other.bottom) - max(one.top, other.top)


def plain_text(text: str, chars: int) -> str:
    """At most `chars` characters of text with unix line ends and without invisible characters.

    Marks that turn the direction of writing are among them: what is read must be what stands there.
    """
    lines = text[: 2 * chars].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return "".join(char for char in lines if _is_plain(char))[:chars].strip("\n")


def _is_plain(char: str) -> bool:
    return char == "\n" or char in JOINERS or unicodedata.category(char)[0] != "C"
