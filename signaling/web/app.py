"""The web application: what comes before every answer, and what goes onto every response."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web

from signaling.config import Settings
from signaling.store.errors import LimitReached, Refused
from signaling.store.store import Store
from signaling.web import headers
from signaling.web.client import ClientFiles, caching
from signaling.web.connections import CONNECTIONS, Connections, Runner
from signaling.web.health import Readiness
from signaling.web.limits import Throttle, TooOften
from signaling.web.metrics import Metrics
from signaling.web.origin import IpNetwork, Peer, networks, peer_of, same_origin
from signaling.web.rest import PEER, Routes, error_response
from signaling.web.sockets import SocketServer

log = structlog.get_logger("web")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SAFE: Final = frozenset({"GET", "HEAD"})
LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
HEADER_BYTES: Final = 16_384
"""Longest header line; all cookies have some 900 bytes."""
SILENT_SECONDS: Final = 75.0
"""A connection with no whole request for so long is closed; proxies keep theirs for 60 s (nginx)."""
LEAVE_SECONDS: Final = 5.0
"""Time for open requests at the end."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is made of."""

    settings: Settings
    store: Store
    throttle: Throttle
    routes: Routes
    sockets: SocketServer
    client: ClientFiles
    metrics: Metrics
    readiness: Readiness


def create_app(parts: Parts) -> web.Application:
    """The application of one signaling process.

    Raises:
        RuntimeError: an event or route of the registry has no handler.
    """
    missing = parts.sockets.dispatcher.missing() + parts.routes.missing()
    if missing:
        raise RuntimeError(f"no handler for {', '.join(missing)}")
    limits, trusted = parts.settings.limits, networks(parts.settings.server.trusted_proxies)
    connections = Connections(limits, trusted, parts.metrics)
    frame = _Frame(parts, trusted, connections)
    app = web.Application(middlewares=[frame.measure, frame.guard], client_max_size=limits.body_bytes)
    app[CONNECTIONS] = connections
    app.on_response_prepare.append(frame.dress)
    parts.sockets.attach(app)
    parts.routes.add_to(app)
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/readyz", parts.readiness.answer)
    if parts.settings.server.metrics_port == 0:
        app.router.add_get("/metrics", frame.metrics)
    app.router.add_route("*", "/api/{path:.*}", _no_such_route)
    parts.client.add_to(app)
    return app


def create_runner(
    app: web.Application, silent_seconds: float = SILENT_SECONDS, leave_seconds: float = LEAVE_SECONDS
) -> web.AppRunner:
    """What serves the application, with bounds on what comes before it: connections, headers and silence."""
    return Runner(
        app,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=leave_seconds,
        keepalive_timeout=silent_seconds,
        max_field_size=HEADER_BYTES,
        max_line_size=HEADER_BYTES,
    )


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def _no_such_route(_request: web.Request) -> web.Response:
    return error_response(Refused())


class _Frame:
    """What stands around every request."""

    def __init__(self, parts: Parts, trusted: Sequence[IpNetwork], connections: Connections) -> None:
        self._parts = parts
        self._trusted = trusted
        self._connections = connections
        self._public = parts.settings.server.public_url
        self._secure = bool(parts.settings.server.tls_certificate)

    def _peer(self, request: web.Request) -> Peer:
        scheme = "https" if self._secure else "http"
        return peer_of(request.remote or "", scheme, request.host, request.headers, self._trusted)

    @web.middleware
    async def measure(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count the request and its time."""
        began = time.perf_counter()
        status = 500
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        except asyncio.CancelledError:
            status = 499
            raise
        finally:
            self._parts.metrics.request(request.method, status, time.perf_counter() - began)
        return response

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Know who asks, refuse foreign pages, and bound how often an address asks."""
        peer = self._peer(request)
        request[PEER] = peer
        changing = request.method not in SAFE or request.path.startswith(("/api/", "/socket.io/"))
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
        if changing and not same_origin(origin, site, peer, self._public):
            return error_response(Refused())
        if not request.path.startswith("/api/"):
            try:
                await self._parts.throttle.request(None, peer.counted)
            except TooOften as error:
                return error_response(error)
        if peer.direct:
            return await handler(request)
        try:
            with self._connections.through_proxy(peer.counted):
                return await handler(request)
        except LimitReached as error:
            return error_response(error)

    async def dress(self, request: web.Request, response: web.StreamResponse) -> None:
        """Put the security headers onto every response, sockets and errors included."""
        for name, value in headers.COMMON.items():
            response.headers[name] = value
        response.headers.setdefault("Content-Security-Policy", headers.NOTHING)
        kept = caching(request.path) if response.status < 400 else "no-store"
        response.headers.setdefault("Cache-Control", kept)
        response.headers["Server"] = "etaluukku"
        if self._secure:
            response.headers["Strict-Transport-Security"] = headers.STRICT_TRANSPORT

    async def metrics(self, request: web.Request) -> web.Response:
        """Counters, for a direct request from this machine only."""
        peer = request[PEER]
        if peer.address not in LOOPBACK or not peer.direct or "X-Forwarded-For" in request.headers:
            raise web.HTTPNotFound
        return web.Response(body=await self._parts.metrics.scrape(), content_type="text/plain")
