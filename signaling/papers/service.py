"""What people do with papers, one transaction each; uploads are in upload.py."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import msgspec
from sqlalchemy import delete, func, select

from media.pages.contract import PageRendered
from signaling.consultation.identity import hold_capture, require_capture
from signaling.consultation.screen import Table
from signaling.consultation.service import ConsultationService
from signaling.consultation.telling import feed_of, tell
from signaling.papers.following import Following
from signaling.papers.operations import Deed, operate, operations_after, shown_on
from signaling.papers.rules import (
    OperationKind,
    PaperState,
    TableLimits,
    check_room,
)
from signaling.papers.tables import Paper, PaperMark, PaperMarkPage, PaperOperation, PaperPage, PaperTable
from signaling.people.actor import SYSTEM, Actor
from signaling.people.policy import withheld
from signaling.store.errors import Conflict, Invalid, Refused, Unavailable
from signaling.store.unit import Unit
from signaling.web.messages import papers as p
from signaling.web.messages.consultation import PaperEntry

LEASE_SECONDS: Final = 15.0
"""An upload that has stored no page for so long is taken for dead; a page takes 0.05 s, rarely seconds."""

ABANDONED_JOB: Final = "papers:abandoned"

NAME_PLACE: Final = b"paper-name:"


class Abandoned(msgspec.Struct, frozen=True):
    """Payload of ABANDONED_JOB: look whether this upload still lives."""

    consultation: str
    paper: str
    rendering: str


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that may put a paper onto the table."""

    consultation: str
    paper: str
    name: str
    rendering: str
    """Names this attempt."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as its readers get it."""

    mime: str
    image: bytes


