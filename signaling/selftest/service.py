"""Service points test themselves once a day; coordinators see what became of it (F-30)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import structlog
from sqlalchemy import delete, select

from signaling.config import SelfTest as Settings
from signaling.people.actor import Actor
from signaling.people.policy import require
from signaling.people.service import PeopleService
from signaling.selftest.rules import (
    KEPT,
    Result,
    due_at,
    failed,
    failing_tests,
    ground,
    minute_of,
    overdue,
    turn_before,
)
from signaling.selftest.tables import SelfTest
from signaling.store.unit import Unit
from signaling.web.messages import selftest as m
from signaling.web.messages.base import LocalText

log = structlog.get_logger("selftest")


class Figures(Protocol):
    """The part of signaling.web.metrics.Metrics that is used here."""

    def self_test(self, failed: Sequence[str]) -> None:
        """A point has tested itself; these parts are broken."""


class SelfTests:
    """One method for each thing that is asked."""

    def __init__(self, settings: Settings, people: PeopleService, figures: Figures) -> None:
        self._settings = settings
        self._people = people
        self._figures = figures

    async def plan(self, unit: Unit, actor: Actor) -> m.SelfTestPlan:
        """When this point tests itself next.

        Raises:
            Refused: the actor is no service point.
        """
        require(actor, "point:self-test")
        newest = await _newest_first(unit, actor.id, 1)
        return self._plan(actor, newest[0].at if newest else None, unit.now)

    async def record(self, unit: Unit, actor: Actor, request: m.SelfTested) -> m.SelfTestPlan:
        """Keep the result of the day; the next plan. A second one of the same day changes nothing.

        Raises:
            Refused: the actor is no service point.
        """
        require(actor, "point:tested")
        turn = turn_before(unit.now, self._minute(actor.id))
        newest = await _newest_first(unit, actor.id, 1)
        if not newest or newest[0].at < turn:
            unit.session.add(SelfTest(device=actor.id, turn=turn, at=unit.now, findings=request.findings))
            await unit.session.flush()
            kept = await _newest_first(unit, actor.id, KEPT)
            older = SelfTest.device == actor.id, SelfTest.at < kept[-1].at
            await unit.session.execute(delete(SelfTest).where(*older))
            self._tell(unit, actor, _results(kept))
        return self._plan(actor, unit.now, unit.now)

    async def points(self, unit: Unit, actor: Actor) -> m.Points:
        """Every service point in use, those first that need somebody.

        Raises:
            Refused: the actor is neither coordinator nor system administrator.
        """
        require(actor, "points:read")
        found = [
            _health(device, name, await _newest_first(unit, device, KEPT), unit.now)
            for device, name in await self._people.devices_in_use(unit)
        ]
        return m.Points(self._settings.daily, tuple(sorted(found, key=_needs_somebody)))

    def _plan(self, actor: Actor, last: float | None, now: float) -> m.SelfTestPlan:
        due = due_at(last, now, self._minute(actor.id)) - now
        return m.SelfTestPlan(due if self._settings.daily else None, self._settings.idle_seconds)

    def _minute(self, device: str) -> int:
        return minute_of(device, self._settings.hour, self._settings.spread_minutes)

    def _tell(self, unit: Unit, actor: Actor, newest_first: Sequence[Result]) -> None:
        parts = failed(newest_first)
        found = ground(newest_first[0][0], parts)
        if parts:
            unit.record(actor.ref, "point:tested", "device", actor.id, found)

        def tell() -> None:
            self._figures.self_test(parts)
            if parts:
                log.warning("self_test_failed", device=actor.id, found=found)

        unit.after_commit(tell)


async def _newest_first(unit: Unit, device: str, most: int) -> Sequence[SelfTest]:
    statement = select(SelfTest).where(SelfTest.device == device).order_by(SelfTest.at.desc()).limit(most)
    return (await unit.session.scalars(statement)).all()


def _results(rows: Sequence[SelfTest]) -> list[Result]:
    return [(row.findings, row.at) for row in rows]


def _health(device: str, name: LocalText, newest_first: Sequence[SelfTest], now: float) -> m.PointHealth:
    last = newest_first[0] if newest_first else None
    return m.PointHealth(
        point=device,
        name=name,
        tested_at=None if last is None else last.at,
        findings=None if last is None else last.findings,
        failed=failed(_results(newest_first)),
        failing_tests=failing_tests(_results(newest_first)),
        overdue=overdue(None if last is None else last.at, now),
    )


def _needs_somebody(point: m.PointHealth) -> tuple[bool, bool, str]:
    return not point.failed, not point.overdue, point.name.fi
