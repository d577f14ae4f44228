"""Joins all parts of a signaling process; nothing here decides anything."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from media.contract import GetState
from media.link import LinkEvent, MediaBack, MediaLink, MediaLost, MediaLostError
from media.pages.link import PagesLink
from signaling.areas import Areas, Surroundings
from signaling.areas import build as build_areas
from signaling.config import Settings
from signaling.consultation.media import read_active
from signaling.consultation.privacy import DataProtection
from signaling.consultation.service import ConsultationService
from signaling.keys import turn_server
from signaling.nettest.service import Edge, SiteTests
from signaling.papers.copies import Copies
from signaling.papers.copy_handlers import CopyHandlers
from signaling.papers.deliveries import deliveries
from signaling.papers.handlers import paper_handlers, paper_service, scanner_of
from signaling.papers.scan import Scanner
from signaling.papers.service import PaperService
from signaling.people.actor import ActorRef
from signaling.people.passwords import Passwords
from signaling.people.service import PeopleService
from signaling.people.sessions import Sessions
from signaling.selftest.handlers import SelfTestHandlers
from signaling.selftest.service import SelfTests
from signaling.store.errors import ServiceError
from signaling.store.poller import Outbox
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.app import Parts, create_app
from signaling.web.client import ClientFiles
from signaling.web.demo_routes import DemoRoutes
from signaling.web.gate import SessionGate
from signaling.web.health import Readiness, redis_answers
from signaling.web.limits import Throttle
from signaling.web.media_figures import media_figures
from signaling.web.messages.base import LocalText
from signaling.web.messages.registry import DEMO_ROUTES, ROUTES
from signaling.web.metrics import Metrics
from signaling.web.privacy_routes import PrivacyRoutes
from signaling.web.rest import Routes
from signaling.web.session_routes import SessionRoutes
from signaling.web.sockets import SocketServer
from signaling.web.statement import StatementRoutes

CLIENT: Final = Path(__file__).parents[1] / "webclient" / "dist"
"""The built client of a checkout."""

PROCESS_BYTES: Final = 8
NAME_BYTES: Final = 16

NO_CONFERENCE: Final = "-"
"""The name of none: a question about it costs media nothing, and has an answer."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a session is told about itself by other areas."""

    areas: Areas

    async def authority_name(self, unit: Unit, authority: str) -> LocalText | None:
        """Name of an authority."""
        found = await self.areas.directory.authority(unit, authority)
        return None if found is None else found.name

    async def place_of(self, unit: Unit, ref: ActorRef) -> tuple[str, str] | None:
        """Consultation and participant where the actor takes part now."""
        return await self.areas.consultations.place_of(unit, ref)


