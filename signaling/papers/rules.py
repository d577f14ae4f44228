"""What may lie on the table and what the table shows. Pure: no I/O, no clock, no randomness."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from urllib.parse import unquote_to_bytes

from media.pages.contract import RefusalCode
from signaling.store.errors import Invalid, LimitReached, ServiceError, TooLarge, Unavailable, Unreadable

NAME_CHARS: Final = 120
"""Longest name of a paper; the end of a longer one is kept, for it tells the kind of file."""

HEADER_CHARS: Final = 12 * NAME_CHARS
"""Longest header: each character of a name is at most four bytes of three characters each."""

OPERATIONS_AT_ONCE: Final = 500
"""Operations of one answer; about 100 kB."""

LAST_SEQUENCE: Final = 2**31 - 1
"""Largest number that the database column holds."""

_SEQUENCE: Final = re.compile(r"[0-9]{1,10}")
_FOLDERS: Final = re.compile(r"[/\\]")


class PaperState(StrEnum):
    """Where a paper is in its life; there is no way back."""

    RENDERING = "rendering"
    READY = "ready"
    REMOVED = "removed"
    """Its pages are gone; the row stays, so that a repeated upload does not bring it back."""


class OperationKind(StrEnum):
    """What was done durably."""

    PAPER_ADDED = "paper_added"
    PAPER_REMOVED = "paper_removed"
    PAGE_TURNED = "page_turned"
    PAGE_REDACTED = "page_redacted"
    MARK_ADDED = "mark_added"
    MARK_ERASED = "mark_erased"

    @property
    def takes_away(self) -> bool:
        """Always possible, however much has been done before."""
        return self in (
            OperationKind.PAPER_REMOVED,
            OperationKind.PAGE_REDACTED,
            OperationKind.MARK_ERASED,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """What everybody's screen shows, after the operation of this number."""

    paper: str | None = None
    page: int = 0
    sequence: int = 0


def advance(shown: Shown, kind: OperationKind, paper: str, page: int) -> Shown:
    """What is shown after the next operation: a new paper or a turned page comes up, a removed one goes.

    >>> advance(Shown("a", 3, 7), OperationKind.PAPER_REMOVED, "b", 0)
    Shown(paper='a', page=3, sequence=8)
    """
    match kind:
        case OperationKind.PAPER_ADDED | OperationKind.PAGE_TURNED:
            return Shown(paper, page, shown.sequence + 1)
        case OperationKind.PAPER_REMOVED:
            if shown.paper == paper:
                return Shown(None, 0, shown.sequence + 1)
            return replace(shown, sequence=shown.sequence + 1)
        case OperationKind.PAGE_REDACTED | OperationKind.MARK_ADDED | OperationKind.MARK_ERASED:
            return replace(shown, sequence=shown.sequence + 1)


def check_room(papers: int, stored_bytes: int, sequence: int, limits: TableLimits) -> None:
    """Return where one more thing may be done.

    Raises:
        LimitReached: the table is full; `detail` says of what.
    """
    if papers > limits.papers:
        raise LimitReached("papers")
    if stored_bytes > limits.stored_bytes:
        raise LimitReached("stored")
    if sequence > limits.operations:
        raise LimitReached("operations")


@dataclass(frozen=True, slots=True)
class TableLimits:
    """Most of what one consultation may hold."""

    papers: int
    stored_bytes: int
    operations: int


def paper_name(header: str | None) -> str:
    """The name in the header of an upload: percent-encoded UTF-8, without folders and invisible characters.

    Marks that turn the direction of writing are among the invisible: they make `fdp.exe` of `exe.pdf`.

    Raises:
        Invalid: there is none, or it is no such text.

    >>> paper_name("p%C3%A4%C3%A4t%C3%B6s.pdf")
    'päätös.pdf'
    """
    if not header or len(header) > HEADER_CHARS:
        raise Invalid("name")
    try:
        decoded = unquote_to_bytes(header).decode()
    except UnicodeDecodeError:
        raise Invalid("name") from None
    last = _FOLDERS.split(decoded)[-1]
    spaced = (" " if unicodedata.category(char)[0] == "Z" else char for char in last)
    shown = "".join(char for char in spaced if unicodedata.category(char)[0] != "C").strip()
    if not shown:
        raise Invalid("name")
    return unicodedata.normalize("NFC", shown)[-NAME_CHARS:]


def after_number(query: str | None) -> int:
    """The number in `?after=`; 0 without one.

    Raises:
        Invalid: it is no number of an operation.
    """
    if query is None:
        return 0
    if not _SEQUENCE.fullmatch(query) or int(query) > LAST_SEQUENCE:
        raise Invalid("after")
    return int(query)


def refusal(code: RefusalCode) -> ServiceError:
    """The error for a file that the pages process could not show."""
    match code:
        case "too_large" | "too_many_pages" | "too_many_pixels":
            return TooLarge(code)
        case "busy":
            return Unavailable("busy")
        case "encrypted" | "broken" | "unsupported" | "timeout" | "memory":
            return Unreadable(code)
