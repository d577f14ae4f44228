"""What people do with marks on pages, one transaction each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from signaling.consultation.access import Standing
from signaling.consultation.identity import hold_capture
from signaling.consultation.service import ConsultationService
from signaling.papers.contents import marks_after, seal_content
from signaling.papers.marking import Content, MarkKey, MarkLimits, check_mark_room, content_of
from signaling.papers.operations import Deed, lock_table, operate
from signaling.papers.rules import OperationKind, TableLimits
from signaling.papers.service import lying
from signaling.papers.tables import PaperMark, PaperMarkPage
from signaling.people.actor import Actor
from signaling.store.errors import Conflict, Invalid, Refused
from signaling.store.unit import Unit
from signaling.web.messages import papers as p


@dataclass(frozen=True, slots=True)
class MarkService:
    """Marks on the papers of all consultations."""

    consultations: ConsultationService
    table: TableLimits
    limits: MarkLimits

    async def add(self, unit: Unit, actor: Actor, request: p.MarkAdd) -> p.OperationDone:
        """Put a mark on a page, for everybody who is there and who comes later.

        Raises:
            Refused: not one who may mark, or there is no such paper.
            Invalid: the paper has no such page; no mark looks so.
            Conflict: `mark`: this author has made one of this name before, erased or not; `identity_shown`:
                an identity document is before the camera, and a mark may be copied from it (F-95).
            LimitReached: the page or the paper is full.
        """
        standing = await self.consultations.enter(unit, actor, "mark:add", request.consultation)
        paper = await lying(unit, request.consultation, request.paper)
        if request.page >= paper.pages:
            raise Invalid("page")
        content = content_of(request.kind, request.points, request.text, request.stamp)
        await hold_capture(unit, standing.consultation)
        await lock_table(unit, paper.consultation)
        key = MarkKey(standing.participant.id, request.id)
        if await _row(unit, paper.consultation, key) is not None:
            raise Conflict("mark")
        await self._count(unit, paper.consultation, paper.id, request.page, content)
        deed = Deed(OperationKind.MARK_ADDED, paper.id, request.page, key.author, key.id)
        operation = await operate(unit, self.table, paper.consultation, deed, key.author, content)
        await store(unit, paper.consultation, operation, key, content)
        return p.OperationDone(operation.sequence)

    async def erase(self, unit: Unit, actor: Actor, request: p.MarkErase) -> p.OperationDone:
        """Take one's own mark away: what it shows is deleted in the same transaction. Twice is once.

        Raises:
            Refused: there is no such mark of one's own.
        """
        standing = await self.consultations.enter(unit, actor, "mark:erase", request.consultation)
        return await self._erase(unit, standing, MarkKey(standing.participant.id, request.mark))

    async def erase_other(self, unit: Unit, actor: Actor, request: p.MarkEraseOther) -> p.OperationDone:
        """Take anybody's mark away, where the policy gives this right; otherwise as `erase`."""
        standing = await self.consultations.enter(unit, actor, "mark:erase-other", request.consultation)
        return await self._erase(unit, standing, MarkKey(request.participant, request.mark))

    async def read(
        self, unit: Unit, actor: Actor, consultation: str, paper: str, page: int, after: int
    ) -> p.PageMarks:
        """The marks of a page that were made after an operation, for one who comes later or comes back.

        Raises:
            Refused: not a participant, or there is no such paper or page.
        """
        await self.consultations.enter(unit, actor, "mark:read", consultation)
        found = await lying(unit, consultation, paper)
        if page >= found.pages:
            raise Refused
        return await marks_after(unit, consultation, paper, page, after)

    async def _erase(self, unit: Unit, standing: Standing, key: MarkKey) -> p.OperationDone:
        consultation = standing.consultation.id
        await lock_table(unit, consultation)
        mark = await _row(unit, consultation, key)
        if mark is None:
            raise Refused
        if mark.erased is not None:
            return p.OperationDone(mark.erased)
        counted = await unit.session.get_one(PaperMarkPage, (consultation, mark.paper, mark.page))
        counted.marks -= 1
        counted.points -= mark.points
        deed = Deed(OperationKind.MARK_ERASED, mark.paper, mark.page, key.author, key.id)
        operation = await operate(unit, self.table, consultation, deed, standing.participant.id)
        mark.erased, mark.points, mark.sealed = operation.sequence, 0, None
        return p.OperationDone(operation.sequence)

    async def _count(self, unit: Unit, consultation: str, paper: str, page: int, content: Content) -> None:
        """Count the mark in, under the lock of the table."""
        counted = await unit.session.get(PaperMarkPage, (consultation, paper, page))
        if counted is None:
            counted = PaperMarkPage(consultation=consultation, paper=paper, page=page, marks=0, points=0)
            unit.session.add(counted)
        counted.marks += 1
        counted.points += content.point_count
        await unit.session.flush()
        statement = select(func.sum(PaperMarkPage.points)).where(
            PaperMarkPage.consultation == consultation, PaperMarkPage.paper == paper
        )
        check_mark_room(counted.marks, int(await unit.session.scalar(statement) or 0), self.limits)


async def _row(unit: Unit, consultation: str, key: MarkKey) -> PaperMark | None:
    return await unit.session.get(PaperMark, (consultation, key.author, key.id))


async def store(
    unit: Unit, consultation: str, operation: p.Operation, key: MarkKey, content: Content
) -> None:
    """Keep what the mark shows, for the operation that has made it."""
    unit.session.add(
        PaperMark(
            consultation=consultation,
            author=key.author,
            id=key.id,
            paper=operation.paper,
            page=operation.page,
            sequence=operation.sequence,
            erased=None,
            points=content.point_count,
            sealed=await seal_content(unit, consultation, key, content),
        )
    )
