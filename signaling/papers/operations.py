"""Durable operations: numbered under one lock for each consultation, committed before the acknowledgement."""

from __future__ import annotations

from sqlalchemy import select

from signaling.consultation.telling import tell
from signaling.papers.rules import OPERATIONS_AT_ONCE, OperationKind, Shown, TableLimits, advance, check_room
from signaling.papers.tables import Paper, PaperOperation, PaperTable
from signaling.store.unit import Unit
from signaling.web.messages import papers as p


async def operate(
    unit: Unit, limits: TableLimits, paper: Paper, kind: OperationKind, author: str, page: int
) -> p.Operation:
    """Number and store an operation on a paper, and tell it to everybody admitted.

    Raises:
        LimitReached: the consultation has all its operations; a removal is always possible.
    """
    table = await unit.session.get(PaperTable, paper.consultation, with_for_update=True)
    if table is None:
        table = PaperTable(consultation=paper.consultation, shown_paper=None, shown_page=0, last_operation=0)
        unit.session.add(table)
    before = Shown(table.shown_paper, table.shown_page, table.last_operation)
    shown = advance(before, kind, paper.id, page)
    if kind is not OperationKind.PAPER_REMOVED:
        check_room(0, 0, shown.sequence, limits)
    table.shown_paper, table.shown_page = shown.paper, shown.page
    table.last_operation = shown.sequence
    row = PaperOperation(
        consultation=paper.consultation,
        sequence=shown.sequence,
        participant=author,
        at=unit.now,
        kind=kind,
        paper=paper.id,
        page=page,
    )
    unit.session.add(row)
    await unit.session.flush()
    operation = _operation(row)
    await tell(
        unit,
        paper.consultation,
        "operation:added",
        lambda feed, version: p.OperationAdded(feed, version, row.consultation, operation),
    )
    return operation


async def operations_after(unit: Unit, consultation: str, after: int) -> p.Operations:
    """At most OPERATIONS_AT_ONCE operations with a larger number, oldest first."""
    statement = (
        select(PaperOperation)
        .where(PaperOperation.consultation == consultation, PaperOperation.sequence > after)
        .order_by(PaperOperation.sequence)
        .limit(OPERATIONS_AT_ONCE + 1)
    )
    rows = (await unit.session.scalars(statement)).all()
    found = tuple(_operation(row) for row in rows[:OPERATIONS_AT_ONCE])
    return p.Operations(found, more=len(rows) > OPERATIONS_AT_ONCE)


def _operation(row: PaperOperation) -> p.Operation:
    return p.Operation(
        row.sequence, row.participant, row.at, OperationKind(row.kind).value, row.paper, row.page
    )