@dataclass(frozen=True, slots=True)
class PaperService:
    """Papers of all consultations."""

    consultations: ConsultationService
    limits: TableLimits
    files_at_points: bool = False
    """A service point may save a file."""
    followers: list[Following] = field(default_factory=list)

    # ---- what people do -----------------------------------------------------------------

    async def turn(self, unit: Unit, actor: Actor, request: p.PageTurn) -> p.OperationDone:
        """Show this page to everybody (F-36).

        Raises:
            Refused: not a host of this consultation, or there is no such paper.
            Invalid: the paper has no such page.
        """
        standing = await self.consultations.enter(unit, actor, "paper:turn", request.consultation)
        paper = await lying(unit, request.consultation, request.paper)
        if request.page >= paper.pages:
            raise Invalid("page")
        author = standing.participant.id
        operation = await self._operate(unit, paper, OperationKind.PAGE_TURNED, author, request.page)
        return p.OperationDone(operation.sequence)

    async def remove(self, unit: Unit, actor: Actor, request: p.PaperRemove) -> p.OperationDone:
        """Take a paper from the table; its pages are deleted in the same transaction, and that is logged."""
        standing = await self.consultations.enter(unit, actor, "paper:remove", request.consultation)
        await unit.hold_feed(feed_of(request.consultation))  # in the order in which the end locks
        paper = await lying(unit, request.consultation, request.paper)
        unit.record(actor.ref, "paper:remove", "paper", paper.id, paper.consultation)
        operation = await self._take_away(unit, paper, standing.participant.id)
        return p.OperationDone(operation.sequence)

    async def page(self, unit: Unit, actor: Actor, consultation: str, paper: str, number: int) -> Picture:
        """The picture of one page.

        Raises:
            Refused: not a participant, or there is no such paper or page.
            Unavailable: the page is still being rendered; ask again.
        """
        row = await self._page_row(unit, actor, consultation, paper, number)
        place = page_place(paper, number)
        return Picture(row.mime, await unit.vault.open(unit.session, consultation, row.sealed, place))

    async def text(self, unit: Unit, actor: Actor, consultation: str, paper: str, number: int) -> p.PageText:
        """The text of one page, for screen readers; errors as `page`."""
        row = await self._page_row(unit, actor, consultation, paper, number)
        place = text_place(paper, number)
        text = await unit.vault.open(unit.session, consultation, row.sealed_text, place)
        return p.PageText(text.decode())

    async def _page_row(
        self, unit: Unit, actor: Actor, consultation: str, paper: str, number: int
    ) -> PaperPage:
        await self.consultations.enter(unit, actor, "paper:read", consultation)
        found = await lying(unit, consultation, paper)
        if number >= found.pages:
            raise Refused
        row = await unit.session.get(PaperPage, (consultation, paper, number))
        if row is None:
            raise Unavailable("page")
        return row

    async def operations(self, unit: Unit, actor: Actor, consultation: str, after: int) -> p.Operations:
        """The operations after a number, oldest first."""
        await self.consultations.enter(unit, actor, "operation:read", consultation)
        return await operations_after(unit, consultation, after)

    # ---- for uploads --------------------------------------------------------------------

    async def may_add(self, unit: Unit, actor: Actor, upload: Upload) -> PaperEntry | None:
        """None where the upload may begin; the paper if this upload was done before.

        Raises:
            Refused: not a host of this consultation.
            Conflict: the id was another's, or the paper has been removed; `identity_shown`: an identity
                document is before the camera, and no file tells whether it is a picture of it (F-95).
            Unavailable: the same upload is going on.
            LimitReached: the table is full.
        """
        standing = await self.consultations.enter(unit, actor, "paper:add", upload.consultation)
        paper = await unit.session.get(Paper, (upload.consultation, upload.paper))
        if paper is not None:
            if paper.added_by != standing.participant.id or paper.state == PaperState.REMOVED:
                raise Conflict("paper")
            if paper.state == PaperState.READY:
                return await _entry(unit, paper)
            if paper.lease_until > unit.now:
                raise Unavailable("rendering")
        require_capture(standing.consultation)
        if paper is None:
            await self._check_room(unit, upload.consultation, more_papers=1)
        return None

    async def lay(
        self, unit: Unit, actor: Actor, upload: Upload, pages: int, first: PageRendered
    ) -> PaperEntry:
        """Put the paper onto the table with its first page, before everybody's eyes; errors as `may_add`."""
        done = await self.may_add(unit, actor, upload)
        if done is not None:
            return done
        standing = await self.consultations.enter(unit, actor, "paper:add", upload.consultation)
        await hold_capture(unit, standing.consultation)
        dead = await unit.session.get(Paper, (upload.consultation, upload.paper))
        if dead is not None:
            await self._drop(unit, dead)
        place = NAME_PLACE + upload.paper.encode()
        sealed_name = await unit.vault.seal(unit.session, upload.consultation, upload.name.encode(), place)
        paper = Paper(
            consultation=upload.consultation,
            id=upload.paper,
            state=PaperState.RENDERING,
            sealed_name=sealed_name,
            pages=pages,
            stored_bytes=0,
            added_by=standing.participant.id,
            added_at=unit.now,
            rendering=upload.rendering,
            lease_until=unit.now + LEASE_SECONDS,
        )
        unit.session.add(paper)
        await unit.session.flush()
        await self._store(unit, paper, first)
        entry = await _entry(unit, paper)
        unit.record(actor.ref, "paper:add", "paper", paper.id, paper.consultation)
        await tell(
            unit,
            paper.consultation,
            "paper:added",
            lambda feed, version: p.PaperAdded(feed, version, paper.consultation, entry),
        )
        await self._operate(unit, paper, OperationKind.PAPER_ADDED, paper.added_by)
        self._watch(unit, paper)
        return entry

    async def add_page(self, unit: Unit, upload: Upload, page: PageRendered) -> None:
        """Store a further page.

        Raises:
            Conflict: the paper or the whole consultation has gone meanwhile.
            LimitReached: the consultation's pages have too many bytes.
        """
        paper = await _rendering(unit, upload)
        paper.lease_until = unit.now + LEASE_SECONDS
        await self._store(unit, paper, page)

    async def finish(self, unit: Unit, upload: Upload) -> None:
        """Every page is stored; errors as `add_page`."""
        paper = await _rendering(unit, upload)
        paper.state = PaperState.READY
        unit.drop(_watch_key(paper))

    async def give_up(self, unit: Unit, upload: Upload) -> None:
        """Take a paper away whose later pages cannot be shown: half a document misleads."""
        paper = await unit.session.get(Paper, (upload.consultation, upload.paper))
        if paper is not None and _is_rendered_by(paper, upload.rendering):
            await self._drop(unit, paper)

    async def check_abandoned(self, unit: Unit, watched: Abandoned) -> None:
        """Take a paper away whose process died before the last page; it was never acknowledged."""
        paper = await unit.session.get(Paper, (watched.consultation, watched.paper))
        if paper is None or not _is_rendered_by(paper, watched.rendering):
            return
        if paper.lease_until > unit.now:
            self._watch(unit, paper)
        else:
            await self._drop(unit, paper)

    def _watch(self, unit: Unit, paper: Paper) -> None:
        payload = Abandoned(paper.consultation, paper.id, paper.rendering)
        unit.later(ABANDONED_JOB, payload, paper.lease_until + 1.0, _watch_key(paper))

    # ---- for the consultation -------------------------------------------------------------

    async def table(self, unit: Unit, consultation: str) -> Table:
        """The papers as they lie, for the snapshot of one who comes later or comes back."""
        statement = (
            select(Paper)
            .where(Paper.consultation == consultation, Paper.state != PaperState.REMOVED)
            .order_by(Paper.added_at, Paper.id)
        )
        entries = [await _entry(unit, paper) for paper in (await unit.session.scalars(statement)).all()]
        table = Table(tuple(entries))
        for follower in self.followers:
            systems, handed_over = await follower.shown(unit, consultation)
            table = replace(table, case_systems=systems, handed_over=handed_over)
        row = await unit.session.get(PaperTable, consultation)
        if row is None:
            return table
        shown = await shown_on(unit, row)
        return replace(table, shown_paper=shown.paper, shown_page=shown.page, last_operation=shown.sequence)

    async def withheld(self, unit: Unit, actor: Actor, service: str) -> frozenset[str]:
        """Actions on papers that the policy gives this actor, and that this service withholds (F-102)."""
        confidential = await self.consultations.directory.is_confidential(unit, service)
        found = withheld(actor.role, confidential=confidential, files_at_points=self.files_at_points)
        leads_out = any(follower.systems for follower in self.followers)
        return found if leads_out else found | {"paper:hand-over", "paper:permit"}

    async def consultation_ended(self, unit: Unit, consultation: str, service: str) -> None:
        """Delete everything and log each deletion (F-38). The key is destroyed in the same transaction."""
        for follower in self.followers:
            await follower.consultation_ended(unit, consultation)
        lying = select(Paper.id).where(Paper.consultation == consultation, Paper.state != PaperState.REMOVED)
        for paper in (await unit.session.scalars(lying)).all():
            unit.record(SYSTEM, "paper:deleted", "paper", paper, f"{consultation}: the end")
        for table in (PaperPage, PaperMarkPage, PaperMark, PaperOperation, Paper, PaperTable):
            await unit.session.execute(
                delete(table)
                .where(table.consultation == consultation)
                .execution_options(synchronize_session=False)
            )

    # ---- steps of the above -----------------------------------------------------------------

    async def _store(self, unit: Unit, paper: Paper, page: PageRendered) -> None:
        consultation, number = paper.consultation, page.number
        image = await unit.vault.seal(unit.session, consultation, page.image, page_place(paper.id, number))
        text = await unit.vault.seal(
            unit.session, consultation, page.text.encode(), text_place(paper.id, number)
        )
        unit.session.add(
            PaperPage(
                consultation=consultation,
                paper=paper.id,
                number=number,
                mime=page.mime,
                sealed=image,
                sealed_text=text,
            )
        )
        paper.stored_bytes += len(image) + len(text)
        await unit.session.flush()
        await self._check_room(unit, consultation)

    async def _check_room(self, unit: Unit, consultation: str, more_papers: int = 0) -> None:
        counted = select(func.count(), func.coalesce(func.sum(Paper.stored_bytes), 0)).where(
            Paper.consultation == consultation, Paper.state != PaperState.REMOVED
        )
        papers, stored_bytes = (await unit.session.execute(counted)).one()
        table = await unit.session.get(PaperTable, consultation)
        sequence = 0 if table is None else table.last_operation
        check_room(papers + more_papers, int(stored_bytes), sequence, self.limits)

    async def _drop(self, unit: Unit, paper: Paper) -> None:
        """Take away a paper that was never acknowledged; its id may be used again by the same upload."""
        unit.record(SYSTEM, "paper:dropped", "paper", paper.id, paper.consultation)
        await self._take_away(unit, paper, paper.added_by)
        await unit.session.delete(paper)
        await unit.session.flush()

    async def _take_away(self, unit: Unit, paper: Paper, author: str) -> p.Operation:
        paper.state, paper.sealed_name, paper.stored_bytes = PaperState.REMOVED, None, 0
        unit.drop(_watch_key(paper))
        for pages in (PaperPage, PaperMarkPage, PaperMark):
            await unit.session.execute(
                delete(pages)
                .where(pages.consultation == paper.consultation, pages.paper == paper.id)
                .execution_options(synchronize_session=False)
            )
        consultation, identity = paper.consultation, paper.id
        for follower in self.followers:
            await follower.paper_changed(unit, consultation, identity)
        await tell(
            unit,
            consultation,
            "paper:removed",
            lambda feed, version: p.PaperRemoved(feed, version, consultation, identity),
        )
        return await self._operate(unit, paper, OperationKind.PAPER_REMOVED, author)

    async def _operate(
        self, unit: Unit, paper: Paper, kind: OperationKind, author: str, page: int = 0
    ) -> p.Operation:
        return await operate(unit, self.limits, paper.consultation, Deed(kind, paper.id, page), author)


