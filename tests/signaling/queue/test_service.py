"""Tickets on both databases: one place, one winner, the same answer to the same question (F-13, F-14)."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from signaling.directory.rules import Opening
from signaling.people.actor import Actor
from signaling.queue.views import room_of, service_feed
from signaling.store.errors import Conflict, Refused, ServiceError
from signaling.store.unit import Unit
from signaling.web.messages.consultation import ConsultationAct
from signaling.web.messages.queue import Accepted, Directory, SetAvailability, TicketRef
from tests.signaling.house import House


async def directory(house: House, actor: Actor) -> Directory:
    return await house.store.read(lambda unit: house.areas.screens.directory(unit, actor))


async def place(house: House, point: Actor) -> int | None:
    snapshot = await house.store.read(lambda unit: house.areas.screens.point(unit, point))
    return None if snapshot.ticket is None else snapshot.ticket.place


async def cancel(house: House, point: Actor, ticket: str) -> None:
    request = TicketRef(house.new_id(), ticket)
    await house.write(lambda unit: house.areas.queue.cancel(unit, point, request))


async def test_a_ticket_is_offered_to_the_desks_without_identity(house: House) -> None:
    service = await house.service()
    point = await house.point("Soini")
    ticket = await house.open_ticket(point, service)
    [offered] = house.take("ticket:offered", room_of(service))
    assert offered["feed"] == service_feed(service)
    assert offered["waiting"]["ticket"] == ticket
    assert offered["waiting"]["pointName"]["fi"] == "Soini"
    assert point.id not in str(offered)
    assert await place(house, point) == 1


async def test_the_same_ticket_twice_is_one_place(house: House) -> None:
    service, point = await house.service(), await house.point()
    ticket = await house.open_ticket(point, service)
    assert await house.open_ticket(point, service, ticket) == ticket
    assert len(house.take("ticket:offered")) == 1


async def test_a_point_has_one_place_at_a_time(house: House) -> None:
    service, point = await house.service(), await house.point()
    await house.open_ticket(point, service)
    with pytest.raises(Conflict, match="busy"):
        await house.open_ticket(point, service)


async def test_two_windows_of_a_point_that_press_at_once_get_one_place(house: House) -> None:
    service, point = await house.service(), await house.point()
    results = await asyncio.gather(
        *(house.open_ticket(point, service) for _ in range(4)), return_exceptions=True
    )
    assert [type(r) for r in results if not isinstance(r, str)] == [Conflict] * 3


async def test_a_closed_service_takes_no_ticket(house: House) -> None:
    service = await house.service(hours=(Opening(5, 6, 0, 60),))
    point = await house.point()
    with pytest.raises(Conflict, match="closed"):
        await house.open_ticket(point, service)
    assert not (await directory(house, point)).authorities[0].services[0].open_now


async def test_places_move_up_and_only_those_behind_are_told(house: House) -> None:
    service = await house.service()
    points = [await house.point() for _ in range(3)]
    tickets = []
    for point in points:
        house.now += 1
        tickets.append(await house.open_ticket(point, service))
    assert [await place(house, p) for p in points] == [1, 2, 3]
    house.heard.clear()
    await cancel(house, points[1], tickets[1])
    assert [await place(house, p) for p in points] == [1, None, 2]
    [moved] = house.take("ticket:place")
    assert (moved["ticket"], moved["place"]) == (tickets[2], 2)
    [closed] = house.take("ticket:closed", points[1].ref.room)
    assert closed["reason"] == "cancelled"
    assert [w["reason"] for w in house.take("ticket:withdrawn", room_of(service))] == ["cancelled"]


async def test_acceptance_begins_a_consultation_and_withdraws_the_ticket(house: House) -> None:
    service = await house.service()
    point, expert, other = await house.point(), await house.expert(service), await house.expert(service)
    ticket = await house.open_ticket(point, service)
    accepted = await house.accept(expert, ticket)
    [withdrawn] = house.take("ticket:withdrawn", room_of(service))
    assert (withdrawn["ticket"], withdrawn["reason"]) == (ticket, "accepted")
    [told] = house.take("ticket:accepted", point.ref.room)
    assert told["consultation"] == accepted.consultation
    assert told["participant"] != accepted.participant
    with pytest.raises(Conflict, match="taken"):
        await house.accept(other, ticket)
    assert await house.accept(expert, ticket) == accepted
    desk = await house.store.read(lambda unit: house.areas.screens.desk(unit, expert))
    assert (desk.consultation, desk.participant) == (accepted.consultation, accepted.participant)
    assert desk.waiting == ()


async def test_of_many_desks_exactly_one_gets_each_ticket(house: House) -> None:
    """The race of the sockets (test_race.py), one level below them."""
    service = await house.service()
    experts = [await house.expert(service) for _ in range(8)]
    tickets = [await house.open_ticket(await house.point(), service) for _ in range(3)]

    async def press(expert: Actor, ticket: str) -> Accepted | ServiceError:
        try:
            return await house.accept(expert, ticket)
        except ServiceError as error:
            return error

    races = [press(expert, ticket) for ticket in tickets for expert in experts]
    results = await asyncio.gather(*races)
    won = [r for r in results if isinstance(r, Accepted)]
    assert len(won) == len({r.consultation for r in won}) == len(tickets)
    assert {type(r) for r in results if not isinstance(r, Accepted)} == {Conflict}
    assert len(house.take("ticket:withdrawn")) == len(tickets)


async def test_an_expert_is_in_one_consultation_at_a_time(house: House) -> None:
    service = await house.service()
    expert = await house.expert(service)
    first = await house.open_ticket(await house.point(), service)
    second = await house.open_ticket(await house.point(), service)
    await house.accept(expert, first)
    with pytest.raises(Conflict, match="busy"):
        await house.accept(expert, second)


async def test_what_is_not_ones_own_looks_like_what_is_not(house: House) -> None:
    service, other = await house.service(), await house.service()
    point, stranger = await house.point(), await house.point()
    expert = await house.expert(other)
    ticket = await house.open_ticket(point, service)
    missing = house.new_id()
    queue = house.areas.queue
    answers = []
    for wanted in (ticket, missing):
        request = TicketRef(house.new_id(), wanted)
        for actor, deed in ((stranger, queue.cancel), (expert, queue.accept), (expert, queue.cancel)):
            with pytest.raises(Refused) as refusal:
                await house.write(partial(deed, actor=actor, request=request))
            answers.append(refusal.value.message())
    with pytest.raises(Refused) as refusal:
        await house.open_ticket(stranger, service, ticket)
    answers.append(refusal.value.message())
    with pytest.raises(Refused) as refusal:
        await house.open_ticket(stranger, missing)
    answers.append(refusal.value.message())
    assert len(set(answers)) == 1


async def test_a_place_is_kept_when_the_point_comes_back_in_time(house: House) -> None:
    service, point = await house.service(), await house.point()
    ticket = await house.open_ticket(point, service)
    await house.disconnect(point)
    await house.pass_time(30)
    await house.connect(point, "second")
    await house.pass_time(600)
    assert await place(house, point) == 1
    await house.disconnect(point, "second")
    await house.pass_time(61)
    assert await place(house, point) is None
    [closed] = house.take("ticket:closed", point.ref.room)
    assert (closed["ticket"], closed["reason"]) == (ticket, "closed")


async def test_availability_counts_only_while_a_desk_is_open_and_alone(house: House) -> None:
    service = await house.service()
    point, expert = await house.point(), await house.expert(service)

    async def count() -> int:
        return (await directory(house, point)).authorities[0].services[0].experts_available

    assert await count() == 1
    await house.connect(expert, "second")
    await house.disconnect(expert)
    assert await count() == 1
    await house.disconnect(expert, "second")
    assert await count() == 0
    assert house.take("directory:changed", "directory")[-1]["expertsAvailable"] == 0
    await house.connect(expert, "third")
    accepted = await house.accept(expert, await house.open_ticket(point, service))
    assert await count() == 0
    end = ConsultationAct(house.new_id(), accepted.consultation)
    await house.write(lambda unit: house.areas.consultations.end(unit, expert, end))
    assert await count() == 1
    away = SetAvailability(house.new_id(), "away")
    await house.write(lambda unit: house.areas.queue.set_availability(unit, expert, away))
    assert await count() == 0
    assert house.take("availability:changed", expert.ref.room)[-1]["availability"] == "away"


async def test_sockets_of_a_process_that_died_run_out(house: House) -> None:
    service = await house.service()
    point, expert = await house.point(), await house.expert(service)

    async def alive(unit: Unit) -> None:
        await house.areas.directory.socket_opened(unit, point.ref, "alive", "other process")

    house.now += 20
    await house.write(alive)
    ticket = await house.open_ticket(point, service)
    house.now += 20  # the first sockets' leases of 30 s are over, the second one's is not
    swept = await house.write(house.areas.directory.sweep)
    assert set(swept) == {(expert.ref, True), (point.ref, False)}
    entry = (await directory(house, point)).authorities[0].services[0]
    assert (entry.experts_available, entry.waiting) == (0, 1)
    assert await place(house, point) == 1 and ticket


async def test_a_process_that_lives_renews_its_leases(house: House) -> None:
    service = await house.service()
    point = await house.point()
    await house.expert(service)
    for _ in range(5):
        house.now += 10
        await house.areas.attendance.step()
    assert (await directory(house, point)).authorities[0].services[0].experts_available == 1


async def test_points_are_told_when_a_service_opens_and_closes(house: House) -> None:
    service = await house.service()
    await house.write(house.areas.queue.watch_hours)
    await house.write(house.areas.queue.watch_hours)  # every process does so at its start
    hour = 3600.0
    for pause, is_open in ((3 * hour, False), (18 * hour, True), (6 * hour, False)):
        await house.pass_time(pause - 1)
        seen = len(house.take("directory:changed"))
        await house.pass_time(1)
        [change] = house.take("directory:changed", "directory")[seen:]
        assert (change["service"], change["openNow"]) == (service, is_open)
