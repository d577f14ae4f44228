"""From an HTTP request to one service call: seat, origin, limit, session, schema, error envelope."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import msgspec
import structlog
from aiohttp import web

from signaling.people import policy
from signaling.people.actor import Actor
from signaling.store.errors import Invalid, ServiceError, TooLarge, Unauthenticated, Unavailable
from signaling.store.store import Store
from signaling.web.cookies import SEAT_HEADER, seat_of, session_of
from signaling.web.gate import SessionGate
from signaling.web.limits import Throttle
from signaling.web.messages.base import ErrorCode, Message, Seat
from signaling.web.messages.registry import Route
from signaling.web.origin import Peer

log = structlog.get_logger("rest")

PEER: Final = web.RequestKey("peer", Peer)
"""Set by the application for every request."""

STATUS: Final[Mapping[ErrorCode, HTTPStatus]] = {
    "invalid": HTTPStatus.BAD_REQUEST,
    "unauthenticated": HTTPStatus.UNAUTHORIZED,
    "refused": HTTPStatus.FORBIDDEN,
    "conflict": HTTPStatus.CONFLICT,
    "limit": HTTPStatus.TOO_MANY_REQUESTS,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unreadable": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}

BODY_SECONDS: Final = 20.0
"""A JSON body has some hundred bytes; who takes longer holds a place on purpose."""

PATH_PARTS: Final = {"page": re.compile(r"[0-9]{1,4}")}
"""Every other part of a path is an id."""

ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Visit:
    """One HTTP request to a route of the registry."""

    actor: Actor | None
    session_id: str | None
    seat: Seat
    peer: Peer
    path: Mapping[str, str]
    """Parts of the path, ids checked for their form."""
    body: Message | None
    """By the route's schema; None for routes without a JSON body."""
    request: web.Request
    """For streams and the query."""
    store: Store

    def signed_in(self) -> Actor:
        """The actor.

        Raises:
            Unauthenticated: there is no session.
        """
        if self.actor is None:
            raise Unauthenticated
        return self.actor


Handler = Callable[[Visit], Awaitable[Message | web.StreamResponse]]


class Routes:
    """Holds the handlers of the registry's routes."""

    def __init__(
        self, store: Store, gate: SessionGate, throttle: Throttle, routes: Iterable[Route], body_bytes: int
    ) -> None:
        self._store = store
        self._gate = gate
        self._throttle = throttle
        self._body_bytes = body_bytes
        self._routes = {route.action: route for route in routes}
        self._handlers: dict[str, Handler] = {}

    def on(self, action: str, handler: Handler) -> None:
        """Let `handler` do this route of the registry.

        Raises:
            KeyError: no such route.
            ValueError: the route has a handler.
        """
        if action not in self._routes:
            raise KeyError(action)
        if action in self._handlers:
            raise ValueError(f"{action} has a handler already")
        self._handlers[action] = handler

    def missing(self) -> tuple[str, ...]:
        """Routes without a handler; the application starts only when there is none."""
        return tuple(action for action in self._routes if action not in self._handlers)

    def add_to(self, app: web.Application) -> None:
        """Let the application answer these routes."""
        for action, route in self._routes.items():
            app.router.add_route(route.method, route.path, self._answer(route, self._handlers[action]))

    def _answer(
        self, route: Route, handler: Handler
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                reply = await handler(await self._visit(route, request))
            except ServiceError as error:
                return error_response(error)
            except web.HTTPException:
                raise
            except Exception as error:  # a bug must reach the log and the person as a plain error
                log.exception("handler_failed", action=route.action, error=type(error).__name__)
                return error_response(Unavailable("internal"))
            return json_response(reply) if isinstance(reply, Message) else reply

        return answer

    async def _visit(self, route: Route, request: web.Request) -> Visit:
        seat = seat_of(request.headers.get(SEAT_HEADER))
        if seat is None:
            raise Invalid("seat")
        peer = request[PEER]
        session = session_of(request.cookies, seat, self._store.vault, secure=peer.scheme == "https")
        await self._throttle.request(session, peer.counted)
        actor = None if session is None else await self._gate.actor(session)
        if actor is not None and actor.seat != seat:
            actor = None  # a token in the cookie of another seat
        if route.action not in policy.OPEN_TO_ALL:
            if actor is None:
                raise Unauthenticated(await self._why_over(session))
            policy.require_role(actor, route.action)
        for name, value in request.match_info.items():
            if not PATH_PARTS.get(name, ID).fullmatch(value):
                raise Invalid("path")
        body = await self._body(route, request)
        known = session if actor is not None else None
        return Visit(actor, known, seat, peer, dict(request.match_info), body, request, self._store)

    async def _why_over(self, session: str | None) -> str:
        return "" if session is None else await self._gate.why_over(session) or ""

    async def _body(self, route: Route, request: web.Request) -> Message | None:
        if route.request is None or not issubclass(route.request, Message):
            return None
        if request.content_type != "application/json":
            raise Invalid("content_type")
        raw = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for chunk in request.content.iter_any():
                    raw += chunk
                    if len(raw) > self._body_bytes:
                        raise TooLarge("body")
        except TimeoutError:
            raise Unavailable("slow") from None
        try:
            return msgspec.json.decode(bytes(raw), type=route.request)
        except (msgspec.MsgspecError, RecursionError):
            raise Invalid("shape") from None


def json_response(reply: Message) -> web.Response:
    """The message as JSON."""
    return web.Response(body=msgspec.json.encode(reply), content_type="application/json")


def error_response(error: ServiceError) -> web.Response:
    """The error in its envelope: {"error": {code, detail}} with the status of its code.

    Source: RFC 9110 section 10.2.3 (Retry-After).
    """
    body = msgspec.json.encode({"error": error.message()})
    response = web.Response(status=STATUS[error.code], body=body, content_type="application/json")
    if error.retry_seconds is not None:
        response.headers["Retry-After"] = str(error.retry_seconds)
    return response