async def lying(unit: Unit, consultation: str, paper: str) -> Paper:
    """The paper where it lies on the table; else refused, like one that never was."""
    found = await unit.session.get(Paper, (consultation, paper))
    if found is None or found.state == PaperState.REMOVED:
        raise Refused
    return found


async def _rendering(unit: Unit, upload: Upload) -> Paper:
    """The paper while this upload may store its pages."""
    paper = await unit.session.get(Paper, (upload.consultation, upload.paper))
    if paper is None or not _is_rendered_by(paper, upload.rendering):
        raise Conflict("paper")
    return paper


def _is_rendered_by(paper: Paper, rendering: str) -> bool:
    return paper.state == PaperState.RENDERING and paper.rendering == rendering


async def _entry(unit: Unit, paper: Paper) -> PaperEntry:
    if paper.sealed_name is None:
        raise Refused
    place = NAME_PLACE + paper.id.encode()
    name = await unit.vault.open(unit.session, paper.consultation, paper.sealed_name, place)
    return PaperEntry(paper.id, name.decode(), paper.pages, paper.added_by, paper.added_at)


def _watch_key(paper: Paper) -> str:
    return f"paper:{paper.consultation}:{paper.id}"


def page_place(paper: str, number: int) -> bytes:
    """Where the picture of a page is sealed for."""
    return f"page:{paper}:{number}".encode()


def text_place(paper: str, number: int) -> bytes:
    """Where the text of a page is sealed for."""
    return f"page-text:{paper}:{number}".encode()
