"""Marks on pages: what one may be, and what lies on the papers after any operations. Pure: no I/O, no clock.

The browser folds by the same rules (webclient/src/core/marks.ts); both are held to tests/vectors/marks.json.
A mark is named by its author and an id of the author's making, so nobody can take another's place.
The fold does not mind loss that is filled later, another order, or the same operation twice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from signaling.store.errors import Invalid, LimitReached

GRID: Final = 10_000
"""A page is so many steps wide and so many high; 0.02 mm on A4."""

PRESSURE: Final = 255
"""Of the hardest press."""

STROKE_POINTS: Final = 2_000
"""Most points of one stroke: 16 s of a pen that tells 120 places a second, before it is simplified."""

NUMBERS_OF_POINT: Final = 3
"""x, y, pressure."""

NOTE_CHARS: Final = 500
"""Longest text of a note."""

NOTE_LINES: Final = 12
"""Most lines of a note: one on a page is read beside the page, not instead of it."""

_JOINERS: Final = frozenset("\u200c\u200d")
"""Unseen characters that many scripts and signs need."""


MARKS_AT_ONCE: Final = 500
"""Marks of one answer."""


class MarkKind(StrEnum):
    """What a mark is."""

    PEN = "pen"
    HIGHLIGHTER = "highlighter"
    NOTE = "note"
    STAMP = "stamp"


class Stamp(StrEnum):
    """What a stamp says."""

    CHECK = "check"
    CROSS = "cross"
    QUESTION = "question"
    SIGN_HERE = "sign_here"


STROKES: Final = frozenset({MarkKind.PEN, MarkKind.HIGHLIGHTER})


@dataclass(frozen=True, slots=True)
class Content:
    """What a mark shows."""

    kind: MarkKind
    points: tuple[int, ...]
    """x, y, pressure of each point in turn; x and y in 0..GRID, pressure in 0..PRESSURE. A note has one."""
    text: str = ""
    """Of a note."""
    stamp: Stamp | None = None

    @property
    def point_count(self) -> int:
        """How many points."""
        return len(self.points) // NUMBERS_OF_POINT


def content_of(kind: str, points: Sequence[int], text: str, stamp: str | None) -> Content:
    """The content where it is one; the text without what cannot be seen.

    Raises:
        Invalid: `mark`: no such kind or stamp, points off the page, too many or too few of them, or text
            where none belongs.

    >>> content_of("note", (5000, 200, 0), "Tähän\\u202e nimi", None).text
    'Tähän nimi'
    """
    try:
        of, said = MarkKind(kind), None if stamp is None else Stamp(stamp)
    except ValueError:
        raise Invalid("mark") from None
    count, rest = divmod(len(points), NUMBERS_OF_POINT)
    most = STROKE_POINTS if of in STROKES else 1
    if rest or not 1 <= count <= most or not _on_the_page(points):
        raise Invalid("mark")
    shown = plain_text(text)
    if (of is MarkKind.NOTE) != bool(shown) or (of is MarkKind.STAMP) != (said is not None):
        raise Invalid("mark")
    if len(shown) > NOTE_CHARS:
        raise Invalid("mark")
    return Content(of, tuple(points), shown, said)


def _on_the_page(points: Sequence[int]) -> bool:
    places_end = all(0 <= place <= GRID for i in (0, 1) for place in points[i::NUMBERS_OF_POINT])
    return places_end and all(0 <= press <= PRESSURE for press in points[2::NUMBERS_OF_POINT])


def plain_text(text: str) -> str:
    """The text without control characters and turns of direction, in at most NOTE_LINES lines."""
    lines = text.replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(char for char in line if _is_shown(char)).rstrip() for line in lines[:NOTE_LINES])
    return unicodedata.normalize("NFC", "\n".join(kept).strip())


def _is_shown(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@dataclass(frozen=True, slots=True, order=True)
class MarkKey:
    """Names a mark."""

    author: str
    """Participant."""
    id: str
    """Made by the author's browser."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it lies on a page."""

    key: MarkKey
    sequence: int
    """Of the operation that made it: later ones lie above earlier ones."""
    paper: str
    page: int
    content: Content


