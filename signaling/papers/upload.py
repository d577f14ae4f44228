"""An upload from its first byte to its last page. The file itself is never stored, sealed or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from media.pages.contract import PageRendered, RenderBegun, RenderDone, RenderLimits, RenderRefused
from media.pages.link import PagesLink, PagesLost
from signaling.papers.rules import refusal
from signaling.papers.scan import Scanner
from signaling.papers.service import PaperService, Upload
from signaling.people.actor import Actor
from signaling.store.errors import (
    Invalid,
    LimitReached,
    Refused,
    ServiceError,
    TooLarge,
    Unavailable,
    Unreadable,
)
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.messages.consultation import PaperEntry

log = structlog.get_logger("papers")

BODY_WITHIN_S: Final = 300.0
"""Time for the bytes of one file: 25 MB at 0.7 Mbit/s."""

NEXT_WITHIN_S: Final = 20.0
"""A line that is silent for so long is dead; its place is given to another."""


class Body(Protocol):
    """The bytes of a request, as they come."""

    def iter_any(self) -> AsyncIterable[bytes]:
        """Pieces of any size."""


@dataclass(slots=True)
class Uploads:
    """All uploads of this process."""

    store: Store
    papers: PaperService
    link: PagesLink
    limits: RenderLimits
    at_once: int
    scanner: Scanner | None = None
    """Looks for malware before the file is rendered; None: nobody does."""
    _of: set[str] = field(default_factory=set)
    """Actors who are sending a file now: one each."""

    async def add(self, actor: Actor, upload: Upload, declared_bytes: int | None, body: Body) -> PaperEntry:
        """The paper, once every page of it is stored.

        Everybody sees it as soon as its first page is there. The same upload again
        gives the same reply and no second paper.

        Raises:
            Refused, Conflict, LimitReached, Unavailable: as PaperService.may_add.
            TooLarge: more bytes or pages than allowed.
            Unreadable: no page can be shown, or not all, or it holds malware; the detail says why.
        """
        done = await self.store.read(lambda unit: self.papers.may_add(unit, actor, upload))
        if done is not None:
            return done
        if declared_bytes is not None and declared_bytes > self.limits.file_bytes:
            raise TooLarge("too_large")
        if len(self._of) >= self.at_once:
            raise Unavailable("busy")
        if actor.id in self._of:
            raise LimitReached("uploads")
        self._of.add(actor.id)
        try:
            content = await self._read(body)
            await self._scan(actor, upload, content)
            return await self._render(actor, upload, content)
        finally:
            self._of.discard(actor.id)

    async def _scan(self, actor: Actor, upload: Upload, content: bytes) -> None:
        if self.scanner is None:
            return
        try:
            await self.scanner.check(content)
        except Unreadable:

            async def keep(unit: Unit) -> None:
                unit.record(actor.ref, "paper:malware", "paper", upload.paper, upload.consultation)

            await self.store.write(keep)
            raise

    async def _read(self, body: Body) -> bytes:
        content = bytearray()
        pieces = aiter(body.iter_any())
        try:
            async with asyncio.timeout(BODY_WITHIN_S):
                while True:
                    async with asyncio.timeout(NEXT_WITHIN_S):
                        content += await anext(pieces)
                    if len(content) > self.limits.file_bytes:
                        raise TooLarge("too_large")
        except StopAsyncIteration:
            pass
        except TimeoutError:
            raise Unavailable("slow") from None
        except OSError:
            raise Unavailable("lost") from None  # the sender has gone; nobody reads this answer
        if not content:
            raise Invalid("empty")
        return bytes(content)

    async def _render(self, actor: Actor, upload: Upload, content: bytes) -> PaperEntry:
        try:
            entry = await self._pages(actor, upload, content)
        except (ServiceError, asyncio.CancelledError) as error:
            await asyncio.shield(self.store.write(lambda unit: self.papers.give_up(unit, upload)))
            if isinstance(error, ServiceError):
                log.info("paper_refused", code=error.code, detail=error.detail)
            raise
        log.info("paper_added", pages=entry.pages, bytes=len(content))
        return entry

    async def _pages(self, actor: Actor, upload: Upload, content: bytes) -> PaperEntry:
        """Store the pages as they come."""
        entry: PaperEntry | None = None
        pages = 0
        try:
            async with aclosing(self.link.render(content, self.limits)) as replies:
                async for reply in replies:
                    match reply:
                        case RenderBegun(pages=pages):
                            pass
                        case PageRendered(number=0):
                            entry = await self._lay(actor, upload, pages, reply)
                        case PageRendered():
                            await self._add_page(upload, reply)
                        case RenderRefused(code=code):
                            raise refusal(code)
                        case RenderDone():
                            await self.store.write(lambda unit: self.papers.finish(unit, upload))
        except PagesLost:
            raise Unavailable("pages") from None
        if entry is None:
            raise Refused
        return entry

    async def _lay(self, actor: Actor, upload: Upload, pages: int, first: PageRendered) -> PaperEntry:
        return await self.store.write(lambda unit: self.papers.lay(unit, actor, upload, pages, first))

    async def _add_page(self, upload: Upload, page: PageRendered) -> None:
        await self.store.write(lambda unit: self.papers.add_page(unit, upload, page))
