"""Verifies the whole of the audit."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Exists, exists, func, select

from signaling.audit.rules import Entry, Head, Seal
from signaling.audit.tables import AuditLink, AuditRow, AuditSeal
from signaling.audit.walk import Fault, Linked, Walk, Written
from signaling.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying has found."""

    rows: int
    chained: int
    """Rows of which none can be taken out unseen."""
    sealed: int
    """Rows of sealed days."""
    fault: Fault | None


async def verify(unit: Unit, checkpoint: Head | None = None) -> Verdict:
    """Recompute every row, the chain and the seals; names the first row that is not right.

    `checkpoint` is a head out of the log: with it a chain whose end was cut off is found too.
    """
    rows = await unit.session.scalar(select(func.count(AuditRow.sequence))) or 0
    seals = (await unit.session.scalars(select(AuditSeal).order_by(AuditSeal.day))).all()
    walk = Walk(unit.vault, [(_seal(row), row.digest) for row in seals], checkpoint)
    fault = await _along(unit, walk) or walk.finish() or await _outside(unit, walk)
    return Verdict(rows, walk.chained, sum(row.rows for row in seals), fault)


async def _along(unit: Unit, walk: Walk) -> Fault | None:
    statement = (
        select(AuditLink, AuditRow)
        .outerjoin(AuditRow, AuditRow.sequence == AuditLink.sequence)
        .order_by(AuditLink.position)
        .execution_options(yield_per=500)
    )
    async for link, row in await unit.session.stream(statement):
        written = None if row is None else _written(row)
        fault = walk.step(Linked(link.position, link.sequence, link.link, written))
        if fault is not None:
            return await _lost_link(unit, walk.chained, fault)
    return None


async def _lost_link(unit: Unit, chained: int, fault: Fault) -> Fault:
    """The row before the fault that has lost its link, where that is what happened."""
    last = await unit.session.scalar(select(AuditLink.sequence).where(AuditLink.position == chained))
    unlinked = await unit.session.scalar(
        select(func.min(AuditRow.sequence)).where(
            AuditRow.sequence > (last or 0), AuditRow.sequence < fault.sequence, ~_has_link()
        )
    )
    return fault if unlinked is None else Fault(unlinked, "taken out of the chain")


async def _outside(unit: Unit, walk: Walk) -> Fault | None:
    statement = select(AuditRow).where(~_has_link()).order_by(AuditRow.sequence)
    async for row in await unit.session.stream_scalars(statement.execution_options(yield_per=500)):
        fault = walk.outside(row.sequence, _written(row))
        if fault is not None:
            return fault
    return None


def _has_link() -> Exists:
    return exists().where(AuditLink.sequence == AuditRow.sequence)


def _seal(row: AuditSeal) -> Seal:
    return Seal(row.day, row.rows, Head(row.position, row.link), row.sealed_at)


def _written(row: AuditRow) -> Written:
    entry = Entry(
        id=row.id,
        at=row.at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        action=row.action,
        object_kind=row.object_kind,
        object_id=row.object_id,
        ground=row.ground,
    )
    return Written(entry, row.digest)
