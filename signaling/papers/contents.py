"""What marks show, sealed under the key of the consultation: stored once, and gone with the mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import select

from signaling.papers.marking import (
    MARKS_AT_ONCE,
    Added,
    Content,
    Erased,
    MarkKey,
    MarkKind,
    MarkOperation,
    PaperGone,
    Stamp,
    content_of,
    cut,
)
from signaling.papers.tables import PaperMark
from signaling.store.unit import Unit
from signaling.web.messages import papers as p

POINTS_AT_ONCE: Final = 20_000
"""Points of one answer; about 280 kB, opened and written in about 10 ms."""

SEALED_STEP: Final = 256
"""Contents are sealed at multiples of this length, so that no row tells how long a note is."""


class Stored(msgspec.Struct, frozen=True, array_like=True):
    """A content as it is sealed."""

    kind: MarkKind
    points: tuple[int, ...]
    text: str
    stamp: Stamp | None


async def seal_content(unit: Unit, consultation: str, key: MarkKey, content: Content) -> bytes:
    """The content, to be opened for this mark alone."""
    stored = msgspec.json.encode(Stored(content.kind, content.points, content.text, content.stamp))
    padded = stored.ljust(-(-len(stored) // SEALED_STEP) * SEALED_STEP)
    return await unit.vault.seal(unit.session, consultation, padded, _place(key))


async def points_between(unit: Unit, consultation: str, first: int, last: int) -> dict[int, int]:
    """How many points each mark has that was added by an operation in this range and is still there."""
    statement = select(PaperMark.sequence, PaperMark.points).where(
        PaperMark.consultation == consultation,
        PaperMark.sequence.between(first, last),
        PaperMark.sealed.is_not(None),
    )
    return {sequence: points for sequence, points in await unit.session.execute(statement)}


async def contents_of(unit: Unit, consultation: str, sequences: Sequence[int]) -> dict[int, Content]:
    """What the marks show that these operations added, as far as they are still there."""
    return {mark.sequence: content for mark, content in await _opened(unit, consultation, sequences)}


async def marks_after(unit: Unit, consultation: str, paper: str, page: int, after: int) -> p.PageMarks:
    """The marks of a page made after this operation, the lowest first, as many as one answer takes."""
    statement = (
        select(PaperMark.sequence, PaperMark.points)
        .where(
            PaperMark.consultation == consultation,
            PaperMark.paper == paper,
            PaperMark.page == page,
            PaperMark.sequence > after,
            PaperMark.sealed.is_not(None),
        )
        .order_by(PaperMark.sequence)
        .limit(MARKS_AT_ONCE + 1)
    )
    rows = (await unit.session.execute(statement)).all()
    kept = cut([points for _, points in rows], MARKS_AT_ONCE, POINTS_AT_ONCE)
    opened = await _opened(unit, consultation, [sequence for sequence, _ in rows[:kept]])
    messages = (
        mark_message(MarkKey(mark.author, mark.id), mark.sequence, content) for mark, content in opened
    )
    return p.PageMarks(tuple(messages), more=len(rows) > kept)


async def _opened(unit: Unit, consultation: str, sequences: Sequence[int]) -> list[tuple[PaperMark, Content]]:
    if not sequences:
        return []
    statement = (
        select(PaperMark)
        .where(
            PaperMark.consultation == consultation,
            PaperMark.sequence.in_(sequences),
            PaperMark.sealed.is_not(None),
        )
        .order_by(PaperMark.sequence)
    )
    marks = (await unit.session.scalars(statement)).all()
    sealed = [
        (mark.sealed, _place(MarkKey(mark.author, mark.id))) for mark in marks if mark.sealed is not None
    ]
    opened = await unit.vault.open_all(unit.session, consultation, sealed)
    return list(zip(marks, map(_content, opened), strict=True))


def _content(opened: bytes) -> Content:
    stored = msgspec.json.decode(opened, type=Stored)
    return Content(stored.kind, stored.points, stored.text, stored.stamp)


def mark_message(key: MarkKey, sequence: int, content: Content) -> p.Mark:
    """The mark as its readers get it."""
    stamp: p.StampName | None = None if content.stamp is None else content.stamp.value
    return p.Mark(key.author, key.id, sequence, content.kind.value, content.points, content.text, stamp)


def mark_operation(operation: p.Operation) -> MarkOperation | None:
    """The operation as the fold takes it; None for one that leaves marks as they are."""
    match operation:
        case p.Operation(kind="paper_removed"):
            return PaperGone(operation.paper)
        case p.Operation(kind="mark_erased", about=p.MarkRef(participant=author, mark=identity)):
            return Erased(MarkKey(author, identity))
        case p.Operation(kind="mark_added", about=p.MarkRef(participant=author, mark=identity), mark=mark):
            key, content = MarkKey(author, identity), None
            if mark is not None:
                content = content_of(mark.kind, mark.points, mark.text, mark.stamp)
            return Added(key, operation.sequence, operation.paper, operation.page, content)
    return None


def _place(key: MarkKey) -> bytes:
    return f"mark:{key.author}:{key.id}".encode()
