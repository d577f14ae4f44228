"""Durable operations: numbered under one lock for each consultation, committed before the acknowledgement.

What was done to which page, and what lies open since, is sealed under the key of the consultation, like
the pages themselves.
"""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import select

from signaling.consultation.telling import tell
from signaling.papers.rules import OPERATIONS_AT_ONCE, OperationKind, Shown, TableLimits, advance, check_room
from signaling.papers.tables import Paper, PaperOperation, PaperTable
from signaling.store.unit import Unit
from signaling.web.messages import papers as p

SEALED_CHARS: Final = 64
"""Every deed, and what lies open, is sealed at this length: no row tells its kind or page by its size."""


class Deed(msgspec.Struct, frozen=True, array_like=True):
    """What an operation did, as it is sealed."""

    kind: OperationKind
    paper: str
    page: int


class Open(msgspec.Struct, frozen=True, array_like=True):
    """What lies open, as it is sealed."""

    paper: str | None
    page: int


async def operate(
    unit: Unit, limits: TableLimits, paper: Paper, kind: OperationKind, author: str, page: int
) -> p.Operation:
    """Number and store an operation on a paper, and tell it to everybody admitted.

    Raises:
        LimitReached: the consultation has all its operations; a removal is always possible.
    """
    table = await unit.session.get(PaperTable, paper.consultation, with_for_update=True)
    if table is None:
        table = PaperTable(consultation=paper.consultation, sealed_shown=None, last_operation=0)
        unit.session.add(table)
    shown = advance(await shown_on(unit, table), kind, paper.id, page)
    if kind is not OperationKind.PAPER_REMOVED:
        check_room(0, 0, shown.sequence, limits)
    content = msgspec.json.encode(Open(shown.paper, shown.page)).ljust(SEALED_CHARS)
    place = _shown_place(shown.sequence)
    table.sealed_shown = await unit.vault.seal(unit.session, paper.consultation, content, place)
    table.last_operation = shown.sequence
    operation = await _store(unit, paper.consultation, shown.sequence, author, Deed(kind, paper.id, page))
    await tell(
        unit,
        paper.consultation,
        "operation:added",
        lambda feed, version: p.OperationAdded(feed, version, paper.consultation, operation),
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
    """At most OPERATIONS_AT_ONCE operations with a larger number, oldest first."""
    statement = (
        select(PaperOperation)
        .where(PaperOperation.consultation == consultation, PaperOperation.sequence > after)
        .order_by(PaperOperation.sequence)
        .limit(OPERATIONS_AT_ONCE + 1)
    )
    rows = (await unit.session.scalars(statement)).all()
    kept = rows[:OPERATIONS_AT_ONCE]
    sealed = [(row.sealed, _place(row.sequence)) for row in kept]
    deeds = await unit.vault.open_all(unit.session, consultation, sealed)
    found = (
        _operation(row, msgspec.json.decode(deed, type=Deed)) for row, deed in zip(kept, deeds, strict=True)
    )
    return p.Operations(tuple(found), more=len(rows) > OPERATIONS_AT_ONCE)


async def _store(unit: Unit, consultation: str, sequence: int, author: str, deed: Deed) -> p.Operation:
    content = msgspec.json.encode(deed).ljust(SEALED_CHARS)
    row = PaperOperation(
        consultation=consultation,
        sequence=sequence,
        participant=author,
        at=unit.now,
        sealed=await unit.vault.seal(unit.session, consultation, content, _place(sequence)),
    )
    unit.session.add(row)
    await unit.session.flush()
    return _operation(row, deed)


def _operation(row: PaperOperation, deed: Deed) -> p.Operation:
    return p.Operation(row.sequence, row.participant, row.at, deed.kind.value, deed.paper, deed.page)


def _place(sequence: int) -> bytes:
    return f"operation:{sequence}".encode()


def _shown_place(sequence: int) -> bytes:
    """Bound to the operation, so that no earlier state of the table comes back."""
    return f"shown:{sequence}".encode()