@dataclass(frozen=True, slots=True)
class House:
    """A signaling process, ready to be served."""

    settings: Settings
    store: Store
    areas: Areas
    people: PeopleService
    sockets: SocketServer
    outbox: Outbox
    link: MediaLink
    metrics: Metrics
    app: web.Application
    process: str

    async def run(self) -> None:
        """All loops of the process, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.outbox.run())
            group.create_task(self.areas.run())
            group.create_task(self.sockets.watch_sessions(self.settings.people.session_watch_seconds))

    async def running(self) -> int:
        """Consultations that go on now."""
        return len(await self.store.read(read_active))

    async def close(self) -> None:
        """Finish what sockets asked for and end the link to media; what media does goes on."""
        await self.sockets.close()
        await self.link.close()

    def metrics_app(self) -> web.Application:
        """An application that answers /metrics alone, for a port of its own."""
        app = web.Application()

        async def answer(_request: web.Request) -> web.Response:
            return web.Response(body=await self.metrics.scrape(), content_type="text/plain")

        app.router.add_get("/metrics", answer)
        return app


async def build(settings: Settings, store: Store, *, demo: bool) -> House:
    """A signaling process on this store; its link to media is being made."""
    sessions = Sessions(settings.people)
    people = PeopleService(store, settings.people, sessions, await asyncio.to_thread(Passwords))
    throttle = Throttle(settings.limits, settings.server.redis_url)
    gate = SessionGate(store, sessions, throttle)
    metrics = Metrics()
    sockets = SocketServer(store, sessions, gate, settings.limits, settings.server.redis_url, metrics)
    outbox = Outbox(store, sockets.emit)
    store.attach(outbox)
    link = MediaLink(str(settings.media_socket))
    process = os.urandom(PROCESS_BYTES).hex()
    around = Surroundings(
        settings=settings,
        store=store,
        people=people,
        link=link,
        emit_local=sockets.emit_here,
        process=process,
        public_url=public_url(settings),
        turn=await asyncio.to_thread(turn_server, settings.turn),
    )
    papers: list[PaperService] = []

    def papers_over(consultations: ConsultationService) -> PaperService:
        papers.append(paper_service(settings, consultations))
        return papers[0]

    areas = build_areas(around, papers_over)
    registry = (*ROUTES, *DEMO_ROUTES) if demo else ROUTES
    routes = Routes(store, gate, throttle, registry, settings.limits.body_bytes)
    areas.register(sockets.dispatcher, routes, outbox)
    paper_handlers(settings, store, papers[0]).register(sockets.dispatcher, routes, outbox)
    copies = Copies(papers[0])
    CopyHandlers(store, copies, settings.papers.copies).register(sockets.dispatcher, routes)
    (await deliveries(settings, store, copies)).register(sockets.dispatcher, outbox)
    session_routes = SessionRoutes(
        store, people, areas.invitations, Knowledge(areas), throttle, sockets, demo
    )
    session_routes.register(routes)
    PrivacyRoutes(DataProtection(areas.directory, areas.invitations), throttle).register(routes)
    edge = Edge(time.time, lambda: os.urandom(NAME_BYTES).hex())
    SiteTests(settings.nettest, link, around.turn, throttle, edge).register(routes)
    StatementRoutes(settings.operator).register(routes)
    self_tests = SelfTests(settings.selftest, people, metrics)
    SelfTestHandlers(self_tests).register(sockets.dispatcher, routes)
    if demo:
        DemoRoutes(store, people, session_routes).register(routes)
    directory = settings.server.client_directory or CLIENT
    client = await asyncio.to_thread(ClientFiles, directory, os.urandom, demo=demo)
    app = create_app(
        Parts(settings, store, throttle, routes, sockets, client, metrics, _readiness(settings, store, link))
    )
    _follow_media(link, areas, metrics)
    _follow_pages(settings, metrics)
    return House(settings, store, areas, people, sockets, outbox, link, metrics, app, process)


def public_url(settings: Settings) -> str:
    """The address that invitations name."""
    server = settings.server
    if server.public_url:
        return server.public_url
    scheme = "https" if server.tls_certificate else "http"
    host = server.listen[0]
    if host in ("0.0.0.0", "127.0.0.1", "::", "::1"):
        host = "localhost"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{server.port}"


def _follow_media(link: MediaLink, areas: Areas, metrics: Metrics) -> None:
    def hear(event: LinkEvent) -> None:
        match event:
            case MediaBack():
                metrics.media(True)
            case MediaLost():
                metrics.media(False)
            case _:
                pass

    async def ask() -> None:
        gauges, counters = await media_figures(link)
        metrics.elsewhere(gauges, counters)

    metrics.ask(ask)
    link.subscribe(hear)
    link.subscribe(areas.media.hear)
    link.start()


def _follow_pages(settings: Settings, metrics: Metrics) -> None:
    pages = PagesLink(str(settings.pages_socket))

    async def ask() -> None:
        here = await pages.here()
        metrics.pages(None if here is None else here.jailed)

    metrics.ask(ask)


async def absent(scanner: Scanner) -> bool:
    """True while clamd does not answer: files are refused, or taken without a look."""
    return not await scanner.is_there()


def _readiness(settings: Settings, store: Store, link: MediaLink) -> Readiness:
    pages = PagesLink(str(settings.pages_socket))

    async def database() -> bool:
        try:
            await store.read(lambda unit: unit.feed_version("ready"))
        except ServiceError:
            return False
        return True

    async def media() -> bool:
        try:
            await link.request(GetState(NO_CONFERENCE))
        except MediaLostError:
            return False
        return True

    async def unjailed() -> bool:
        here = await pages.here()
        return here is not None and not here.jailed

    readiness = Readiness()
    readiness.add("database", database)
    readiness.add("media", media)
    readiness.add("pages", pages.is_there)
    readiness.remark("pages_without_jail", unjailed)
    scanner = scanner_of(settings)
    if scanner is not None:
        readiness.remark("scanner_missing", lambda: absent(scanner))
    if settings.server.redis_url:
        readiness.add("redis", lambda: redis_answers(settings.server.redis_url))
    return readiness
