"""Chains the rows of the audit as they settle, and seals finished days.

Rows are written without their place in the chain: who writes a row would else
wait for everybody else who writes one. A job of each process links them soon after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy import ColumnElement, Select, exists, func, insert, select

from signaling.audit.rules import DAY_SECONDS, FIRST_LINK, Head, Seal, day_of, link_content
from signaling.audit.tables import AuditLink, AuditRow, AuditSeal
from signaling.store.store import Store
from signaling.store.unit import Unit

log = structlog.get_logger("audit")

CHECKPOINT_SECONDS: Final = 60.0
"""A row that somebody takes out is missed from then on."""

SETTLE_SECONDS: Final = 3600.0
"""A day is sealed an hour after its end: no transaction that began in it is still open."""

LATE_SECONDS: Final = 900.0
"""How far behind the chain's end rows without a link are looked for: a transaction takes milliseconds, the
database ends one that stands still for ten seconds. What is later still waits for the day's seal."""

LINKS_AT_ONCE: Final = 500
"""Rows linked in one transaction: on SQLite everybody else waits for it, some 20 ms."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A day that was sealed now."""

    day: int
    rows: int
    link: str


class ChainKeeper:
    """Links rows for one process, and remembers outside the database how far the chain was."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = Head()

    async def checkpoint(self) -> Head:
        """Link the rows that have no link yet; the end of the chain, which goes to the log too.

        The log is no part of the database: `verify` finds by it that the chain's end was cut off.
        """
        if not await self._store.read(self._is_whole):
            log.error("audit_cut", rows=self._known.rows, link=self._known.link)
        while await self._store.read(_waiting):
            await self._store.write(extend)
        head = await self._store.read(head_now)
        if head != self._known:
            log.info("audit_checkpoint", rows=head.rows, link=head.link)
        self._known = head
        return head

    async def _is_whole(self, unit: Unit) -> bool:
        """True while the end that this process has seen is still in the chain."""
        known = self._known
        if not known.rows:
            return True
        found = await unit.session.scalar(select(AuditLink.link).where(AuditLink.position == known.rows))
        return found == known.link


async def head_now(unit: Unit) -> Head:
    """The end of the chain."""
    last = select(AuditLink.position, AuditLink.link).order_by(AuditLink.position.desc()).limit(1)
    found = (await unit.session.execute(last)).one_or_none()
    return Head() if found is None else Head(found.position, found.link)


async def extend(unit: Unit) -> Head:
    """Link the first LINKS_AT_ONCE rows that have no link yet; the end of the chain.

    Of two processes at once one does it: a position is given once, and the other
    one's transaction is tried again.
    """
    return await _link(unit, await _late(unit))


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
    of_day = (AuditRow.at >= day * DAY_SECONDS) & (AuditRow.at < (day + 1) * DAY_SECONDS)
    rows = await unit.session.scalar(select(func.count(AuditRow.sequence)).where(of_day))
    if not rows:
        return None
    while await unit.session.scalar(select(exists(_unlinked(of_day)))):
        await _link(unit, of_day)
    seal = Seal(day, rows, await head_now(unit), unit.now)
    former = await unit.session.scalar(select(AuditSeal.digest).order_by(AuditSeal.day.desc()).limit(1))
    unit.session.add(
        AuditSeal(
            day=day,
            rows=rows,
            position=seal.head.rows,
            link=seal.head.link,
            sealed_at=seal.sealed_at,
            digest=unit.vault.chain_digest(seal.content(former or FIRST_LINK)),
        )
    )
    await unit.session.flush()
    return Sealed(day, rows, seal.head.link)


async def _link(unit: Unit, wanted: ColumnElement[bool]) -> Head:
    head = await head_now(unit)
    rows = (await unit.session.execute(_unlinked(wanted).limit(LINKS_AT_ONCE))).all()
    links = []
    for sequence, digest in rows:
        link = unit.vault.chain_digest(link_content(head.link, sequence, digest))
        head = Head(head.rows + 1, link)
        links.append({"position": head.rows, "sequence": sequence, "link": link})
    if links:
        await unit.session.execute(insert(AuditLink), links)
    return head


async def _waiting(unit: Unit) -> bool:
    return bool(await unit.session.scalar(select(exists(_unlinked(await _late(unit))))))


async def _late(unit: Unit) -> ColumnElement[bool]:
    """Rows that may have been committed after the last look."""
    last = (
        select(AuditRow.at)
        .join(AuditLink, AuditLink.sequence == AuditRow.sequence)
        .order_by(AuditLink.position.desc())
        .limit(1)
    )
    at = await unit.session.scalar(last)
    return AuditRow.at >= (0.0 if at is None else at - LATE_SECONDS)


def _unlinked(wanted: ColumnElement[bool]) -> Select[int, str]:
    linked = exists().where(AuditLink.sequence == AuditRow.sequence)
    return select(AuditRow.sequence, AuditRow.digest).where(wanted, ~linked).order_by(AuditRow.sequence)
