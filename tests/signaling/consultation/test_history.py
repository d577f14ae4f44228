"""What earlier consultations tell of those to come (F-14)."""

from __future__ import annotations

from signaling.consultation.history import handling_seconds
from signaling.web.messages.consultation import ConsultationAct
from tests.signaling.house import House

APPEAR_SECONDS = 30.0


async def test_a_consultation_to_which_nobody_came_says_nothing_of_how_long_one_takes(house: House) -> None:
    service, point = await house.service(), await house.point()
    ticket = await house.open_ticket(point, service)
    await house.accept(await house.expert(service), ticket, comes=False)
    await house.pass_time(APPEAR_SECONDS)
    assert len(house.take("consultation:ended", point.ref.room)) == 1
    assert await house.store.read(lambda unit: handling_seconds(unit, service, 10)) == []

    expert = await house.expert(service)
    accepted = await house.accept(expert, ticket)
    house.now += 50
    end = ConsultationAct(house.new_id(), accepted.consultation)
    await house.write(lambda unit: house.areas.consultations.end(unit, expert, end))
    assert await house.store.read(lambda unit: handling_seconds(unit, service, 10)) == [50.0]
