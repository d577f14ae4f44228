"""Events of service points that test themselves, and the route of those who see to them."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.selftest.service import SelfTests
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages import selftest as m
from signaling.web.messages.base import Nothing
from signaling.web.rest import Routes, Visit


@dataclass(frozen=True, slots=True)
class SelfTestHandlers:
    """One method for each event or route."""

    self_tests: SelfTests

    async def plan(self, call: Call, request: Nothing) -> m.SelfTestPlan:
        """point:self-test."""
        return await call.store.read(lambda unit: self.self_tests.plan(unit, call.actor))

    async def tested(self, call: Call, request: m.SelfTested) -> m.SelfTestPlan:
        """point:tested."""
        return await call.store.write(
            lambda unit: self.self_tests.record(unit, call.actor, request), call.key(m.SelfTestPlan)
        )

    async def points(self, visit: Visit) -> m.Points:
        """points:read."""
        actor = visit.signed_in()
        return await visit.store.read(lambda unit: self.self_tests.points(unit, actor))

    def register(self, dispatcher: Dispatcher, routes: Routes) -> None:
        """Take the events and the route of this area."""
        dispatcher.on("point:self-test", self.plan)
        dispatcher.on("point:tested", self.tested)
        routes.on("points:read", self.points)
