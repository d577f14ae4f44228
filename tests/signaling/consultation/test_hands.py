"""Raised hands: everybody's own, seen by all who are in, lowered by the expert, gone with leaving (F-48)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from signaling.consultation.hands import Hands
from signaling.consultation.tables import Participant
from signaling.people.actor import Actor, ActorRef
from signaling.store.errors import Refused
from signaling.web.messages.consultation import (
    ConsultationAct,
    ConsultationRef,
    ConsultationSnapshot,
    Hand,
    Invite,
    ParticipantAct,
)
from signaling.web.messages.session import Join
from tests.signaling.house import House, guest


def as_guest(ref: ActorRef) -> Actor:
    return Actor("guest", ref.id, "guest", "guest")


def hands(house: House) -> Hands:
    return Hands(house.areas.consultations.portraits)


async def show(house: House, actor: Actor, consultation: str, *, raised: bool = True) -> None:
    request = Hand(house.new_id(), consultation, raised)
    await house.write(lambda unit: hands(house).show(unit, actor, request))


async def lower(house: House, actor: Actor, consultation: str, participant: str) -> None:
    request = ParticipantAct(house.new_id(), consultation, participant)
    await house.write(lambda unit: hands(house).lower(unit, actor, request))


async def snapshot(house: House, actor: Actor, consultation: str) -> ConsultationSnapshot:
    request = ConsultationRef(consultation)
    return await house.store.read(lambda unit: house.areas.screen.open(unit, actor, request))


async def raised(house: House, actor: Actor, consultation: str) -> dict[str, float]:
    """When each hand that is up was raised, as the actor's screen shows it."""
    seen = await snapshot(house, actor, consultation)
    times = {person.participant: person.hand_raised_at for person in seen.participants}
    return {participant: at for participant, at in times.items() if at is not None}


async def join(house: House, expert: Actor, consultation: str) -> tuple[Actor, str]:
    """A guest in the lobby."""
    request = Invite(house.new_id(), consultation, "guest")
    made = await house.write(lambda unit: house.areas.invitations.invite(unit, expert, request))
    ref = guest()
    participant = await house.write(
        lambda unit: house.areas.invitations.join(unit, ref, Join(made.code, "Veli"))
    )
    return as_guest(ref), participant


async def test_a_hand_is_seen_by_all_and_keeps_its_turn(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    me = (await snapshot(house, point, here)).me
    house.heard.clear()
    await show(house, point, here)
    at = house.now
    for actor in (point, expert):
        [told] = house.take("participant:changed", actor.ref.room)
        assert told["participant"]["handRaisedAt"] == at
    await house.pass_time(3.0)
    house.heard.clear()
    await show(house, point, here)
    assert await raised(house, expert, here) == {me: at}
    assert not house.heard
    await show(house, point, here, raised=False)
    assert await raised(house, expert, here) == {}


async def test_the_expert_lowers_the_hand_of_another_and_nobody_else_does(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    client, host = (await snapshot(house, point, here)).me, (await snapshot(house, expert, here)).me
    await show(house, point, here)
    await show(house, expert, here)
    with pytest.raises(Refused):
        await lower(house, point, here, host)
    await lower(house, expert, here, client)
    assert set(await raised(house, point, here)) == {host}
    _, elsewhere, there = await house.consultation()
    with pytest.raises(Refused):
        await lower(house, elsewhere, there.consultation, host)
    with pytest.raises(Refused):
        await lower(house, elsewhere, here, host)


async def test_the_lobby_raises_no_hand_and_sees_none(house: House) -> None:
    point, expert, place = await house.consultation()
    who, _ = await join(house, expert, place.consultation)
    house.heard.clear()
    await show(house, point, place.consultation)
    assert not [told for told in house.heard if told.room == who.ref.room]
    with pytest.raises(Refused):
        await show(house, who, place.consultation)


async def test_a_hand_goes_with_who_leaves_and_with_the_end(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    who, participant = await join(house, expert, here)
    admission = ParticipantAct(house.new_id(), here, participant)
    await house.write(lambda unit: house.areas.consultations.admit(unit, expert, admission))
    for actor in (who, point):
        await show(house, actor, here)
    assert set(await raised(house, expert, here)) == {participant, (await snapshot(house, point, here)).me}
    leaving = ConsultationAct(house.new_id(), here)
    await house.write(lambda unit: house.areas.consultations.leave(unit, who, leaving))
    assert participant not in await raised(house, expert, here)
    end = ConsultationAct(house.new_id(), here)
    await house.write(lambda unit: house.areas.consultations.end(unit, expert, end))
    up = select(func.count()).where(Participant.hand_raised_at.is_not(None))
    assert await house.store.read(lambda unit: unit.session.scalar(up)) == 0
