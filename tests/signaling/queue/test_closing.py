"""Whoever may not be served before the closing is told on taking a place, and in the last quarter (F-14)."""

from __future__ import annotations

import pytest

from signaling.directory.rules import Opening
from signaling.people.actor import Actor
from signaling.queue.estimate import Wait
from signaling.queue.rules import is_late
from signaling.web.messages.consultation import ConsultationAct
from signaling.web.messages.queue import TicketOpen, TicketView
from tests.signaling.house import OFFICE, House

HOUR = 3600.0
CLOSES = 3 * HOUR
"""From MONDAY_NOON to 15.00."""


@pytest.mark.parametrize(
    ("wait", "minutes", "late"),
    [
        (Wait(0, 10), 10, False),
        (Wait(0, 10), 9, True),
        (Wait(30, 60), 50, True),
        (None, 16, False),
        (None, 15, True),
    ],
)
def test_f14_late_is_who_may_still_wait_at_the_closing(wait: Wait | None, minutes: int, late: bool) -> None:
    assert is_late(wait, minutes * 60.0) is late


async def take_place(house: House, point: Actor, service: str) -> TicketView:
    request = TicketOpen(house.new_id(), house.new_id(), service)
    return await house.write(lambda unit: house.areas.queue.open(unit, point, request))


async def shown(house: House, point: Actor) -> TicketView:
    screen = await house.store.read(lambda unit: house.areas.screens.point(unit, point))
    assert screen.ticket is not None
    return screen.ticket


async def busy_office(house: House, service: str) -> None:
    """Five consultations of half an hour, and one that goes on, by an expert who stays at the desk."""
    expert = await house.expert(service)
    for _ in range(5):
        accepted = await house.accept(expert, await house.open_ticket(await house.point(), service))
        for _ in range(10):
            house.now += 180
            await house.connect(expert, f"{house.now}")  # the desk stays open
        end = ConsultationAct(house.new_id(), accepted.consultation)
        await house.write(lambda unit, end=end: house.areas.consultations.end(unit, expert, end))  # type: ignore[misc]
    await house.accept(expert, await house.open_ticket(await house.point(), service))


async def test_f14_the_place_that_may_come_too_late_is_told_on_opening(house: House) -> None:
    service = await house.service()
    noon = house.now
    house.now = noon - 2 * HOUR
    await busy_office(house, service)  # until 12.30; half an hour each
    closes_at = noon + CLOSES
    views = [await take_place(house, await house.point(), service) for _ in range(6)]
    told = [view.closes_at for view in views]
    assert told == [None] * told.index(closes_at) + [closes_at] * (6 - told.index(closes_at))
    assert 2 <= told.index(closes_at) <= 5  # two and a half hours are five turns at most


async def test_f14_in_the_last_quarter_those_are_told_again(house: House) -> None:
    service, point = await house.service(), await house.point()
    await house.write(house.areas.queue.watch_hours)
    closes_at = house.now + CLOSES
    assert (await take_place(house, point, service)).closes_at is None  # how long is not known
    await house.pass_time(CLOSES - 15 * 60 - 1)
    assert house.take("ticket:closing") == []
    await house.pass_time(1)
    [told] = house.take("ticket:closing", point.ref.room)
    assert told["closesAt"] == closes_at
    assert (await shown(house, point)).closes_at == closes_at
    await house.pass_time(14 * 60)
    assert len(house.take("ticket:closing")) == 1
    await house.pass_time(24 * HOUR)  # the next day has its own quarter
    assert len(house.take("ticket:closing")) == 2


async def test_who_is_served_in_time_is_told_nothing(house: House) -> None:
    service, point = await house.service(), await house.point()
    await house.write(house.areas.queue.watch_hours)
    await house.pass_time(CLOSES - 20 * 60)
    await house.expert(service)  # free: answers at once
    assert (await take_place(house, point, service)).closes_at is None
    await house.pass_time(5 * 60 - 1)
    await house.expert(service)  # and there is still one
    await house.pass_time(1)
    assert [told["closesAt"] for told in house.take("ticket:closing")] == [None]


async def test_f14_a_warning_ends_with_the_place_that_it_was_for(house: House) -> None:
    service = await house.service()
    points = [await house.point() for _ in range(2)]
    house.now += CLOSES - 10 * 60
    tickets = []
    for point in points:
        house.now += 1
        tickets.append(await house.open_ticket(point, service))
    closes_at = [(await shown(house, point)).closes_at for point in points]
    assert None not in closes_at
    for _ in range(2):
        expert = await house.expert(service)
    house.heard.clear()
    await house.accept(expert, tickets[0])
    [told] = house.take("ticket:place", points[1].ref.room)
    assert (told["place"], told["closesAt"]) == (1, None)  # the other expert is free


async def test_f14_the_expert_who_has_just_accepted_ends_no_warning(house: House) -> None:
    service = await house.service()
    points = [await house.point() for _ in range(2)]
    house.now += CLOSES - 10 * 60
    tickets = []
    for point in points:
        house.now += 1
        tickets.append(await house.open_ticket(point, service))
    expert = await house.expert(service)
    house.heard.clear()
    await house.accept(expert, tickets[0])
    [told] = house.take("ticket:place", points[1].ref.room)
    assert told["closesAt"] == (await shown(house, points[1])).closes_at is not None


async def test_a_process_that_starts_within_the_last_quarter_tells(house: House) -> None:
    service, point = await house.service(), await house.point()
    await take_place(house, point, service)
    house.now += CLOSES - 10 * 60
    await house.write(house.areas.queue.watch_hours)
    await house.pass_time(1)
    assert len(house.take("ticket:closing", point.ref.room)) == 1


async def test_a_service_that_never_closes_warns_nobody(house: House) -> None:
    service = await house.service(hours=(Opening(0, 6, 0, 24 * 60),))
    await house.write(house.areas.queue.watch_hours)
    assert (await take_place(house, await house.point(), service)).closes_at is None


async def test_hours_that_run_on_close_at_their_end(house: House) -> None:
    [office] = OFFICE
    evening = Opening(0, 0, office.closes, office.closes + 60)
    service, point = await house.service(hours=(*OFFICE, evening)), await house.point()
    await house.write(house.areas.queue.watch_hours)
    await take_place(house, point, service)
    await house.pass_time(CLOSES)
    assert house.take("ticket:closing") == []
    await house.pass_time(45 * 60)
    assert house.take("ticket:closing")[0]["closesAt"] == house.now + 15 * 60
