"""An expert who accepts and does not come loses the ticket once, to the front of its queue (F-13)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from signaling.audit.tables import AuditRow
from signaling.consultation.history import handling_seconds
from signaling.people.actor import Actor
from signaling.queue.jobs import AppearDeadline
from signaling.queue.returning import Returning
from signaling.queue.tables import Ticket
from signaling.queue.views import room_of
from signaling.store.errors import Refused
from signaling.store.unit import Unit
from signaling.web.messages.consultation import ConsultationAct
from signaling.web.messages.queue import Accepted, DeskSnapshot, PointSnapshot, SetAvailability, TicketRef
from tests.signaling.house import House
from tests.signaling.running import Site, site
from tests.signaling.sockets import new_id

APPEAR_SECONDS = 30.0


async def point_screen(house: House, point: Actor) -> PointSnapshot:
    return await house.store.read(lambda unit: house.areas.screens.point(unit, point))


async def desk_screen(house: House, expert: Actor) -> DeskSnapshot:
    return await house.store.read(lambda unit: house.areas.screens.desk(unit, expert))


async def three_wait(house: House, service: str) -> tuple[list[Actor], list[str]]:
    """Points with a ticket each, oldest first."""
    points, tickets = [], []
    for _ in range(3):
        house.now += 1
        points.append(await house.point())
        tickets.append(await house.open_ticket(points[-1], service))
    return points, tickets


async def miss(house: House, expert: Actor, ticket: str) -> Accepted:
    """The expert accepts and does not come; everybody's screens stay open."""
    lost = await house.accept(expert, ticket, comes=False)
    await house.pass_time(APPEAR_SECONDS / 2)
    await house.areas.attendance.step()
    await house.pass_time(APPEAR_SECONDS / 2 - 1)
    house.heard.clear()
    await house.pass_time(1)
    return lost


async def test_the_client_is_first_again_and_is_told(house: House) -> None:
    service = await house.service()
    expert = await house.expert(service)
    points, tickets = await three_wait(house, service)
    await miss(house, expert, tickets[2])  # not even the one that waited longest
    client = points[2].ref.room

    screen = await point_screen(house, points[2])
    assert screen.consultation is None and screen.ticket is not None
    assert (screen.ticket.ticket, screen.ticket.place, screen.ticket.returned) == (tickets[2], 1, True)
    [returned] = house.take("ticket:returned", client)
    assert (returned["ticket"]["ticket"], returned["ticket"]["place"]) == (tickets[2], 1)
    [over] = house.take("consultation:ended", client)
    assert over["reason"] == "not_appeared"
    order = [h.event for h in house.heard if h.room == client]
    assert order.index("consultation:ended") < order.index("ticket:returned")
    moved = [(m["ticket"], m["place"]) for m in house.take("ticket:place")]
    assert sorted(moved) == sorted([(tickets[0], 2), (tickets[1], 3)])
    [offered] = house.take("ticket:offered", room_of(service))
    assert offered["waiting"]["returned"] is True


async def test_the_expert_is_away_reads_why_and_is_available_again_by_one_press(house: House) -> None:
    service = await house.service()
    expert, colleague = await house.expert(service), await house.expert(service)
    _, tickets = await three_wait(house, service)
    await miss(house, expert, tickets[2])
    desk = await desk_screen(house, expert)
    assert (desk.availability, desk.away_because, desk.consultation) == ("away", "not_appeared", None)
    assert [w.ticket for w in desk.waiting] == [tickets[2], tickets[0], tickets[1]]
    [told] = house.take("availability:changed", expert.ref.room)
    assert (told["availability"], told["because"]) == ("away", "not_appeared")
    assert house.take("directory:changed", "directory")[-1]["expertsAvailable"] == 1

    again = SetAvailability(house.new_id(), "available")
    await house.write(lambda unit: house.areas.queue.set_availability(unit, expert, again))
    desk = await desk_screen(house, expert)
    assert (desk.availability, desk.away_because) == ("available", None)
    won = await house.accept(colleague, tickets[2])
    await house.pass_time(600)
    assert (await desk_screen(house, colleague)).consultation == won.consultation


async def give_back(house: House, expert: Actor, consultation: str) -> None:
    request = ConsultationAct(house.new_id(), consultation)
    await house.write(lambda unit: house.areas.returning.give_back(unit, expert, request))


