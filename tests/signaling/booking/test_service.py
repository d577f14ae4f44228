"""Expert, room and interpreter are reserved together or not at all (F-17), on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from signaling.audit.tables import AuditRow
from signaling.booking.service import FORGET_SECONDS
from signaling.booking.tables import Appointment, ReservedUnit
from signaling.directory.booking_terms import BookingTerms
from signaling.people.actor import Actor
from signaling.people.tables import Account
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages import booking as m
from tests.signaling.booking.scene import CONTACT, HOUR, TUESDAY, Booking, bookable
from tests.signaling.house import House

DAY = "2026-11-24"


async def booking(house: House, experts: int = 1) -> tuple[Booking, list[Actor]]:
    service = await bookable(house)
    people = [await house.expert(service) for _ in range(experts)]
    return Booking(house, await house.point(), service), people


async def reserved(house: House) -> set[tuple[str, int]]:
    async def read(unit: Unit) -> set[tuple[str, int]]:
        rows = await unit.session.execute(select(ReservedUnit.resource, ReservedUnit.unit))
        return {(row.resource, row.unit) for row in rows}

    return await house.store.read(read)


async def audited(house: House) -> list[tuple[str, str]]:
    async def read(unit: Unit) -> list[tuple[str, str]]:
        rows = await unit.session.execute(
            select(AuditRow.action, AuditRow.ground)
            .where(AuditRow.object_kind == "appointment")
            .order_by(AuditRow.at, AuditRow.action)
        )
        return [(row.action, row.ground) for row in rows]

    return await house.store.read(read)


async def test_a_free_time_is_booked_and_gone(house: House) -> None:
    at, (expert,) = await booking(house)
    assert await at.times(DAY) == [0, 1, 2, 3, 4, 5]
    made = await at.booked(1)
    assert (made.starts_at, made.ends_at) == (TUESDAY + HOUR, TUESDAY + 2 * HOUR)
    assert made.contact == CONTACT
    assert made.code is not None
    assert await at.times(DAY) == [0, 2, 3, 4, 5]
    assert {resource for resource, _ in await reserved(house)} == {at.point.id, expert.id}
    assert [a.appointment for a in await at.read()] == [made.appointment]
    at_desk = await at.read(expert)
    assert [(a.appointment, a.code, a.contact) for a in at_desk] == [(made.appointment, None, CONTACT)]


async def test_the_same_appointment_twice_is_one(house: House) -> None:
    at, _ = await booking(house, experts=2)
    appointment = house.new_id()
    one, two = await at.book(1, appointment=appointment), await at.book(1, appointment=appointment)
    assert one == two
    assert len(await at.read()) == 1


async def test_who_comes_second_is_told_what_is_free(house: House) -> None:
    at, _ = await booking(house)
    await at.booked(0)
    elsewhere = Booking(house, await house.point("Kurikka"), at.service)
    refused = await elsewhere.book(0)
    assert refused.appointment is None
    assert [(when - TUESDAY) / HOUR for when in refused.instead] == [1, 2, 3, 4, 5, 24]
    assert len(await reserved(house)) == 2 * 12


async def test_a_room_is_reserved_once_whatever_the_service(house: House) -> None:
    at, _ = await booking(house, experts=3)
    other = await bookable(house, BookingTerms(length_minutes=30, buffer_minutes=0, notice_minutes=0))
    await house.expert(other)
    await at.booked(1)
    there = Booking(house, at.point, other)
    assert await there.times(DAY) == [0, 0.5, *[n / 2 for n in range(4, 12)]]
    assert (await there.book(1.5)).appointment is None


async def test_an_expert_of_two_services_is_in_one_place(house: House) -> None:
    """The grids of the services differ: counting alone cannot tell, names do."""
    long = await bookable(house)
    short = await bookable(house, BookingTerms(length_minutes=30, buffer_minutes=0, notice_minutes=0))
    await house.expert(long, short)
    await house.expert(long)
    kurikka, soini = await house.point("Kurikka"), await house.point("Soini")
    await Booking(house, kurikka, short).booked(1)
    await Booking(house, kurikka, short).booked(1.5)
    there = Booking(house, soini, long)
    assert 1 in await there.times(DAY)
    await there.booked(1)
    assert 1 not in await Booking(house, await house.point("Teuva"), long).times(DAY)


async def test_an_interpreter_is_reserved_with_the_others_or_nobody_is(house: House) -> None:
    at, _ = await booking(house, experts=2)
    interpreter = await house.interpreter("ar")
    made = await at.booked(1, "ar")
    assert interpreter.id in {resource for resource, _ in await reserved(house)}
    before = await reserved(house)
    elsewhere = Booking(house, await house.point("Kurikka"), at.service)
    assert await elsewhere.times(DAY, interpreted="ar") == [0, 2, 3, 4, 5]
    assert 1 in await elsewhere.times(DAY)
    assert (await elsewhere.book(1, "ar")).appointment is None
    assert (await elsewhere.book(1, "so")).instead == ()
    assert await reserved(house) == before
    assert made.interpreted == "ar"


async def test_moving_keeps_the_people_and_frees_the_old_time(house: House) -> None:
    at, _ = await booking(house, experts=3)
    await house.interpreter("ar")
    await house.interpreter("ar")
    made = await at.booked(1, "ar")
    people = {resource for resource, _ in await reserved(house)}
    assert 1 in await at.times(DAY, interpreted="ar", moving=made.appointment)
    moved = (await at.move(made.appointment, 3)).appointment
    assert moved is not None
    assert (moved.starts_at, moved.code) == (TUESDAY + 3 * HOUR, made.code)
    assert {resource for resource, _ in await reserved(house)} == people
    assert await at.times(DAY) == [0, 1, 2, 4, 5]


async def test_moving_never_loses_the_interpreter(house: House) -> None:
    at, _ = await booking(house, experts=3)
    await house.interpreter("ar")
    made = await at.booked(1, "ar")
    elsewhere = Booking(house, await house.point("Kurikka"), at.service)
    await elsewhere.booked(3, "ar")
    before = await reserved(house)
    refused = await at.move(made.appointment, 3)
    assert refused.appointment is None
    assert [(when - TUESDAY) / HOUR for when in refused.instead][:4] == [0, 1, 2, 4]
    assert await reserved(house) == before
    assert (await at.read())[0].starts_at == TUESDAY + HOUR


async def test_cancelling_gives_everything_back_and_forgets_whom_it_was_for(house: House) -> None:
    at, (expert,) = await booking(house)
    made = await at.booked(1)
    await at.cancel(made.appointment, expert)
    await at.cancel(made.appointment)
    assert await reserved(house) == set()
    assert await at.times(DAY) == [0, 1, 2, 3, 4, 5]
    assert await at.read() == ()
    with pytest.raises(Conflict, match="over"):
        await at.move(made.appointment, 2)

    async def kept(unit: Unit) -> Appointment:
        return await unit.session.get_one(Appointment, made.appointment)

    row = await house.store.read(kept)
    assert (row.sealed_contact, row.sealed_code, row.code_fingerprint) == (None, None, None)


async def test_half_a_day_after_its_end_it_is_forgotten_and_not_before_a_later_end(house: House) -> None:
    at, _ = await booking(house)
    made = await at.booked(0)
    await at.move(made.appointment, 5)
    house.now = TUESDAY + HOUR + FORGET_SECONDS
    await house.pass_time(1)
    assert len(await reserved(house)) == 24
    await house.pass_time(5 * HOUR)
    assert await reserved(house) == set()


async def test_somebody_elses_time_needs_their_consent(house: House) -> None:
    at, _ = await booking(house)
    with pytest.raises(Conflict, match="consent"):
        await at.book(1, on_behalf=True)
    made = (await at.book(1, on_behalf=True, consent=True)).appointment
    assert made is not None
    assert made.on_behalf
    assert [ground.endswith("on behalf, with consent") for _, ground in await audited(house)] == [True]


async def test_every_change_is_audited_without_names(house: House) -> None:
    at, _ = await booking(house)
    made = await at.booked(1)
    house.now += 1
    await at.move(made.appointment, 2)
    house.now += 1
    await at.cancel(made.appointment)
    rows = await audited(house)
    assert [action for action, _ in rows] == ["booking:book", "booking:move", "booking:cancel"]
    assert not any("Aino" in ground or "040" in ground for _, ground in rows)


async def test_its_point_and_its_expert_are_told_and_nobody_else(house: House) -> None:
    at, (expert,) = await booking(house)
    made = await at.booked(1)
    assert {one.room for one in house.heard if one.event == "booking:changed"} == {
        at.point.ref.room,
        expert.ref.room,
    }
    assert house.take("booking:changed")[0] == {"appointment": made.appointment}


async def test_others_neither_see_nor_touch_it(house: House) -> None:
    at, _ = await booking(house, experts=1)
    made = await at.booked(1)
    other_point = await house.point("Kurikka")
    stranger = await house.expert(await bookable(house))
    for somebody in (other_point, stranger):
        assert await at.read(somebody) == ()
        with pytest.raises(Refused):
            await at.cancel(made.appointment, somebody)
        with pytest.raises(Refused):
            await at.move(made.appointment, 2, somebody)
    with pytest.raises(Refused):
        await Booking(house, other_point, at.service).book(1, appointment=made.appointment)
    with pytest.raises(Refused):
        await Booking(house, other_point, at.service).times(moving=made.appointment)


async def test_a_service_without_terms_is_called_only(house: House) -> None:
    at = Booking(house, await house.point(), await house.service())
    assert await at.times() == []
    with pytest.raises(Conflict, match="not_bookable"):
        await at.book(1)


async def test_times_that_the_service_does_not_have_are_not_booked(house: House) -> None:
    at, _ = await booking(house)
    for hours in (-24, 0.5, 6, 100 * 24):
        refused = await at.book(hours)
        assert refused.appointment is None
    assert (await at.book(-24)).instead[0] == TUESDAY - 21 * HOUR


async def test_the_database_itself_refuses_five_minutes_twice(house: House) -> None:
    at, _ = await booking(house)
    made = await at.booked(1)
    (resource, number), *_ = sorted(await reserved(house))
    async with house.store.engine.connect() as connection:
        row = {"resource": resource, "unit": number, "appointment": made.appointment}
        with pytest.raises(IntegrityError):
            await connection.execute(ReservedUnit.__table__.insert(), row)  # type: ignore[attr-defined]


async def test_disabled_experts_are_not_booked(house: House) -> None:
    at, (expert,) = await booking(house)

    async def disable(unit: Unit) -> None:
        (await unit.session.get_one(Account, expert.id)).disabled_at = unit.now

    await house.write(disable)
    assert await at.times(DAY) == []
    assert (await at.book(1)) == m.Booked(None, ())
