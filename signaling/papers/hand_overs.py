"""Papers that go to the case system of an authority, one by one (F-38, F-102).

A hand-over has a copy of its own, sealed under a key of its own: the consultation may end before the case
system has acknowledged it. Its key is the first thing to go, with the acknowledgement, or as soon as the
paper is taken from the table. A paper whose pages are made anew is copied anew, under a new idempotency key.

Rows are locked in one order: the feed of the consultation, the paper, the hand-over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import msgspec
from sqlalchemy import delete, func, select

from signaling.consultation.telling import goes_on, hold, tell
from signaling.papers.copies import Copies, copying, page_of, revision_of, whole
from signaling.papers.handing import TRANSITIONS, HandOverState, HandOverStep, Parcel, Sheet, pause_seconds
from signaling.papers.rules import PaperState
from signaling.papers.tables import HandOver, HandOverPage, Paper
from signaling.people.actor import SYSTEM, Actor
from signaling.states import advance
from signaling.store.errors import Conflict, LimitReached, Refused, TooLarge
from signaling.store.unit import Unit
from signaling.web.messages import papers as p
from signaling.web.messages.base import LocalText
from signaling.web.messages.consultation import CaseSystemEntry, HandOverEntry

HAND_OVER_JOB: Final = "papers:hand-over"

NAME_PLACE: Final = b"hand-over-name"

NOBODY: Final = LocalText("", "", "")

Ground = Literal["acknowledged", "removed", "refused", "changed before the end", "confidential"]
"""Why a copy was deleted, as the audit tells it."""


class Due(msgspec.Struct, frozen=True):
    """Payload of HAND_OVER_JOB: try this one."""

    hand_over: str


@dataclass(frozen=True, slots=True)
class HandOvers:
    """All hand-overs."""

    copies: Copies
    systems: Collection[str]
    """Authorities that have a case system."""
    paper_bytes: int
    waiting: int

    # ---- what people do ---------------------------------------------------------------------

    async def ask(self, unit: Unit, actor: Actor, request: p.PaperHandOver) -> HandOverEntry:
        """Hand the paper over; to another authority, ask the client.

        Raises:
            Refused: not allowed, no such paper, or the authority has no case system.
            LimitReached, TooLarge, Unavailable: as the message tells.
        """
        await self.copies.enter(unit, actor, "paper:hand-over", request.consultation)
        if request.authority not in self.systems or not await hold(unit, request.consultation):
            raise Refused
        paper = await whole(unit, request.consultation, request.paper, hold=True)
        standing = await self.copies.papers.consultations.enter(
            unit, actor, "paper:hand-over", request.consultation
        )
        known = await self._known(unit, paper, request.authority)
        if known is not None:
            return await self._entry(unit, known)
        await self._check_room(unit, paper)
        row = HandOver(
            id=unit.new_id(),
            consultation=paper.consultation,
            paper=paper.id,
            service=standing.consultation.service,
            authority=request.authority,
            state=HandOverState.ASKED,
            revision="",
            idempotency_key=unit.new_id(),
            sealed_name=None,
            asked_by=standing.participant.id,
            asked_at=unit.now,
            attempts=0,
        )
        unit.session.add(row)
        await unit.session.flush()
        unit.record(actor.ref, "paper:hand-over", "hand-over", row.id, f"{paper.id} to {row.authority}")
        if row.authority == await self._own(unit, row.service):
            row.state = HandOverState.WAITING
            await self._copy(unit, row, paper)
        return await self._tell(unit, row)

    async def permit(self, unit: Unit, actor: Actor, request: p.PaperPermit) -> HandOverEntry:
        """The client's word on one paper, which is logged; only a yes lets a copy be made.

        Raises:
            Refused: not allowed, or there is no such question.
            Conflict: `answered`: it has been answered, or the paper has gone.
        """
        await self.copies.enter(unit, actor, "paper:permit", request.consultation)
        asked = await unit.session.get(HandOver, request.hand_over)
        if asked is None or asked.consultation != request.consultation:
            raise Refused
        if not await hold(unit, request.consultation):
            raise Refused
        paper = await _locked(unit, asked) if request.agreed else None
        row = await _latest(unit, asked.id)
        if row is None or row.state != HandOverState.ASKED:
            raise Conflict("answered")
        step = HandOverStep.PERMIT if request.agreed else HandOverStep.REFUSE
        row.state = advance(TRANSITIONS, HandOverState(row.state), step)
        word = "yes" if request.agreed else "no"
        unit.record(actor.ref, "paper:permit", "hand-over", row.id, f"{word}: {row.paper} to {row.authority}")
        if request.agreed:
            if paper is None or paper.state != PaperState.READY:
                raise Conflict("answered")
            await self._copy(unit, row, paper)
        return await self._tell(unit, row)

    # ---- for the papers -----------------------------------------------------------------------

    async def shown(
        self, unit: Unit, consultation: str
    ) -> tuple[tuple[CaseSystemEntry, ...], tuple[HandOverEntry, ...]]:
        """The case systems of the house, the service's own first, and what was handed over."""
        consultations = self.copies.papers.consultations
        own = await self._own(unit, await consultations.service_of(unit, consultation))
        statement = select(HandOver).where(HandOver.consultation == consultation)
        rows = (await unit.session.scalars(statement.order_by(HandOver.asked_at, HandOver.id))).all()
        wanted = {*self.systems, *(row.authority for row in rows)}
        names = await consultations.directory.names_of_authorities(unit, wanted)
        systems = [
            CaseSystemEntry(authority, names[authority], authority == own)
            for authority in sorted(self.systems, key=lambda one: (one != own, one))
            if authority in names
        ]
        return tuple(systems), tuple(_entry(row, names) for row in rows)

    async def paper_changed(self, unit: Unit, consultation: str, paper: str) -> None:
        """A page was made anew, or the paper was taken away: nothing goes out as it was before."""
        found = await unit.session.get(Paper, (consultation, paper))
        for row in await _of(unit, consultation, paper):
            await self._follow(unit, row, found, active=True)

    async def consultation_ended(self, unit: Unit, consultation: str) -> None:
        """Keep what waits, where it is still the paper on the table; the rest is deleted. Its key is gone."""
        for row in await _of(unit, consultation):
            paper = await unit.session.get(Paper, (consultation, row.paper))
            waits = row.state == HandOverState.WAITING
            if waits and paper is not None and await revision_of(unit, paper) == row.revision:
                continue
            await self._forget(unit, row, "changed before the end" if waits else None)
            await unit.session.delete(row)
        await unit.session.flush()

    # ---- for the deliveries ---------------------------------------------------------------------

    async def prepare(self, unit: Unit, due: Due) -> Parcel | None:
        """What goes out now; None where there is nothing any more. Counts the try."""
        row = await unit.session.get(HandOver, due.hand_over)
        if row is None:
            return None
        active = await hold(unit, row.consultation)
        paper = await _locked(unit, row) if active else None
        row = await _latest(unit, due.hand_over)
        if row is None or row.state != HandOverState.WAITING:
            return None
        if active and not await self._follow(unit, row, paper, active=True):
            return None
        row.attempts += 1
        await unit.session.flush()
        return await self._parcel(unit, row)

    async def delivered(self, unit: Unit, parcel: Parcel) -> None:
        """The case system has acknowledged it: the copy is deleted, its key first."""
        row = await self._again(unit, parcel)
        if row is None:
            return
        if row.idempotency_key != parcel.idempotency_key:  # made anew while it was on its way
            self._schedule(unit, row, unit.now)
            return
        row.state = advance(TRANSITIONS, HandOverState(row.state), HandOverStep.ACKNOWLEDGE)
        await self._forget(unit, row, "acknowledged")
        if await goes_on(unit, row.consultation):
            await self._tell(unit, row)
        else:
            await unit.session.delete(row)

    async def failed(self, unit: Unit, parcel: Parcel) -> float | None:
        """Try again later; in how many seconds."""
        row = await self._again(unit, parcel)
        if row is None:
            return None
        pause = pause_seconds(row.attempts)
        self._schedule(unit, row, unit.now + pause)
        return pause

    async def postpone(self, unit: Unit, due: Due, seconds: float) -> None:
        """Not now: others are on their way."""
        unit.later(HAND_OVER_JOB, due, unit.now + seconds, _key(due.hand_over))

    # ---- steps of the above -----------------------------------------------------------------------

    async def _again(self, unit: Unit, parcel: Parcel) -> HandOver | None:
        """The row after its try, where it still waits."""
        await hold(unit, parcel.consultation)
        row = await _latest(unit, parcel.hand_over)
        return row if row is not None and row.state == HandOverState.WAITING else None

    async def _known(self, unit: Unit, paper: Paper, authority: str) -> HandOver | None:
        """The hand-over of the same pages to the same authority that is not over, or done."""
        revision = await revision_of(unit, paper)
        for row in await _of(unit, paper.consultation, paper.id):
            same = row.state == HandOverState.ASKED or row.revision == revision
            if row.authority == authority and same and row.state != HandOverState.WITHDRAWN:
                return row
        return None

    async def _follow(self, unit: Unit, row: HandOver, paper: Paper | None, *, active: bool) -> bool:
        """Let the hand-over follow its paper; False where it is withdrawn."""
        if row.state not in (HandOverState.WAITING, HandOverState.ASKED):
            return False
        ground: Ground | None = None
        if paper is None or paper.state != PaperState.READY:
            ground = "removed"
        elif await self.copies.papers.consultations.directory.is_confidential(unit, row.service):
            ground = "confidential"
        if ground is not None:
            row.state = advance(TRANSITIONS, HandOverState(row.state), HandOverStep.TAKE_AWAY)
            await self._forget(unit, row, ground)
            if active:
                await self._tell(unit, row)
            return False
        if paper is not None and row.revision and await revision_of(unit, paper) != row.revision:
            row.idempotency_key = unit.new_id()
            await self._copy(unit, row, paper)
        return True

    async def _copy(self, unit: Unit, row: HandOver, paper: Paper) -> None:
        """Take the pages as they are in this transaction, under a new key, and try to deliver them now."""
        await unit.vault.destroy(unit.session, row.id)
        await _delete_pages(unit, row.id)
        await unit.vault.create(unit.session, row.id)
        copy = await copying(unit, paper)
        row.revision, row.attempts = copy.revision, 0
        row.sealed_name = await unit.vault.seal(unit.session, row.id, copy.name.encode(), NAME_PLACE)
        for number in range(copy.pages):
            page = await page_of(unit, copy, number)
            sheet = msgspec.msgpack.encode(Sheet(page.image, page.mime, page.text))
            sealed = await unit.vault.seal(unit.session, row.id, sheet, _place(number))
            unit.session.add(HandOverPage(hand_over=row.id, number=number, mime=page.mime, sealed=sealed))
        await unit.session.flush()
        self._schedule(unit, row, unit.now)

    async def _parcel(self, unit: Unit, row: HandOver) -> Parcel:
        statement = select(HandOverPage).where(HandOverPage.hand_over == row.id).order_by(HandOverPage.number)
        pages = (await unit.session.scalars(statement)).all()
        sealed = [(row.sealed_name or b"", NAME_PLACE), *((one.sealed, _place(one.number)) for one in pages)]
        name, *sheets = await unit.vault.open_all(unit.session, row.id, sealed)
        return Parcel(
            row.id,
            row.idempotency_key,
            row.consultation,
            row.service,
            row.authority,
            name.decode(),
            row.asked_at,
            [msgspec.msgpack.decode(sheet, type=Sheet) for sheet in sheets],
        )

    async def _forget(self, unit: Unit, row: HandOver, ground: Ground | None) -> None:
        """Delete the copy, its key first; None: there is none to log."""
        await unit.vault.destroy(unit.session, row.id)
        await _delete_pages(unit, row.id)
        row.sealed_name = None
        unit.drop(_key(row.id))
        await unit.session.flush()
        if ground is not None:
            unit.record(SYSTEM, "paper:copy-deleted", "hand-over", row.id, f"{row.paper}: {ground}")

    async def _check_room(self, unit: Unit, paper: Paper) -> None:
        if paper.stored_bytes > self.paper_bytes:
            raise TooLarge("hand_over")
        open_states = (HandOverState.ASKED, HandOverState.WAITING)
        counted = select(func.count()).select_from(HandOver).where(HandOver.state.in_(open_states))
        if (await unit.session.scalar(counted) or 0) >= self.waiting:
            raise LimitReached("hand_overs")

    def _schedule(self, unit: Unit, row: HandOver, at: float) -> None:
        unit.later(HAND_OVER_JOB, Due(row.id), at, _key(row.id))

    async def _own(self, unit: Unit, service: str) -> str | None:
        found = await self.copies.papers.consultations.directory.service(unit, service)
        return None if found is None else found.authority

    async def _entry(self, unit: Unit, row: HandOver) -> HandOverEntry:
        directory = self.copies.papers.consultations.directory
        return _entry(row, await directory.names_of_authorities(unit, [row.authority]))

    async def _tell(self, unit: Unit, row: HandOver) -> HandOverEntry:
        await unit.session.flush()
        entry, consultation = await self._entry(unit, row), row.consultation
        await tell(
            unit,
            consultation,
            "paper:handed-over",
            lambda feed, version: p.PaperHandedOver(feed, version, consultation, entry),
        )
        return entry