async def test_an_expert_gives_the_client_back_and_stays_available(house: House) -> None:
    service = await house.service()
    expert, colleague = await house.expert(service), await house.expert(service)
    points, tickets = await three_wait(house, service)
    lost = await house.accept(expert, tickets[2])
    await house.pass_time(APPEAR_SECONDS)
    await house.areas.attendance.step()
    house.heard.clear()
    await give_back(house, expert, lost.consultation)

    screen = await point_screen(house, points[2])
    assert screen.consultation is None and screen.ticket is not None
    assert (screen.ticket.ticket, screen.ticket.place, screen.ticket.returned) == (tickets[2], 1, True)
    [over] = house.take("consultation:ended", points[2].ref.room)
    assert over["reason"] == "returned"
    desk = await desk_screen(house, expert)
    assert (desk.availability, desk.away_because, desk.consultation) == ("available", None, None)
    won = await house.accept(colleague, tickets[2])
    await house.pass_time(600)
    assert (await desk_screen(house, colleague)).consultation == won.consultation


async def test_a_client_who_was_given_back_tells_nothing_of_how_long_a_matter_takes(house: House) -> None:
    service, point = await house.service(), await house.point()
    expert = await house.expert(service)
    ticket = await house.open_ticket(point, service)
    lost = await house.accept(expert, ticket)
    await house.pass_time(5)
    await give_back(house, expert, lost.consultation)
    assert await house.store.read(lambda unit: handling_seconds(unit, service, 50)) == []


async def test_nobody_else_gives_a_client_back_and_nobody_twice(house: House) -> None:
    service, point = await house.service(), await house.point()
    expert, colleague = await house.expert(service), await house.expert(service)
    accepted = await house.accept(expert, await house.open_ticket(point, service))
    for stranger in (colleague, point):
        with pytest.raises(Refused):
            await give_back(house, stranger, accepted.consultation)
    await give_back(house, expert, accepted.consultation)
    with pytest.raises(Refused):
        await give_back(house, expert, accepted.consultation)


async def test_until_the_deadline_the_call_goes_on(house: House) -> None:
    service, point = await house.service(), await house.point()
    expert = await house.expert(service)
    lost = await house.accept(expert, await house.open_ticket(point, service), comes=False)
    await house.pass_time(APPEAR_SECONDS - 1)
    assert (await point_screen(house, point)).consultation == lost.consultation


async def test_who_comes_in_time_keeps_the_client(house: House) -> None:
    service, point = await house.service(), await house.point()
    expert = await house.expert(service)
    accepted = await house.accept(expert, await house.open_ticket(point, service), comes=False)
    await house.pass_time(APPEAR_SECONDS - 1)
    await house.comes(expert, accepted.consultation)
    await house.pass_time(600)
    assert (await point_screen(house, point)).consultation == accepted.consultation
    assert (await desk_screen(house, expert)).availability == "available"


async def test_whom_media_has_found_has_come(house: House) -> None:
    service, point = await house.service(), await house.point()
    accepted = await house.accept(
        await house.expert(service), await house.open_ticket(point, service), comes=False
    )
    seen = accepted.participant
    await house.write(lambda unit: house.areas.consultations.media_seen(unit, seen, lost=False))
    await house.pass_time(600)
    assert (await point_screen(house, point)).consultation == accepted.consultation


async def test_an_expert_whose_desk_is_gone_loses_the_client_by_the_same_deadline(house: House) -> None:
    """The grace period is for those who have come: it would end the client's matter instead."""
    service, point = await house.service(), await house.point()
    expert = await house.expert(service)
    ticket = await house.open_ticket(point, service)
    await house.accept(expert, ticket, comes=False)
    await house.disconnect(expert)
    await house.pass_time(600)
    screen = await point_screen(house, point)
    assert screen.ticket is not None and screen.ticket.ticket == ticket


async def test_nothing_comes_back_when_the_client_has_left(house: House) -> None:
    service, point = await house.service(), await house.point()
    expert = await house.expert(service)
    accepted = await house.accept(expert, await house.open_ticket(point, service), comes=False)
    leave = ConsultationAct(house.new_id(), accepted.consultation)
    await house.write(lambda unit: house.areas.consultations.leave(unit, point, leave))
    await house.pass_time(600)
    assert house.take("ticket:returned") == []
    assert (await desk_screen(house, expert)).availability == "available"


async def test_a_point_that_is_away_has_the_grace_of_a_queue(house: House) -> None:
    service, point = await house.service(), await house.point()
    await house.accept(await house.expert(service), await house.open_ticket(point, service), comes=False)
    house.now += APPEAR_SECONDS - 5
    await house.disconnect(point)
    await house.pass_time(5)
    assert (await point_screen(house, point)).ticket is not None
    await house.pass_time(60)
    assert (await point_screen(house, point)).ticket is None


async def test_an_absence_from_before_the_acceptance_closes_no_ticket_that_came_back(house: House) -> None:
    """The point was back in between, while its ticket was accepted."""
    service, point = await house.service(), await house.point()
    ticket, expert = await house.open_ticket(point, service), await house.expert(service)
    await house.disconnect(point)
    house.now += 5
    await house.accept(expert, ticket, comes=False)
    house.now += 2
    await house.connect(point)
    await house.pass_time(APPEAR_SECONDS - 2)
    assert len(house.take("ticket:returned")) == 1
    await house.pass_time(600)
    assert house.take("ticket:closed") == []
    assert (await point_screen(house, point)).ticket is not None


