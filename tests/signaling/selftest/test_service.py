"""The day's result: once, bounded, seen by coordinators, and told when something is broken (F-30)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import StringIO

import pytest
from sqlalchemy import func, select

from signaling.audit.tables import AuditRow
from signaling.config import Log, SelfTest, Settings
from signaling.log import configure_log
from signaling.people.actor import Actor
from signaling.people.passwords import Passwords
from signaling.people.service import PeopleService
from signaling.people.sessions import Sessions
from signaling.selftest import tables
from signaling.selftest.rules import KEPT
from signaling.selftest.service import SelfTests
from signaling.store.errors import Refused
from signaling.store.unit import Unit
from signaling.web.messages.base import Role
from signaling.web.messages.selftest import Points, SelfTested, SelfTestFindings, SelfTestPlan
from signaling.web.metrics import Metrics
from tests.signaling.house import House

DAY = 86_400.0
WELL = SelfTestFindings("well", "well", "well", "well", ("udp", "tcp"))
BROKEN = SelfTestFindings("frozen", "silent", "unknown", "well", ("udp",))


@dataclass
class Care:
    """Self-tests of a house, and what became known of them."""

    house: House
    people: PeopleService
    tests: SelfTests
    metrics: Metrics = field(default_factory=Metrics)

    async def plan(self, point: Actor) -> SelfTestPlan:
        return await self.house.store.read(lambda unit: self.tests.plan(unit, point))

    async def tested(self, point: Actor, findings: SelfTestFindings = WELL) -> SelfTestPlan:
        request = SelfTested(self.house.new_id(), findings)
        return await self.house.write(lambda unit: self.tests.record(unit, point, request))

    async def points(self, role: Role = "coordinator") -> Points:
        actor = Actor("account", "c" * 32, role, "admin")
        return await self.house.store.read(lambda unit: self.tests.points(unit, actor))

    async def kept(self) -> int:
        async def count(unit: Unit) -> int:
            return await unit.session.scalar(select(func.count()).select_from(tables.SelfTest)) or 0

        return await self.house.store.read(count)

    async def audited(self) -> list[tuple[str, str]]:
        async def read(unit: Unit) -> list[tuple[str, str]]:
            rows = await unit.session.scalars(select(AuditRow).where(AuditRow.action == "point:tested"))
            return [(row.object_id, row.ground) for row in rows]

        return await self.house.store.read(read)


def care_of(house: House, settings: SelfTest) -> Care:
    people = PeopleService(house.store, Settings().people, Sessions(Settings().people), Passwords())
    metrics = Metrics()
    return Care(house, people, SelfTests(settings, people, metrics), metrics)


@pytest.fixture
def care(house: House) -> Care:
    return care_of(house, SelfTest(hour=8, spread_minutes=1))


async def test_a_point_tests_itself_once_a_day(care: Care) -> None:
    point = await care.house.point()
    assert (await care.plan(point)).due_seconds == 0
    after = await care.tested(point)
    assert after.due_seconds == 20 * 3600  # it is Monday noon
    assert await care.plan(point) == after
    care.house.now += 20 * 3600
    assert (await care.plan(point)).due_seconds == 0


async def test_a_second_result_of_the_day_changes_nothing(care: Care) -> None:
    """Two windows of one point, or a request that was sent again."""
    point = await care.house.point()
    await care.tested(point)
    care.house.now += 60
    await care.tested(point, BROKEN)
    (health,) = (await care.points()).points
    assert (health.findings, health.tested_at) == (WELL, care.house.now - 60)
    assert await care.kept() == 1
    assert await care.audited() == []


async def test_no_more_than_a_month_is_kept_of_a_device(care: Care) -> None:
    point, other = await care.house.point("Salla"), await care.house.point("Soini")
    await care.tested(other)
    for _ in range(KEPT + 5):
        await care.tested(point, BROKEN)
        care.house.now += DAY
    assert await care.kept() == KEPT + 1
    first = (await care.points()).points[0]
    assert (first.point, first.failing_tests) == (point.id, KEPT)


async def test_a_failure_is_audited_counted_and_logged(care: Care) -> None:
    point, good = await care.house.point(), await care.house.point()
    stream = StringIO()
    configure_log(Log(level="warning"), stream)
    await care.tested(point, BROKEN)
    await care.tested(good)
    found = "camera:frozen microphone:silent"
    assert await care.audited() == [(point.id, found)]
    (line,) = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (line["event"], line["device"], line["found"]) == ("self_test_failed", point.id, found)
    figures = (await care.metrics.scrape()).decode()
    assert 'etaluukku_self_tests_total{outcome="failed"} 1.0' in figures
    assert 'etaluukku_self_tests_total{outcome="well"} 1.0' in figures
    assert 'etaluukku_self_test_failures_total{part="camera"} 1.0' in figures


async def test_coordinators_see_first_what_needs_somebody(care: Care) -> None:
    names = ("Akaa", "Bromarv", "Salla", "Ähtäri")
    well, late, broken, never = [await care.house.point(name) for name in names]
    await care.tested(late)
    care.house.now += 2.5 * DAY
    await care.tested(well)
    await care.tested(broken, BROKEN)
    points = (await care.points()).points
    assert [point.point for point in points] == [broken.id, late.id, never.id, well.id]
    assert [point.overdue for point in points] == [False, True, True, False]
    assert [point.failed for point in points] == [("camera", "microphone"), (), (), ()]
    assert points[2].tested_at is None and points[2].findings is None


async def test_a_revoked_point_is_not_listed(care: Care) -> None:
    point = await care.house.point()
    await care.house.write(lambda unit: care.people.revoke_device(unit, point.id))
    assert (await care.points()).points == ()


async def test_nobody_else_reports_or_reads(care: Care) -> None:
    point = await care.house.point()
    expert = await care.house.expert(await care.house.service())
    with pytest.raises(Refused):
        await care.tested(expert)
    with pytest.raises(Refused):
        await care.plan(expert)
    for role in ("point", "expert", "interpreter", "guest", "authority_admin"):
        with pytest.raises(Refused):
            await care.points(role)
    assert len((await care.points("system_admin")).points) == 1
    assert await care.kept() == 0 and point.role == "point"


async def test_a_server_that_wants_none_says_so(house: House) -> None:
    care = care_of(house, SelfTest(daily=False))
    point = await house.point()
    assert (await care.plan(point)).due_seconds is None
    assert not (await care.points()).daily
