"""Entering the demo as any of its roles. Exists only in `etaluukku demo`: `serve` has no such routes."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from signaling.people.service import PeopleService
from signaling.people.sessions import Entered
from signaling.store.errors import Invalid, Refused
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.messages.session import DemoEnter, DemoRoles
from signaling.web.rest import Routes, Visit
from signaling.web.session_routes import SessionRoutes


@dataclass(frozen=True, slots=True)
class DemoRoutes:
    """The routes `demo:*`."""

    store: Store
    people: PeopleService
    sessions: SessionRoutes

    def register(self, routes: Routes) -> None:
        """Take the routes of the registry."""
        routes.on("demo:roles", self.roles)
        routes.on("demo:enter", self.enter)

    async def roles(self, visit: Visit) -> DemoRoles:
        """Everybody of the demo."""
        return DemoRoles(await visit.store.read(self.people.demo_roles))

    async def enter(self, visit: Visit) -> web.StreamResponse:
        """A session without a password."""
        match visit.body:
            case DemoEnter(key=key):
                entered = await self.store.write(lambda unit: self._enter(unit, key))
                return await self.sessions.entered(visit, entered)
            case _:
                raise Invalid("shape")

    async def _enter(self, unit: Unit, key: str) -> Entered:
        if not any(role.key == key for role in await self.people.demo_roles(unit)):
            raise Refused
        kind, _, identity = key.partition(":")
        if kind == "device":
            return await self.people.enter_device(unit, identity)
        return await self.people.enter_account(unit, identity)
