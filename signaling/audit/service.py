"""Seals finished days of the audit, and verifies the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select

from signaling.audit.rules import DAY_SECONDS, FIRST_LINK, Entry, day_of, next_link
from signaling.audit.tables import AuditLink, AuditRow, AuditSeal
from signaling.store.unit import Unit

SETTLE_SECONDS: Final = 3600.0
"""A day is sealed an hour after its end: no transaction that began in it is still open."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row that is not as it was written."""

    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying has found."""

    rows: int
    sealed: int
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A day that was sealed now."""

    day: int
    rows: int
    link: str


async def seal_days(unit: Unit) -> list[Sealed]:
    """Seal every finished day that is not sealed yet, oldest first; of two processes at once one does it."""
    last = await unit.session.scalar(select(func.max(AuditSeal.day)))
    end = day_of(unit.now - SETTLE_SECONDS)
    first = await unit.session.scalar(
        select(func.min(AuditRow.at))
        if last is None
        else select(func.min(AuditRow.at)).where(AuditRow.at >= (last + 1) * DAY_SECONDS)
    )
    if first is None:
        return []
    return [sealed for day in range(day_of(first), end) if (sealed := await _seal(unit, day))]


async def _seal(unit: Unit, day: int) -> Sealed | None:
    rows = (await unit.session.execute(_rows_of(day))).all()
    if not rows:
        return None
    link = await _last_link(unit)
    for sequence, digest in rows:
        link = next_link(link, digest)
        unit.session.add(AuditLink(sequence=sequence, day=day, link=link))
    unit.session.add(AuditSeal(day=day, rows=len(rows), link=link, sealed_at=unit.now))
    await unit.session.flush()
    return Sealed(day, len(rows), link)


def _rows_of(day: int) -> Select[int, str]:
    return (
        select(AuditRow.sequence, AuditRow.digest)
        .where(AuditRow.at >= day * DAY_SECONDS, AuditRow.at < (day + 1) * DAY_SECONDS)
        .order_by(AuditRow.sequence)
    )


async def _last_link(unit: Unit) -> str:
    found = await unit.session.scalar(select(AuditSeal.link).order_by(AuditSeal.day.desc()).limit(1))
    return FIRST_LINK if found is None else found


async def verify(unit: Unit) -> Verdict:
    """Recompute every row and the chain of the sealed days; names the first row that is not right."""
    rows = await unit.session.scalar(select(func.count(AuditRow.sequence))) or 0
    sealed = await unit.session.scalar(select(func.count(AuditLink.sequence))) or 0
    fault = await _changed(unit) or await _broken(unit)
    return Verdict(rows, sealed, fault)


async def _changed(unit: Unit) -> Fault | None:
    """The first row whose content does not have its digest."""
    async for row in await unit.session.stream_scalars(
        select(AuditRow).order_by(AuditRow.sequence).execution_options(yield_per=500)
    ):
        if unit.vault.audit_digest(_entry(row).canonical()) != row.digest:
            return Fault(row.sequence, "changed")
    return None


async def _broken(unit: Unit) -> Fault | None:
    """The first row of the sealed days that was taken out, put in, or put elsewhere."""
    link = FIRST_LINK
    seals = (await unit.session.scalars(select(AuditSeal).order_by(AuditSeal.day))).all()
    for seal in seals:
        digests = {sequence: digest for sequence, digest in await unit.session.execute(_rows_of(seal.day))}
        links = (
            await unit.session.scalars(
                select(AuditLink).where(AuditLink.day == seal.day).order_by(AuditLink.sequence)
            )
        ).all()
        for row in links:
            if row.sequence not in digests:
                return Fault(row.sequence, "missing")
            link = next_link(link, digests.pop(row.sequence))
            if link != row.link:
                return Fault(row.sequence, "out of the chain")
        if digests:
            return Fault(min(digests), "put in after the day was sealed")
        if len(links) != seal.rows or link != seal.link:
            return Fault(links[-1].sequence if links else 0, "the day's seal is another one")
    return await _unsealed_before(unit, seals[-1].day if seals else -1)


async def _unsealed_before(unit: Unit, last_day: int) -> Fault | None:
    """A row in a sealed time without a link: it was put in afterwards."""
    found = await unit.session.scalar(
        select(func.min(AuditRow.sequence)).where(
            AuditRow.at < (last_day + 1) * DAY_SECONDS,
            AuditRow.sequence.not_in(select(AuditLink.sequence)),
        )
    )
    return None if found is None else Fault(found, "put in after the day was sealed")


def _entry(row: AuditRow) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        action=row.action,
        object_kind=row.object_kind,
        object_id=row.object_id,
        ground=row.ground,
    )
