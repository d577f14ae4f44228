"""Units of work on both databases: commit, retry, idempotency, feeds, effects."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from signaling.audit.tables import AuditRow
from signaling.people.actor import SYSTEM, ActorRef
from signaling.store.errors import Conflict, Refused
from signaling.store.feeds import Feed
from signaling.store.requests import RequestKey
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.messages.base import Nothing
from signaling.web.messages.queue import Accepted

DESK = ActorRef("account", "d" * 32)


async def _raise_feed(unit: Unit) -> int:
    return await unit.next_version("desk:x")


async def _feed(store: Store) -> int:
    return await store.read(lambda unit: unit.feed_version("desk:x"))


async def test_a_commit_is_read_by_the_next_unit(store: Store) -> None:
    assert await _feed(store) == 0
    assert await store.write(_raise_feed) == 1
    assert await store.write(_raise_feed) == 2
    assert await _feed(store) == 2


async def test_concurrent_writers_of_one_feed_get_each_number_once(store: Store) -> None:
    numbers = await asyncio.gather(*(store.write(_raise_feed) for _ in range(30)))
    assert sorted(numbers) == list(range(1, 31))


async def test_an_error_of_the_work_changes_nothing(store: Store) -> None:
    async def refused(unit: Unit) -> None:
        await unit.next_version("desk:x")
        unit.record(SYSTEM, "x", "feed", "x")
        raise Refused

    with pytest.raises(Refused):
        await store.write(refused)
    assert await _feed(store) == 0
    rows = await store.read(lambda unit: unit.session.scalar(select(func.count(AuditRow.sequence))))
    assert rows == 0


async def test_the_same_request_id_has_one_effect_and_one_reply(store: Store) -> None:
    key = RequestKey(DESK, "1" * 32, "ticket:accept", Accepted)

    async def accept(unit: Unit) -> Accepted:
        await unit.next_version("desk:x")
        return Accepted(unit.new_id(), unit.new_id())

    replies = await asyncio.gather(*(store.write(accept, key) for _ in range(8)))
    assert len(set(replies)) == 1
    assert await _feed(store) == 1


async def test_a_request_id_used_for_another_event_is_a_conflict(store: Store) -> None:
    async def nothing(_unit: Unit) -> Nothing:
        return Nothing()

    await store.write(nothing, RequestKey(DESK, "1" * 32, "ticket:cancel", Nothing))
    with pytest.raises(Conflict):
        await store.write(nothing, RequestKey(DESK, "1" * 32, "desk:availability", Nothing))


async def test_request_ids_of_two_actors_do_not_meet(store: Store) -> None:
    async def count(unit: Unit) -> Nothing:
        await unit.next_version("desk:x")
        return Nothing()

    for actor in (DESK, ActorRef("device", "d" * 32), ActorRef("account", "e" * 32)):
        await store.write(count, RequestKey(actor, "1" * 32, "ticket:cancel", Nothing))
    assert await _feed(store) == 3


async def test_a_unique_row_that_others_always_take_first_is_a_conflict(store: Store) -> None:
    async def insert(unit: Unit) -> None:
        unit.session.add(Feed(name="taken", version=1))

    await store.write(insert)
    with pytest.raises(Conflict):
        await store.write(insert)


async def test_reading_changes_nothing(store: Store) -> None:
    if store.engine.dialect.name == "sqlite":
        await store.read(_raise_feed)
    assert await _feed(store) == 0


async def test_a_cancelled_transaction_leaves_no_lock_and_ends_its_loop(store: Store) -> None:
    async def loop() -> None:
        while True:
            await store.write(_raise_feed)
            await _feed(store)

    for turns in range(40):
        task = asyncio.create_task(loop())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        _, pending = await asyncio.wait([task], timeout=10)
        assert not pending
    async with asyncio.timeout(2):
        before = await _feed(store)
        assert await store.write(_raise_feed) == before + 1