@dataclass(frozen=True, slots=True)
class Added:
    """A mark was made. Without content: it has been erased since."""

    key: MarkKey
    sequence: int
    paper: str
    page: int
    content: Content | None


@dataclass(frozen=True, slots=True)
class Erased:
    """A mark was taken away; it never comes back."""

    key: MarkKey


@dataclass(frozen=True, slots=True)
class PaperGone:
    """A paper was taken from the table, and its marks with it."""

    paper: str


MarkOperation = Added | Erased | PaperGone


@dataclass(slots=True)
class Marks:
    """What lies on the papers. Whatever the order and repetition of the operations, the same comes out."""

    _marks: dict[MarkKey, Mark] = field(default_factory=dict)
    _pages: dict[tuple[str, int], set[MarkKey]] = field(default_factory=dict)
    _erased: set[MarkKey] = field(default_factory=set)
    _gone: set[str] = field(default_factory=set)

    def apply(self, operation: MarkOperation) -> None:
        """Take one operation in; one that is known changes nothing."""
        match operation:
            case Added(key=key, content=None):
                self._erase(key)
            case Added(key=key, sequence=sequence, paper=paper, page=page, content=content):
                assert content is not None
                self._add(Mark(key, sequence, paper, page, content))
            case Erased(key=key):
                self._erase(key)
            case PaperGone(paper=paper):
                self._gone.add(paper)
                for key in [key for key, mark in self._marks.items() if mark.paper == paper]:
                    self._lift(key)

    def apply_all(self, operations: Iterable[MarkOperation]) -> None:
        """Take many in, in their order."""
        for operation in operations:
            self.apply(operation)

    def on(self, paper: str, page: int) -> list[Mark]:
        """The marks of a page, the lowest first."""
        keys = self._pages.get((paper, page), ())
        return sorted((self._marks[key] for key in keys), key=lambda mark: (mark.sequence, mark.key))

    def __len__(self) -> int:
        return len(self._marks)

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._marks.values())

    def _add(self, mark: Mark) -> None:
        if mark.key in self._erased or mark.paper in self._gone:
            return
        known = self._marks.get(mark.key)
        if known is not None:
            if known.sequence <= mark.sequence:
                return
            self._lift(mark.key)
        self._marks[mark.key] = mark
        self._pages.setdefault((mark.paper, mark.page), set()).add(mark.key)

    def _erase(self, key: MarkKey) -> None:
        self._erased.add(key)
        if key in self._marks:
            self._lift(key)

    def _lift(self, key: MarkKey) -> None:
        mark = self._marks.pop(key)
        self._pages[mark.paper, mark.page].discard(key)


def newest_of(marks: Iterable[Mark], author: str) -> Mark | None:
    """What undoing takes away: the newest mark of this author."""
    own = (mark for mark in marks if mark.key.author == author)
    return max(own, key=lambda mark: mark.sequence, default=None)


@dataclass(frozen=True, slots=True)
class MarkLimits:
    """Most of what may lie on papers at one time."""

    page_marks: int
    paper_points: int


def check_mark_room(page_marks: int, paper_points: int, limits: MarkLimits) -> None:
    """Return where so much may lie on a page and its paper.

    Raises:
        LimitReached: `marks`: something has to be erased first.
    """
    if page_marks > limits.page_marks or paper_points > limits.paper_points:
        raise LimitReached("marks")


def cut(point_counts: Sequence[int], marks: int, points: int) -> int:
    """How many of these marks one answer takes: at least one, at most `marks`, about `points` points.

    >>> cut((3, 4, 5), 10, 7)
    2
    """
    taken = 0
    for number, count in enumerate(point_counts[:marks]):
        taken += count
        if number and taken > points:
            return number
    return min(len(point_counts), marks)