async def test_a_point_that_was_away_at_the_acceptance_has_its_grace_anew(house: House) -> None:
    """Its first grace has run out meanwhile: without a new one it would stay at the front for ever."""
    service, point = await house.service(), await house.point()
    ticket, expert = await house.open_ticket(point, service), await house.expert(service)
    await house.disconnect(point)
    await house.pass_time(40)
    await house.accept(expert, ticket, comes=False)
    await house.pass_time(APPEAR_SECONDS)
    assert len(house.take("ticket:returned")) == 1
    await house.pass_time(59)
    assert house.take("ticket:closed") == []
    await house.pass_time(1)
    assert len(house.take("ticket:closed")) == 1


async def test_the_one_who_did_not_come_may_not_take_part_any_more(house: House) -> None:
    service, point = await house.service(), await house.point()
    expert = await house.expert(service)
    ticket = await house.open_ticket(point, service)
    lost = await house.accept(expert, ticket, comes=False)
    await house.pass_time(APPEAR_SECONDS)
    act = ConsultationAct(house.new_id(), lost.consultation)
    with pytest.raises(Refused):
        await house.write(lambda unit: house.areas.consultations.leave(unit, expert, act))
    cancel = TicketRef(house.new_id(), ticket)
    await house.write(lambda unit: house.areas.queue.cancel(unit, point, cancel))
    assert (await point_screen(house, point)).ticket is None


async def test_a_deadline_that_runs_many_times_at_once_has_one_effect(house: House) -> None:
    service, point = await house.service(), await house.point()
    expert = await house.expert(service)
    ticket = await house.open_ticket(point, service)
    lost = await house.accept(expert, ticket, comes=False)
    house.now += APPEAR_SECONDS
    returning = Returning(house.areas.queue, house.areas.consultations)
    deadline = AppearDeadline(ticket, lost.consultation)

    async def run() -> None:
        await house.write(lambda unit: returning.deadline(unit, deadline))

    await asyncio.gather(*(run() for _ in range(6)))
    assert (
        len(house.take("ticket:returned"))
        == len(house.take("availability:changed", expert.ref.room)[1:])
        == 1
    )
    again = await house.accept(await house.expert(service), ticket, comes=False)
    await run()  # the first acceptance's deadline says nothing of the second one
    assert (await point_screen(house, point)).consultation == again.consultation


async def test_coming_at_the_deadline_is_either_in_time_or_too_late(house: House) -> None:
    service, point = await house.service(), await house.point()
    expert = await house.expert(service)
    ticket = await house.open_ticket(point, service)
    lost = await house.accept(expert, ticket, comes=False)
    house.now += APPEAR_SECONDS
    returning = Returning(house.areas.queue, house.areas.consultations)
    deadline = AppearDeadline(ticket, lost.consultation)
    await asyncio.gather(
        house.write(lambda unit: returning.deadline(unit, deadline)),
        house.comes(expert, lost.consultation),
    )
    screen = await point_screen(house, point)
    assert (screen.ticket is None) is (screen.consultation == lost.consultation)
    assert (await desk_screen(house, expert)).availability == ("away" if screen.ticket else "available")


async def counted(here: Site, action: str) -> int:
    async def read(unit: Unit) -> int:
        rows = select(func.count()).select_from(AuditRow).where(AuditRow.action == action)
        return await unit.session.scalar(rows) or 0

    return await here.store.read(read)


async def test_two_processes_and_a_kill_return_it_exactly_once(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    """The process that took the acceptance is killed before the deadline; both run it after its return."""
    overrides = {"queue": {"appear_seconds": 2.0}}
    async with site(tmp_path, postgres_url, redis_url, overrides) as here:
        service = await here.service()
        [point], [expert] = await here.points(1), await here.experts(service, 1)
        await here.start(2)
        caller = await here.connect(point, 1)
        await caller.ask("point:open")
        desk = await here.connect(expert, 0)
        ticket = new_id()
        await caller.act("ticket:open", ticket=ticket, service=service)
        await desk.act("ticket:accept", ticket=ticket)
        await here.processes[0].kill()
        await here.processes[0].start()
        await caller.wait("ticket:returned", lambda message: message["ticket"]["ticket"] == ticket)
        assert (await caller.ask("point:open"))["ticket"]["place"] == 1
        again = await here.connect(expert, 0)
        assert (await again.ask("desk:open"))["awayBecause"] == "not_appeared"
        state = await here.store.read(
            lambda unit: unit.session.scalar(select(Ticket.state).where(Ticket.id == ticket))
        )
        assert state == "waiting"
        assert await counted(here, "ticket:return") == await counted(here, "consultation:end") == 1
