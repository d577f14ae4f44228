"""Durable operations: numbered under one lock for each consultation, committed before the acknowledgement.

What was done to which page, and what lies open since, is sealed under the key of the consultation, like
the pages themselves.
"""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import select

from signaling.consultation.telling import tell
from signaling.papers.contents import POINTS_AT_ONCE, contents_of, mark_message, points_between
from signaling.papers.marking import Content, MarkKey, cut
from signaling.papers.rules import OPERATIONS_AT_ONCE, OperationKind, Shown, TableLimits, advance, check_room
from signaling.papers.tables import PaperOperation, PaperTable
from signaling.store.unit import Unit
from signaling.web.messages import papers as p

SEALED_CHARS: Final = 64
"""What lies open is sealed at this length: no row tells its page by its size."""


DEED_CHARS: Final = 160
"""The same for deeds, of which one on a mark names it too."""


class Deed(msgspec.Struct, frozen=True, array_like=True):
    """What an operation did, as it is sealed. It names a mark, and never holds what the mark shows."""

    kind: OperationKind
    paper: str
    page: int
    author: str = ""
    mark: str = ""

    @property
    def about(self) -> MarkKey | None:
        """The mark that it is about."""
        return MarkKey(self.author, self.mark) if self.mark else None


class Open(msgspec.Struct, frozen=True, array_like=True):
    """What lies open, as it is sealed."""

    paper: str | None
    page: int


async def lock_table(unit: Unit, consultation: str) -> PaperTable:
    """The table; until the commit nobody else does anything durable in this consultation."""
    table = await unit.session.get(PaperTable, consultation, with_for_update=True)
    if table is None:
        table = PaperTable(consultation=consultation, sealed_shown=None, last_operation=0)
        unit.session.add(table)
    return table


async def operate(
    unit: Unit,
    limits: TableLimits,
    consultation: str,
    deed: Deed,
    author: str,
    content: Content | None = None,
) -> p.Operation:
    """Number and store an operation on a paper, and tell it to everybody admitted.

    Args:
        author: the participant who does it.
        content: of a mark that is added; it is told and not stored.

    Raises:
        LimitReached: the consultation has all its operations; taking away is always possible.
    """
    table = await lock_table(unit, consultation)
    shown = advance(await shown_on(unit, table), deed.kind, deed.paper, deed.page)
    if not deed.kind.takes_away:
        check_room(0, 0, shown.sequence, limits)
    lies = msgspec.json.encode(Open(shown.paper, shown.page)).ljust(SEALED_CHARS)
    place = _shown_place(shown.sequence)
    table.sealed_shown = await unit.vault.seal(unit.session, consultation, lies, place)
    table.last_operation = shown.sequence
    row = await _store(unit, consultation, shown.sequence, author, deed)
    operation = _operation(row, deed, content)
    await tell(
        unit,
        consultation,
        "operation:added",
        lambda feed, version: p.OperationAdded(feed, version, consultation, operation),
    )
    return operation


async def shown_on(unit: Unit, table: PaperTable) -> Shown:
    """What lies open on the table, after its last operation."""
    if table.sealed_shown is None:
        return Shown(sequence=table.last_operation)
    place = _shown_place(table.last_operation)
    content = await unit.vault.open(unit.session, table.consultation, table.sealed_shown, place)
    lies = msgspec.json.decode(content, type=Open)
    return Shown(lies.paper, lies.page, table.last_operation)


async def operations_after(unit: Unit, consultation: str, after: int) -> p.Operations:
    """At most OPERATIONS_AT_ONCE operations with a larger number, oldest first.

    A mark that was added and is still there comes with its content; of one that was erased nothing is told
    but that it was.
    """
    statement = (
        select(PaperOperation)
        .where(PaperOperation.consultation == consultation, PaperOperation.sequence > after)
        .order_by(PaperOperation.sequence)
        .limit(OPERATIONS_AT_ONCE + 1)
    )
    rows = (await unit.session.scalars(statement)).all()
    first, last = (rows[0].sequence, rows[-1].sequence) if rows else (0, 0)
    points = await points_between(unit, consultation, first, last)
    counts = [points.get(row.sequence, 0) for row in rows]
    kept = rows[: cut(counts, OPERATIONS_AT_ONCE, POINTS_AT_ONCE)]
    sealed = [(row.sealed, _place(row.sequence)) for row in kept]
    opened = await unit.vault.open_all(unit.session, consultation, sealed)
    deeds = [msgspec.json.decode(deed, type=Deed) for deed in opened]
    drawn = [row.sequence for row in kept if row.sequence in points]
    contents = await contents_of(unit, consultation, drawn)
    found = (_operation(row, deed, contents.get(row.sequence)) for row, deed in zip(kept, deeds, strict=True))
    return p.Operations(tuple(found), more=len(rows) > len(kept))


async def _store(unit: Unit, consultation: str, sequence: int, author: str, deed: Deed) -> PaperOperation:
    content = msgspec.json.encode(deed).ljust(DEED_CHARS)
    row = PaperOperation(
        consultation=consultation,
        sequence=sequence,
        participant=author,
        at=unit.now,
        sealed=await unit.vault.seal(unit.session, consultation, content, _place(sequence)),
    )
    unit.session.add(row)
    await unit.session.flush()
    return row


def _operation(row: PaperOperation, deed: Deed, content: Content | None) -> p.Operation:
    about = deed.about
    return p.Operation(
        sequence=row.sequence,
        participant=row.participant,
        at=row.at,
        kind=deed.kind.value,
        paper=deed.paper,
        page=deed.page,
        about=None if about is None else p.MarkRef(about.author, about.id),
        mark=None if about is None or content is None else mark_message(about, row.sequence, content),
    )


def _place(sequence: int) -> bytes:
    return f"operation:{sequence}".encode()


def _shown_place(sequence: int) -> bytes:
    """Bound to the operation, so that no earlier state of the table comes back."""
    return f"shown:{sequence}".encode()
