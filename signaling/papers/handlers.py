"""Events and routes of papers."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from math import ceil
from typing import Final

from aiohttp import web

from media.pages.contract import RenderLimits
from media.pages.link import PagesLink
from signaling.config import Settings
from signaling.consultation.service import ConsultationService
from signaling.papers.marking import MarkLimits
from signaling.papers.marks import MarkService
from signaling.papers.redaction import Redactions
from signaling.papers.rules import TableLimits, after_number, paper_name
from signaling.papers.scan import Scanner
from signaling.papers.service import ABANDONED_JOB, Abandoned, PaperService, Picture, Upload
from signaling.papers.upload import Uploads
from signaling.store.errors import Invalid, Unavailable
from signaling.store.poller import Outbox
from signaling.store.store import Store
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages import papers as p
from signaling.web.rest import Routes, Visit

NAME_HEADER: Final = "X-Etaluukku-Name"

PAGE_WITHIN_S: Final = 5.0
"""How long a reader waits for a page that is being rendered, before it is told to ask again."""

PAGE_PAUSE_S: Final = 0.1
"""Between two looks for such a page."""


@dataclass(frozen=True, slots=True)
class PaperHandlers:
    """One method for each event and route."""

    papers: PaperService
    uploads: Uploads
    redactions: Redactions
    marks: MarkService

    async def turn(self, call: Call, request: p.PageTurn) -> p.OperationDone:
        """paper:turn."""
        return await call.store.write(
            lambda unit: self.papers.turn(unit, call.actor, request), call.key(p.OperationDone)
        )

    async def remove(self, call: Call, request: p.PaperRemove) -> p.OperationDone:
        """paper:remove."""
        return await call.store.write(
            lambda unit: self.papers.remove(unit, call.actor, request), call.key(p.OperationDone)
        )

    async def redact(self, call: Call, request: p.PageRedact) -> p.OperationDone:
        """paper:redact."""
        return await self.redactions.redact(call.actor, request, call.key(p.OperationDone))

    async def add(self, visit: Visit) -> p.PaperAddedReply:
        """PUT of a file."""
        name = paper_name(visit.request.headers.get(NAME_HEADER))
        upload = Upload(visit.path["consultation"], visit.path["paper"], name, os.urandom(16).hex())
        request = visit.request
        try:
            entry = await self.uploads.add(visit.signed_in(), upload, request.content_length, request.content)
        except web.RequestPayloadError:
            raise Invalid("body") from None
        return p.PaperAddedReply(entry)

    async def page(self, visit: Visit) -> web.StreamResponse:
        """GET of a picture."""
        picture = await self._when_ready(visit)
        # no-store is the default of /api; the type is the server's own, never the sender's.
        return web.Response(body=picture.image, content_type=picture.mime)

    async def _when_ready(self, visit: Visit) -> Picture:
        path, actor = visit.path, visit.signed_in()
        loop = asyncio.get_running_loop()
        until = loop.time() + PAGE_WITHIN_S
        while True:
            try:
                return await visit.store.read(
                    lambda unit: self.papers.page(
                        unit, actor, path["consultation"], path["paper"], int(path["page"])
                    )
                )
            except Unavailable:
                if loop.time() > until:
                    raise
            await asyncio.sleep(PAGE_PAUSE_S)

    async def text(self, visit: Visit) -> p.PageText:
        """GET of a page's text."""
        path, actor = visit.path, visit.signed_in()
        return await visit.store.read(
            lambda unit: self.papers.text(unit, actor, path["consultation"], path["paper"], int(path["page"]))
        )

    async def operations(self, visit: Visit) -> p.Operations:
        """GET of operations after a number."""
        after = after_number(visit.request.query.get("after"))
        consultation, actor = visit.path["consultation"], visit.signed_in()
        return await visit.store.read(lambda unit: self.papers.operations(unit, actor, consultation, after))

    async def mark_add(self, call: Call, request: p.MarkAdd) -> p.OperationDone:
        """mark:add."""
        return await call.store.write(
            lambda unit: self.marks.add(unit, call.actor, request), call.key(p.OperationDone)
        )

    async def mark_erase(self, call: Call, request: p.MarkErase) -> p.OperationDone:
        """mark:erase."""
        return await call.store.write(
            lambda unit: self.marks.erase(unit, call.actor, request), call.key(p.OperationDone)
        )

    async def mark_erase_other(self, call: Call, request: p.MarkEraseOther) -> p.OperationDone:
        """mark:erase-other."""
        return await call.store.write(
            lambda unit: self.marks.erase_other(unit, call.actor, request), call.key(p.OperationDone)
        )

    async def page_marks(self, visit: Visit) -> p.PageMarks:
        """GET of a page's marks after a number."""
        after = after_number(visit.request.query.get("after"))
        path, actor = visit.path, visit.signed_in()
        where = path["consultation"], path["paper"], int(path["page"])
        return await visit.store.read(lambda unit: self.marks.read(unit, actor, *where, after))

    async def abandoned(self, payload: Abandoned) -> None:
        """Job: an upload may have died."""
        await self.uploads.store.write(lambda unit: self.papers.check_abandoned(unit, payload))

    def register(self, dispatcher: Dispatcher, routes: Routes, outbox: Outbox) -> None:
        """Take the events, routes and jobs of papers."""
        dispatcher.on("paper:turn", self.turn)
        dispatcher.on("paper:remove", self.remove)
        dispatcher.on("paper:redact", self.redact)
        dispatcher.on("mark:add", self.mark_add)
        dispatcher.on("mark:erase", self.mark_erase)
        dispatcher.on("mark:erase-other", self.mark_erase_other)
        routes.on("mark:read", self.page_marks)
        routes.on("paper:add", self.add)
        routes.on("paper:read", self.page)
        routes.on("paper:text", self.text)
        routes.on("operation:read", self.operations)
        outbox.on(ABANDONED_JOB, Abandoned, self.abandoned)


def paper_service(settings: Settings, consultations: ConsultationService) -> PaperService:
    """The papers on top of the consultations, within the configured limits."""
    limits = settings.papers
    room = TableLimits(limits.papers, limits.stored_bytes, limits.operations)
    return PaperService(consultations, room, limits.files_at_points)


def paper_handlers(settings: Settings, store: Store, papers: PaperService) -> PaperHandlers:
    """Handlers with their link to the pages process."""
    limits = settings.papers
    render = RenderLimits(
        file_bytes=limits.file_bytes,
        pages=limits.pages,
        image_pixels=limits.image_pixels,
        page_pixels=limits.page_pixels,
        memory_bytes=limits.render_bytes,
        wall_s=limits.render_seconds,
        cpu_s=ceil(limits.render_seconds),
    )
    link = PagesLink(str(settings.pages_socket), at_once=limits.uploads)
    uploads = Uploads(store, papers, link, render, limits.uploads, scanner_of(settings))
    marks = MarkService(
        papers.consultations, papers.limits, MarkLimits(limits.page_marks, limits.paper_points)
    )
    return PaperHandlers(papers, uploads, Redactions(store, papers, link, render), marks)


def scanner_of(settings: Settings) -> Scanner | None:
    """The scanner that is configured; None: files are not scanned."""
    limits = settings.papers
    return Scanner(limits.scanner, limits.scan_seconds, limits.scan_required) if limits.scanner else None
