"""Copies that leave the table: printed from the screen's memory, or downloaded as PDF (F-37, F-102).

A copy is of one revision of a paper. A page that is made anew or taken away while a copy is being made
does not go out with it: every page is read in a transaction that asks whether the paper is still the same,
and what makes the copy whole is sent, or acknowledged, after all pages have been compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import LargeBinary, func, select

from signaling.papers.rules import PaperState
from signaling.papers.service import NAME_PLACE, PaperService, page_place, text_place
from signaling.papers.tables import Paper, PaperPage
from signaling.people.actor import Actor
from signaling.store.errors import Conflict, Refused, Unavailable
from signaling.store.unit import Unit
from signaling.store.vault import SEAL_NAME_BYTES
from signaling.web.messages import papers as p


@dataclass(frozen=True, slots=True)
class Copying:
    """A copy that is being made."""

    consultation: str
    paper: str
    name: str
    pages: int
    revision: str
    version: int
    """Of the paper's row."""


@dataclass(frozen=True, slots=True)
class PageCopy:
    """A page of a copy."""

    mime: str
    image: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Copies:
    """Who may have a copy, and of what."""

    papers: PaperService

    async def enter(self, unit: Unit, actor: Actor, action: str, consultation: str) -> None:
        """Return where the actor may have a copy in this way.

        Raises:
            Refused: the policy or the service does not let it, or there is no such consultation.
        """
        standing = await self.papers.consultations.enter(unit, actor, action, consultation)
        if action in await self.papers.withheld(unit, actor, standing.consultation.service):
            raise Refused

    async def print(self, unit: Unit, actor: Actor, request: p.PaperPrint) -> p.PaperPrinted:
        """What there is to print; with a revision, that this is printed now, which is logged.

        Raises:
            Refused: not allowed, or there is no such paper.
            Conflict: `changed`: the pages are not those of the revision.
            Unavailable: `rendering`: not every page is stored.
        """
        await self.enter(unit, actor, "paper:print", request.consultation)
        paper = await whole(unit, request.consultation, request.paper)
        revision = await revision_of(unit, paper)
        if request.revision is not None:
            if request.revision != revision:
                raise Conflict("changed")
            unit.record(actor.ref, "paper:print", "paper", paper.id, paper.consultation)
        return p.PaperPrinted(paper.pages, revision)

    async def begin(self, unit: Unit, actor: Actor, consultation: str, paper: str) -> Copying:
        """A download begins, which is logged; errors as `print`."""
        await self.enter(unit, actor, "paper:download", consultation)
        found = await whole(unit, consultation, paper)
        unit.record(actor.ref, "paper:download", "paper", found.id, consultation)
        return await copying(unit, found)

    async def page(self, unit: Unit, actor: Actor, copy: Copying, number: int) -> PageCopy:
        """A page of the download.

        Raises:
            Refused: not allowed any more, e.g. at the end.
            Conflict: `changed`: the paper is not the one that the copy was begun of.
        """
        await self.enter(unit, actor, "paper:download", copy.consultation)
        await unchanged(unit, copy)
        return await page_of(unit, copy, number)

    async def complete(self, unit: Unit, actor: Actor, copy: Copying) -> None:
        """Return where every page is still what it was when the copy was begun; errors as `page`."""
        await self.enter(unit, actor, "paper:download", copy.consultation)
        if await revision_of(unit, await unchanged(unit, copy)) != copy.revision:
            raise Conflict("changed")


async def whole(unit: Unit, consultation: str, paper: str, *, hold: bool = False) -> Paper:
    """The paper with all of its pages; with `hold` nobody else changes it until the commit.

    Raises:
        Refused: there is no such paper on the table.
        Unavailable: `rendering`: not every page is stored.
    """
    found = await unit.session.get(
        Paper, (consultation, paper), with_for_update=hold or None, populate_existing=hold
    )
    if found is None or found.state == PaperState.REMOVED:
        raise Refused
    if found.state != PaperState.READY:
        raise Unavailable("rendering")
    return found


async def revision_of(unit: Unit, paper: Paper) -> str:
    """Names the pages as they are stored: sealed anew, a picture or a text has another beginning."""
    image = func.substr(PaperPage.sealed, 1, SEAL_NAME_BYTES, type_=LargeBinary)
    words = func.substr(PaperPage.sealed_text, 1, SEAL_NAME_BYTES, type_=LargeBinary)
    statement = (
        select(PaperPage.number, image, words)
        .where(PaperPage.consultation == paper.consultation, PaperPage.paper == paper.id)
        .order_by(PaperPage.number)
    )
    digest = sha256()
    for number, picture, text in (await unit.session.execute(statement)).all():
        digest.update(number.to_bytes(4, "big") + bytes(picture) + bytes(text))
    return digest.hexdigest()


async def copying(unit: Unit, paper: Paper) -> Copying:
    """A copy of the paper as it is in this transaction."""
    if paper.sealed_name is None:
        raise Refused
    place = NAME_PLACE + paper.id.encode()
    name = await unit.vault.open(unit.session, paper.consultation, paper.sealed_name, place)
    revision = await revision_of(unit, paper)
    return Copying(paper.consultation, paper.id, name.decode(), paper.pages, revision, paper.version)


async def page_of(unit: Unit, copy: Copying, number: int) -> PageCopy:
    """A page as it is in this transaction."""
    row = await unit.session.get(PaperPage, (copy.consultation, copy.paper, number))
    if row is None:
        raise Conflict("changed")
    sealed = [
        (row.sealed, page_place(copy.paper, number)),
        (row.sealed_text, text_place(copy.paper, number)),
    ]
    image, text = await unit.vault.open_all(unit.session, copy.consultation, sealed)
    return PageCopy(row.mime, image, text.decode())


async def unchanged(unit: Unit, copy: Copying) -> Paper:
    """The paper of the copy, where nobody has changed its row."""
    paper = await unit.session.get(Paper, (copy.consultation, copy.paper))
    if paper is None or paper.state != PaperState.READY or paper.version != copy.version:
        raise Conflict("changed")
    return paper
