"""F-47: the code opens the call from a quarter of an hour before, at its own point, in its own time."""

from __future__ import annotations

import pytest

from signaling.people.actor import Actor
from signaling.queue.views import room_of
from signaling.store.errors import Conflict, Refused
from signaling.web.messages import booking as m
from signaling.web.messages.queue import TicketRef
from tests.signaling.booking.scene import HOUR, TUESDAY, Booking, bookable
from tests.signaling.house import House

QUARTER = 900.0


async def booked(house: House) -> tuple[Booking, Actor, m.AppointmentView, str]:
    """An appointment at TUESDAY, and its code."""
    service = await bookable(house)
    expert = await house.expert(service)
    at = Booking(house, await house.point(), service)
    made = await at.booked(0)
    assert made.code is not None
    return at, expert, made, made.code


async def test_a_quarter_before_the_code_opens_the_call_of_its_expert(house: House) -> None:
    at, expert, made, code = await booked(house)
    house.now = TUESDAY - QUARTER
    place = await at.arrive(code.lower().replace("-", " "))
    assert (place.service, place.place) == (at.service, 1)
    [offered] = house.take("ticket:offered", room_of(at.service))
    name = {"fi": "Asiantuntija-Kela-01", "sv": "Asiantuntija-Kela-01", "en": "Asiantuntija-Kela-01"}
    assert offered["waiting"]["booked"] == {"at": made.starts_at, "expertName": name}
    assert [one.state for one in await at.read(expert)] == ["arrived"]
    with pytest.raises(Conflict, match="over"):
        await at.move(made.appointment, 2)
    with pytest.raises(Conflict, match="over"):
        await at.cancel(made.appointment)
    assert (await house.accept(expert, place.ticket)).consultation


async def test_the_same_press_twice_is_one_place(house: House) -> None:
    at, _, _, code = await booked(house)
    house.now = TUESDAY
    ticket = house.new_id()
    assert (await at.arrive(code, ticket)).ticket == (await at.arrive(code, ticket)).ticket
    with pytest.raises(Conflict, match="busy"):
        await at.arrive(code)


async def test_whoever_gave_up_may_come_again_in_time(house: House) -> None:
    at, _, _, code = await booked(house)
    house.now = TUESDAY
    first = await at.arrive(code)
    cancel = TicketRef(house.new_id(), first.ticket)
    await house.write(lambda unit: house.areas.queue.cancel(unit, at.point, cancel))
    assert (await at.arrive(code)).ticket != first.ticket


@pytest.mark.parametrize(("seconds", "why"), [(-QUARTER - 1, "early"), (HOUR, "late")])
async def test_it_opens_nothing_outside_its_time(house: House, seconds: float, why: str) -> None:
    at, _, _, code = await booked(house)
    house.now = TUESDAY + seconds
    with pytest.raises(Conflict, match=why):
        await at.arrive(code)
    assert house.take("ticket:offered") == []


async def test_a_code_is_of_no_use_elsewhere_nor_when_it_is_cancelled(house: House) -> None:
    at, _, made, code = await booked(house)
    house.now = TUESDAY
    with pytest.raises(Refused):
        await at.arrive(code, by=await house.point("Kurikka"))
    with pytest.raises(Refused):
        await at.arrive("22222-22222")
    await at.cancel(made.appointment)
    with pytest.raises(Refused):
        await at.arrive(code)


async def test_others_have_nothing_booked(house: House) -> None:
    service = await bookable(house)
    await house.expert(service)
    point = await house.point()
    await house.open_ticket(point, service)
    [offered] = house.take("ticket:offered", room_of(service))
    assert offered["waiting"]["booked"] is None
