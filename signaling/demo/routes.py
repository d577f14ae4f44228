"""Entering the demonstration as any of its roles, without a password. Exists only in `etaluukku demo`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from signaling.demo.seed import demo_id, demo_roles
from signaling.people.service import PeopleService
from signaling.people.sessions import Entered
from signaling.store.errors import Invalid, Refused
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.messages.session import DemoEnter, DemoRoles
from signaling.web.rest import Routes, Visit


@dataclass(frozen=True, slots=True)
class DemoRoutes:
    """The routes `demo:*`."""

    store: Store
    people: PeopleService
    entered: Callable[[Visit, Entered], Awaitable[web.StreamResponse]]
    """Gives the session's cookie (SessionRoutes.entered)."""

    def register(self, routes: Routes) -> None:
        """Take the demo's routes of the registry."""
        routes.on("demo:roles", self.roles)
        routes.on("demo:enter", self.enter)

    async def roles(self, visit: Visit) -> DemoRoles:
        """Every role, service points first."""
        return DemoRoles(demo_roles())

    async def enter(self, visit: Visit) -> web.StreamResponse:
        """A session as this role, at its own seat."""
        if not isinstance(visit.body, DemoEnter):
            raise Invalid("shape")
        key = visit.body.key
        role = next((role for role in demo_roles() if role.key == key), None)
        if role is None or role.seat != visit.seat:
            raise Refused
        identity = demo_id(key)

        async def begin(unit: Unit) -> Entered:
            if role.seat == "point":
                return await self.people.enter_device(unit, identity)
            return await self.people.enter_account(unit, identity)

        return await self.entered(visit, await self.store.write(begin))
