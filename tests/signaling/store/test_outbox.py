"""The outbox: at once, in order; after a kill by another process; jobs with leases and attempts."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling.store.errors import Unavailable
from signaling.store.outbox import EmissionRow, JobRow
from signaling.store.poller import BACKOFF_SECONDS, JOB_ATTEMPTS, JOB_LEASE_SECONDS, Outbox
from signaling.store.store import Store
from signaling.store.unit import EMIT_LEASE_SECONDS, Unit
from signaling.store.vault import Vault
from signaling.web.messages.queue import TicketPlace

MARKER = "MARKER-7f3a"


class Grace(msgspec.Struct, frozen=True):
    """A payload."""

    participant: str


@dataclass(slots=True)
class Side:
    """One process on the database: its store, its outbox, what it emitted; a clock that the test sets."""

    store: Store
    outbox: Outbox
    emitted: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    now: list[float] = field(default_factory=lambda: [1000.0])


def side(engine: AsyncEngine, vault: Vault, now: list[float]) -> Side:
    store = Store(engine, vault, lambda: now[0], os.urandom)
    emitted: list[tuple[str, str, dict[str, object]]] = []

    async def emit(room: str, event: str, body: bytes) -> None:
        emitted.append((room, event, msgspec.json.decode(body)))

    outbox = Outbox(store, emit)
    store.attach(outbox)
    return Side(store, outbox, emitted, now)


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
def one(engine: AsyncEngine, vault: Vault, now: list[float]) -> Side:
    return side(engine, vault, now)


@pytest.fixture
def two(engine: AsyncEngine, vault: Vault, now: list[float]) -> Side:
    return side(engine, vault, now)


@contextlib.asynccontextmanager
async def running(outbox: Outbox) -> AsyncIterator[None]:
    task = asyncio.create_task(outbox.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def publish(unit: Unit, place: int, room: str = "r") -> None:
    version = await unit.next_version("f")
    unit.publish(room, "ticket:place", TicketPlace("f", version, "1" * 32, place, None))


async def rows(store: Store, table: type[EmissionRow] | type[JobRow]) -> int:
    count = await store.read(lambda unit: unit.session.scalar(select(func.count()).select_from(table)))
    return count or 0


async def test_what_was_committed_is_emitted_in_order_and_then_forgotten(one: Side) -> None:
    async with running(one.outbox):
        await asyncio.gather(*(one.store.write(lambda unit: publish(unit, 0)) for _ in range(20)))
        async with asyncio.timeout(10):
            while await rows(one.store, EmissionRow):  # noqa: ASYNC110  # another task deletes them
                await asyncio.sleep(0.01)
    assert [message["version"] for _, _, message in one.emitted] == list(range(1, 21))


async def test_an_error_after_publishing_emits_nothing(one: Side) -> None:
    async def fail(unit: Unit) -> None:
        await publish(unit, 1)
        raise Unavailable("x")

    with pytest.raises(Unavailable):
        await one.store.write(fail)
    await one.outbox.drain()
    assert one.emitted == []


async def test_another_process_emits_what_a_killed_one_left_oldest_first(one: Side, two: Side) -> None:
    for place in range(5):
        await one.store.write(partial(publish, place=place))
    await two.outbox.step()
    assert two.emitted == []
    one.now[0] += EMIT_LEASE_SECONDS
    await two.outbox.step()
    assert [message["place"] for _, _, message in two.emitted] == list(range(5))
    await two.outbox.drain()
    assert await rows(two.store, EmissionRow) == 0


async def test_content_of_a_destroyed_consultation_is_never_emitted(one: Side, two: Side) -> None:
    consultation = "c" * 32

    async def say(unit: Unit) -> None:
        await unit.vault.create(unit.session, consultation)
        unit.publish(
            "r", "ticket:place", TicketPlace(MARKER, 1, "1" * 32, 1, None), consultation=consultation
        )

    await one.store.write(say)
    assert await two.store.write(lambda unit: unit.vault.destroy(unit.session, consultation))
    one.now[0] += EMIT_LEASE_SECONDS
    await two.outbox.step()
    assert two.emitted == []
    assert await rows(two.store, EmissionRow) == 0


async def test_waiting_rows_hold_no_content_in_clear(one: Side) -> None:
    async def say(unit: Unit) -> None:
        unit.publish("r", "ticket:place", TicketPlace(MARKER, 1, "1" * 32, 1, None))
        unit.later("grace", Grace(MARKER), unit.now, "k")

    await one.store.write(say)

    async def sealed(unit: Unit) -> list[bytes]:
        emissions = (await unit.session.scalars(select(EmissionRow.sealed))).all()
        return [*emissions, *(await unit.session.scalars(select(JobRow.sealed))).all()]

    found = await one.store.read(sealed)
    assert len(found) == 2
    assert not any(MARKER.encode() in content for content in found)


# ---- jobs -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Work:
    """A handler that counts, and fails as often as told."""

    done: list[str] = field(default_factory=list)
    failures: int = 0

    async def __call__(self, payload: Grace) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable("x")
        self.done.append(payload.participant)


async def later(side_: Side, at: float, who: str = "p", key: str = "k") -> None:
    async def plan(unit: Unit) -> None:
        unit.later("grace", Grace(who), at, key)

    await side_.store.write(plan)


async def step(side_: Side) -> None:
    await side_.outbox.step()
    await side_.outbox.settle()


async def test_a_job_runs_when_it_is_due_and_once(one: Side) -> None:
    work = Work()
    one.outbox.on("grace", Grace, work)
    await later(one, 1045.0)
    await step(one)
    assert work.done == []
    one.now[0] = 1045.0
    await step(one)
    await step(one)
    assert work.done == ["p"]
    assert await rows(one.store, JobRow) == 0


async def test_the_same_key_moves_a_job(one: Side) -> None:
    work = Work()
    one.outbox.on("grace", Grace, work)
    await later(one, 1045.0, "first")
    await later(one, 1100.0, "second")
    one.now[0] = 1050.0
    await step(one)
    assert work.done == []
    one.now[0] = 1100.0
    await step(one)
    assert work.done == ["second"]


async def test_a_dropped_job_never_runs(one: Side) -> None:
    work = Work()
    one.outbox.on("grace", Grace, work)
    await later(one, 1000.0)

    async def drop(unit: Unit) -> None:
        unit.drop("k")

    await one.store.write(drop)
    await step(one)
    assert work.done == []


async def test_of_two_processes_one_runs_a_job(one: Side, two: Side) -> None:
    works = [Work(), Work()]
    for side_, work in zip((one, two), works, strict=True):
        side_.outbox.on("grace", Grace, work)
    for number in range(10):
        await later(one, 1000.0, str(number), str(number))
    while await rows(one.store, JobRow):
        await asyncio.gather(step(one), step(two))
    assert sorted(works[0].done + works[1].done) == [str(number) for number in range(10)]


async def test_a_job_of_a_killed_process_runs_when_its_lease_is_over(one: Side, two: Side) -> None:
    work, stuck = Work(), asyncio.Event()

    async def hang(_payload: Grace) -> None:
        await stuck.wait()

    one.outbox.on("grace", Grace, hang)
    two.outbox.on("grace", Grace, work)
    await later(one, 1000.0)
    await one.outbox.step()
    await step(two)
    assert work.done == []
    one.now[0] += JOB_LEASE_SECONDS
    await step(two)
    assert work.done == ["p"]
    stuck.set()
    await one.outbox.settle()


async def test_a_failing_job_is_tried_again_after_longer_and_longer_pauses(one: Side) -> None:
    work = Work(failures=2)
    one.outbox.on("grace", Grace, work)
    await later(one, 1000.0)
    for pause in (0.0, BACKOFF_SECONDS, 2 * BACKOFF_SECONDS):
        assert work.done == []
        one.now[0] += pause
        await step(one)
    assert work.done == ["p"]


async def test_a_job_that_always_fails_is_parked(one: Side) -> None:
    work = Work(failures=10**6)
    one.outbox.on("grace", Grace, work)
    await later(one, 1000.0)
    for _ in range(JOB_ATTEMPTS + 3):
        one.now[0] += 10_000.0
        await step(one)
    assert 10**6 - work.failures == JOB_ATTEMPTS
    parked = await one.store.read(lambda unit: unit.session.scalar(select(JobRow.parked)))
    assert parked is True


async def test_a_job_planned_again_while_it_runs_runs_again(one: Side) -> None:
    done: list[str] = []

    async def again(payload: Grace) -> None:
        done.append(payload.participant)
        if len(done) == 1:
            await later(one, 1000.0, "second")

    one.outbox.on("grace", Grace, again)
    await later(one, 1000.0, "first")
    await step(one)
    await step(one)
    assert done == ["first", "second"]
