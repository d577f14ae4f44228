"""Takes parts of a page out for good: the page is made anew as a picture, and the old one is overwritten."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass

import msgspec
import structlog
from sqlalchemy.orm.attributes import flag_modified

from media.pages.contract import Bar, PageRendered, RenderLimits, RenderRefused
from media.pages.link import PagesLink, PagesLost
from signaling.consultation.telling import hold
from signaling.papers.operations import Deed, operate
from signaling.papers.rules import OperationKind, PaperState, refusal
from signaling.papers.service import PaperService, page_place, text_place
from signaling.papers.tables import Paper, PaperPage
from signaling.people.actor import Actor
from signaling.store.errors import Conflict, Refused, Unavailable
from signaling.store.requests import RequestKey
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.messages import papers as p

log = structlog.get_logger("papers")


@dataclass(frozen=True, slots=True)
class Before:
    """A page before its redaction."""

    image: bytes
    sealed: bytes
    """As it lies in the database, which no other state of the page does: each sealing is different."""


@dataclass(frozen=True, slots=True)
class Redactions:
    """Redactions of this process."""

    store: Store
    papers: PaperService
    link: PagesLink
    limits: RenderLimits

    async def redact(
        self, actor: Actor, request: p.PageRedact, key: RequestKey[p.OperationDone] | None
    ) -> p.OperationDone:
        """Black bars instead of what lay below them, in the one picture of the page that there is.

        The words of the page are deleted whole. Everybody is told, and asks for the page anew.

        Raises:
            Refused: not a host of this consultation, or there is no such page.
            Unavailable: the paper is still being rendered, or the pages process is not there.
            Conflict: the page has been redacted by somebody else meanwhile.
        """
        before = await self.store.read(lambda unit: self._before(unit, actor, request))
        bars = tuple(Bar(bar.left, bar.top, bar.width, bar.height) for bar in request.bars)
        after = await self._draw(before.image, bars)
        done = await self.store.write(
            lambda unit: self._replace(unit, actor, request, before.sealed, after), key
        )
        log.info("page_redacted", bars=len(bars), bytes=len(after.image))
        return done

    async def _before(self, unit: Unit, actor: Actor, request: p.PageRedact) -> Before:
        await self.papers.consultations.enter(unit, actor, "paper:redact", request.consultation)
        _, row = await _page(unit, request)
        place = page_place(request.paper, request.page)
        image = await unit.vault.open(unit.session, request.consultation, row.sealed, place)
        return Before(image, row.sealed)

    async def _draw(self, image: bytes, bars: tuple[Bar, ...]) -> PageRendered:
        """The page with its bars, drawn where no hostile file has ever more than itself."""
        # A page is up to a row of pixels above its limit: nothing of it is to be made smaller a second time.
        limits = msgspec.structs.replace(
            self.limits, page_pixels=2 * self.limits.page_pixels, page_bytes=2 * self.limits.page_bytes
        )
        drawn: PageRendered | None = None
        try:
            async with aclosing(self.link.render(image, limits, bars)) as replies:
                async for reply in replies:
                    match reply:
                        case PageRendered():
                            drawn = reply
                        case RenderRefused(code=code):
                            raise refusal(code)
                        case _:
                            pass
        except PagesLost:
            raise Unavailable("pages") from None
        if drawn is None:
            raise Unavailable("pages")
        return drawn

    async def _replace(
        self, unit: Unit, actor: Actor, request: p.PageRedact, sealed: bytes, after: PageRendered
    ) -> p.OperationDone:
        """Overwrite picture, words and waiting copies in one transaction with its number and audit row."""
        await hold(unit, request.consultation)
        standing = await self.papers.consultations.enter(unit, actor, "paper:redact", request.consultation)
        paper, row = await _page(unit, request)
        if row.sealed != sealed:
            raise Conflict("page")
        # The row gets a new version in any case: a copy that is being made of the old page ends.
        flag_modified(paper, "stored_bytes")
        paper.stored_bytes -= len(row.sealed) + len(row.sealed_text)
        consultation, page = request.consultation, request.page
        image_place, words_place = page_place(paper.id, page), text_place(paper.id, page)
        row.mime = after.mime
        row.sealed = await unit.vault.seal(unit.session, consultation, after.image, image_place)
        row.sealed_text = await unit.vault.seal(unit.session, consultation, b"", words_place)
        paper.stored_bytes += len(row.sealed) + len(row.sealed_text)
        await unit.session.flush()
        for follower in self.papers.followers:  # a copy that waits for a case system is made anew
            await follower.paper_changed(unit, consultation, paper.id)
        unit.record(actor.ref, "paper:redact", "paper", paper.id, consultation)
        author = standing.participant.id
        deed = Deed(OperationKind.PAGE_REDACTED, paper.id, page)
        operation = await operate(unit, self.papers.limits, consultation, deed, author)
        return p.OperationDone(operation.sequence)


async def _page(unit: Unit, request: p.PageRedact) -> tuple[Paper, PaperPage]:
    """The paper and the page; the paper's row is the lock of its pages."""
    paper = await unit.session.get(Paper, (request.consultation, request.paper))
    if paper is None or paper.state == PaperState.REMOVED or request.page >= paper.pages:
        raise Refused
    if paper.state != PaperState.READY:
        raise Unavailable("rendering")
    row = await unit.session.get(PaperPage, (request.consultation, request.paper, request.page))
    if row is None:
        raise Refused
    return paper, row
