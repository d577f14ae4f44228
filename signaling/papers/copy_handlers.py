"""Events and routes of copies: what is printed, and a PDF that is sent page by page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import structlog
from aiohttp import web

from signaling.papers.copies import Copies, Copying
from signaling.papers.pdf import PdfWriter
from signaling.people.actor import Actor
from signaling.store.errors import LimitReached, ServiceError, Unavailable
from signaling.store.store import Store
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages import papers as p
from signaling.web.rest import Routes, Visit

log = structlog.get_logger("papers")

PIECE_WITHIN_S: Final = 30.0
"""A reader that takes a page no faster has gone: 500 kB at 0.15 Mbit/s."""


@dataclass(slots=True)
class CopyHandlers:
    """One method for each event and route; at most `at_once` downloads at a time, one of each actor."""

    store: Store
    copies: Copies
    at_once: int
    _of: set[str] = field(default_factory=set)

    async def print(self, call: Call, request: p.PaperPrint) -> p.PaperPrinted:
        """paper:print."""
        return await call.store.write(
            lambda unit: self.copies.print(unit, call.actor, request), call.key(p.PaperPrinted)
        )

    async def download(self, visit: Visit) -> web.StreamResponse:
        """GET of a copy. Whatever changes meanwhile breaks the line: half a file is no copy."""
        actor, path = visit.signed_in(), visit.path
        with self._place(actor):
            copy = await self.store.write(
                lambda unit: self.copies.begin(unit, actor, path["consultation"], path["paper"])
            )
            response = web.StreamResponse(headers=_headers(copy.name))
            response.content_type = "application/pdf"
            response.enable_chunked_encoding()
            await response.prepare(visit.request)
            try:
                async for piece in self._pieces(actor, copy):
                    async with asyncio.timeout(PIECE_WITHIN_S):
                        await response.write(piece)
            except (ServiceError, TimeoutError, ConnectionError) as error:
                log.info("copy_broken", error=type(error).__name__)
                if visit.request.transport is not None:
                    visit.request.transport.abort()
        return response

    async def _pieces(self, actor: Actor, copy: Copying) -> AsyncIterator[bytes]:
        """The file, a page at a time; its end only when every page is still what was sent."""
        writer = PdfWriter(copy.name)
        yield writer.begin()
        for number in range(copy.pages):
            page = await self.store.read(
                lambda unit, number=number: self.copies.page(unit, actor, copy, number)  # type: ignore[misc]  # bound at once
            )
            yield writer.page(page.image, page.mime, page.text)
        await self.store.read(lambda unit: self.copies.complete(unit, actor, copy))
        yield writer.end()

    @contextmanager
    def _place(self, actor: Actor) -> Iterator[None]:
        if actor.id in self._of:
            raise LimitReached("copies")
        if len(self._of) >= self.at_once:
            raise Unavailable("busy")
        self._of.add(actor.id)
        try:
            yield
        finally:
            self._of.discard(actor.id)

    def register(self, dispatcher: Dispatcher, routes: Routes) -> None:
        """Take the events and routes of copies."""
        dispatcher.on("paper:print", self.print)
        routes.on("paper:download", self.download)


def _headers(name: str) -> dict[str, str]:
    """The name of the file, as RFC 6266 section 4.3 has it."""
    whole = name if name.lower().endswith(".pdf") else f"{name}.pdf"
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(whole, safe='')}"}
