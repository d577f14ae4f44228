"""A message of the desk to whoever waits: seen at the point, gone with the place (F-14)."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from signaling.people.actor import Actor
from signaling.queue.tables import Ticket
from signaling.queue.views import room_of
from signaling.queue.writing import Writing
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages.queue import DeskMessage, TicketRef, TicketView, TicketWrite
from tests.signaling.house import House

TEXT = "Kirsikkapuisto 4711: tulen pian"


async def write(house: House, actor: Actor, ticket: str, words: str = TEXT) -> None:
    request = TicketWrite(house.new_id(), ticket, words)
    await house.write(lambda unit: Writing(house.areas.queue).write(unit, actor, request))


async def shown(house: House, point: Actor) -> TicketView | None:
    return (await house.store.read(lambda unit: house.areas.screens.point(unit, point))).ticket


async def kept(house: House, ticket: str) -> tuple[bytes | None, float | None]:
    async def read(unit: Unit) -> tuple[bytes | None, float | None]:
        row = await unit.session.execute(
            select(Ticket.sealed_message, Ticket.message_at).where(Ticket.id == ticket)
        )
        sealed, at = row.one()
        return sealed, at

    return await house.store.read(read)


async def test_it_is_seen_at_its_point_and_by_the_desks_and_nowhere_else(house: House) -> None:
    service = await house.service()
    point, other, expert = await house.point(), await house.point(), await house.expert(service)
    ticket = await house.open_ticket(point, service)
    await house.open_ticket(other, service)
    await write(house, expert, ticket, "Hetki vielä")
    house.now += 5
    await write(house, expert, ticket)
    newest = DeskMessage(TEXT, house.now)
    view = await shown(house, point)
    assert view is not None and view.message == newest
    beside = await shown(house, other)
    assert beside is not None and beside.message is None
    desk = await house.store.read(lambda unit: house.areas.screens.desk(unit, expert))
    assert [waiting.message for waiting in desk.waiting] == [newest, None]
    told = [h for h in house.heard if h.event == "ticket:written"]
    assert {h.room for h in told} == {point.ref.room, room_of(service)}
    assert told[-1].message["message"] == {"text": TEXT, "at": house.now}


async def test_it_lies_sealed_and_goes_with_the_place(house: House) -> None:
    service, point = await house.service(), await house.point()
    expert = await house.expert(service)
    for leave in ("cancel", "accept"):
        ticket = await house.open_ticket(point, service)
        await write(house, expert, ticket)
        sealed, _ = await kept(house, ticket)
        assert sealed is not None and TEXT.encode() not in sealed
        if leave == "accept":
            await house.accept(expert, ticket, comes=False)
        else:
            act = TicketRef(house.new_id(), ticket)
            await house.write(lambda unit, act=act: house.areas.queue.cancel(unit, point, act))  # type: ignore[misc]
        assert await kept(house, ticket) == (None, None)
        with pytest.raises(Conflict, match="taken"):
            await write(house, expert, ticket)
    await house.pass_time(30)
    back = await shown(house, point)  # the expert did not come
    assert back is not None and back.message is None


async def test_only_experts_of_the_service_write_and_nothing_tells_what_exists(house: House) -> None:
    service, point = await house.service(), await house.point()
    stranger, ticket = await house.expert(await house.service()), await house.open_ticket(point, service)
    answers = set()
    for actor in (stranger, point):
        for wanted in (ticket, house.new_id()):
            with pytest.raises(Refused) as refusal:
                await house.write(
                    partial(
                        Writing(house.areas.queue).write,
                        actor=actor,
                        request=TicketWrite(house.new_id(), wanted, TEXT),
                    )
                )
            answers.add(refusal.value.message())
    assert len(answers) == 1
    assert house.take("ticket:written") == []
    assert await kept(house, ticket) == (None, None)
    view = await shown(house, point)
    assert view is not None and view.message is None