def _entry(row: HandOver, names: Mapping[str, LocalText]) -> HandOverEntry:
    name = names.get(row.authority, NOBODY)
    return HandOverEntry(row.id, row.paper, row.authority, name, HandOverState(row.state).value)


async def _locked(unit: Unit, row: HandOver) -> Paper | None:
    key = (row.consultation, row.paper)
    return await unit.session.get(Paper, key, with_for_update=True, populate_existing=True)


async def _latest(unit: Unit, hand_over: str) -> HandOver | None:
    return await unit.session.get(HandOver, hand_over, with_for_update=True, populate_existing=True)


async def _of(unit: Unit, consultation: str, paper: str | None = None) -> list[HandOver]:
    """Those of a consultation or of one paper, locked, in one order."""
    statement = select(HandOver).where(HandOver.consultation == consultation).order_by(HandOver.id)
    if paper is not None:
        statement = statement.where(HandOver.paper == paper)
    return list((await unit.session.scalars(statement.with_for_update())).all())


async def _delete_pages(unit: Unit, hand_over: str) -> None:
    statement = delete(HandOverPage).where(HandOverPage.hand_over == hand_over)
    await unit.session.execute(statement)


def _key(hand_over: str) -> str:
    return f"hand-over:{hand_over}"


def _place(number: int) -> bytes:
    return f"hand-over-page:{number}".encode()
