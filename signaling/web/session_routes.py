"""Signing in and out, enrolling, joining by a code, and what a session is told about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from signaling.people import known
from signaling.people.actor import Actor, ActorRef
from signaling.people.rules import ROLE_NAMES, SEATS, plain_name
from signaling.people.service import Lobby, PeopleService
from signaling.people.sessions import Entered
from signaling.store.errors import Invalid
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.cookies import clear_session, known_cookie_name, session_of, set_known, set_session
from signaling.web.limits import Throttle
from signaling.web.messages.base import LocalText, Nothing
from signaling.web.messages.session import Enrol, Join, Me, SignIn
from signaling.web.rest import Routes, Visit, json_response
from signaling.web.sockets import SocketServer


class Places(Protocol):
    """What other areas know of an actor."""

    async def authority_name(self, unit: Unit, authority: str) -> LocalText | None:
        """Name of an authority."""

    async def place_of(self, unit: Unit, ref: ActorRef) -> tuple[str, str] | None:
        """Consultation and participant where the actor takes part now."""


@dataclass(frozen=True, slots=True)
class SessionRoutes:
    """The routes `session:*`."""

    store: Store
    people: PeopleService
    lobby: Lobby
    places: Places
    throttle: Throttle
    sockets: SocketServer
    demo: bool

    def register(self, routes: Routes) -> None:
        """Take the routes of the registry."""
        routes.on("session:me", self.me)
        routes.on("session:sign-in", self.sign_in)
        routes.on("session:sign-out", self.sign_out)
        routes.on("session:enrol", self.enrol)
        routes.on("session:join", self.join)

    async def me(self, visit: Visit) -> Me:
        """Who this session is."""
        return await self.describe(visit.signed_in())

    async def sign_in(self, visit: Visit) -> web.StreamResponse:
        """Local account of staff."""
        match visit.body:
            case SignIn() as request:
                return await self._signed_in(visit, request)
            case _:
                raise Invalid("shape")

    async def _signed_in(self, visit: Visit, request: SignIn) -> web.StreamResponse:
        vault, now = self.store.vault, self.store.clock()
        name = vault.fingerprint(plain_name(request.name))
        secure = visit.peer.scheme == "https"
        marks = visit.request.cookies.get(known_cookie_name(secure=secure), "")
        browser = known.browser_of(marks, name, now, vault.browser_digest)
        await self.throttle.sign_in(visit.peer.counted, name, browser)
        entered = await self.people.sign_in(visit.seat, request)
        response = await self.entered(visit, entered)
        fresh = vault.browser_digest(entered.token)  # as random as the token, and tells nothing of it
        set_known(response, known.marked(marks, name, now, fresh, vault.browser_digest), secure=secure)
        return response

    async def enrol(self, visit: Visit) -> web.StreamResponse:
        """One-time code of a device."""
        match visit.body:
            case Enrol() as request:
                await self.throttle.entry(visit.peer.counted)
                return await self.entered(visit, await self.people.enrol(request))
            case _:
                raise Invalid("shape")

    async def join(self, visit: Visit) -> web.StreamResponse:
        """Short code of a guest or an outside interpreter."""
        match visit.body:
            case Join() as request:
                await self.throttle.entry(visit.peer.counted)
                return await self.entered(visit, await self.people.join(self.lobby, request))
            case _:
                raise Invalid("shape")

    async def sign_out(self, visit: Visit) -> web.StreamResponse:
        """The session ends; its sockets are closed, here at once and elsewhere within seconds."""
        visit.signed_in()
        if visit.session_id is not None:
            await self.people.sign_out(visit.session_id)
            await self.sockets.close_session(visit.session_id, "signed_out")
        response = json_response(Nothing())
        clear_session(response, visit.seat, secure=visit.peer.scheme == "https")
        return response

    async def entered(self, visit: Visit, entered: Entered) -> web.StreamResponse:
        """The reply with the cookie of a session that has begun; a former one of this seat ends."""
        secure = visit.peer.scheme == "https"
        former = session_of(visit.request.cookies, entered.actor.seat, self.store.vault, secure=secure)
        if former is not None:
            await self.people.sign_out(former)
            await self.sockets.close_session(former, "signed_out")
        response = json_response(await self.describe(entered.actor))
        set_session(response, entered, secure=secure)
        return response

    async def describe(self, actor: Actor) -> Me:
        """What a session is told about itself."""

        async def look(unit: Unit) -> Me:
            place = await self.places.place_of(unit, actor.ref)
            authority = None
            if actor.authority is not None:
                authority = await self.places.authority_name(unit, actor.authority)
            consultation, participant = place or (None, None)
            label = await self._label(unit, actor)
            return Me(SEATS[actor.role], actor.role, label, authority, consultation, participant, self.demo)

        return await self.store.read(look)

    async def _label(self, unit: Unit, actor: Actor) -> LocalText:
        match actor.kind:
            case "device":
                label = await self.people.device_name(unit, actor.id)
            case "account":
                label = await self.people.account_label(unit, actor.id)
            case _:
                label = None
        return label or ROLE_NAMES[actor.role]
