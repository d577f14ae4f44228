"""F-89: the expert mutes one or all, sends back to the lobby and locks; nobody else may."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from signaling.audit.tables import AuditRow
from signaling.consultation.chair import Chair
from signaling.consultation.media import read_meeting
from signaling.consultation.rules import ParticipantRole, ParticipantState
from signaling.consultation.tables import Participant
from signaling.consultation.terms import Arrival
from signaling.consultation.wanted import allow_list
from signaling.people.actor import Actor
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.session import Join
from tests.signaling.house import House, guest


def chair(house: House) -> Chair:
    return Chair(house.areas.consultations)


async def mute(house: House, actor: Actor, consultation: str, participant: str | None = None) -> None:
    request = m.Mute(house.new_id(), consultation, participant)
    await house.write(lambda unit: chair(house).mute(unit, actor, request))


async def send_back(house: House, actor: Actor, consultation: str, participant: str) -> None:
    request = m.ParticipantAct(house.new_id(), consultation, participant)
    await house.write(lambda unit: chair(house).send_back(unit, actor, request))


async def lock(house: House, actor: Actor, consultation: str, *, locked: bool = True) -> None:
    request = m.Lock(house.new_id(), consultation, locked)
    await house.write(lambda unit: chair(house).lock(unit, actor, request))


async def device(house: House, actor: Actor, consultation: str, *, microphone: bool) -> None:
    request = m.DeviceState(house.new_id(), consultation, microphone=microphone, camera=True)
    await house.write(lambda unit: house.areas.consultations.set_devices(unit, actor, request))


async def snapshot(house: House, actor: Actor, consultation: str) -> m.ConsultationSnapshot:
    request = m.ConsultationRef(consultation)
    return await house.store.read(lambda unit: house.areas.screen.open(unit, actor, request))


async def heard(house: House, consultation: str) -> set[str]:
    """Those whom media lets the others hear."""
    meeting = await house.store.read(lambda unit: read_meeting(unit, consultation))
    return {place.participant for place in meeting.inside if allow_list(meeting, place).audible_to}


async def seen(house: House, consultation: str) -> set[str]:
    """Those whom media lets the others see."""
    meeting = await house.store.read(lambda unit: read_meeting(unit, consultation))
    return {place.participant for place in meeting.inside if allow_list(meeting, place).visible_to}


async def audited(house: House, action: str) -> list[tuple[str, str]]:
    """What was done, to whom, and who did it."""

    async def read(unit: Unit) -> list[tuple[str, str]]:
        rows = await unit.session.scalars(select(AuditRow).where(AuditRow.action == action))
        return [(row.object_id, row.actor_id) for row in rows]

    return await house.store.read(read)


async def guest_of(house: House, consultation: str) -> tuple[Actor, str]:
    """A guest who is in."""
    ref = guest()
    arrival = Arrival(ref, ParticipantRole.GUEST, ParticipantState.ADMITTED, "Veli")

    async def join(unit: Unit) -> str:
        return await house.areas.consultations.join(unit, consultation, arrival)

    return Actor("guest", ref.id, "guest", "guest"), await house.write(join)


async def test_one_who_is_muted_is_heard_by_nobody_until_the_own_microphone_is_opened(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    client, host = (await snapshot(house, point, here)).me, (await snapshot(house, expert, here)).me
    house.heard.clear()
    await mute(house, expert, here, client)
    for actor in (point, expert):
        [told] = house.take("participant:changed", actor.ref.room)
        assert (told["participant"]["muted"], told["participant"]["microphone"]) == (True, False)
    assert await heard(house, here) == {host}
    assert await seen(house, here) == {client, host}
    assert await audited(house, "chair:mute") == [(client, expert.id)]
    await device(house, point, here, microphone=False)
    assert await heard(house, here) == {host}
    await device(house, point, here, microphone=True)
    assert await heard(house, here) == {client, host}
    assert not any(person.muted for person in (await snapshot(house, expert, here)).participants)


async def test_all_but_oneself_are_muted_at_once_and_twice_is_once(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    _, visitor = await guest_of(house, here)
    await mute(house, expert, here)
    house.heard.clear()
    await mute(house, expert, here)
    assert not house.heard
    assert await heard(house, here) == {(await snapshot(house, expert, here)).me}
    client = (await snapshot(house, point, here)).me
    assert {target for target, _ in await audited(house, "chair:mute")} == {client, visitor}


async def test_who_is_sent_back_waits_again_and_learns_nothing_more(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    who, visitor = await guest_of(house, here)
    house.heard.clear()
    await send_back(house, expert, here, visitor)
    [told] = house.take("consultation:lobby", who.ref.room)
    assert told["consultation"] == here
    assert not house.take("participant:changed", who.ref.room)
    [changed] = house.take("participant:changed", point.ref.room)
    assert (changed["participant"]["participant"], changed["participant"]["state"]) == (visitor, "lobby")
    inside = await snapshot(house, who, here)
    assert [person.participant for person in inside.participants] == [visitor]
    assert visitor not in await seen(house, here)
    meeting = await house.store.read(lambda unit: read_meeting(unit, here))
    assert visitor in meeting.outside
    assert await audited(house, "chair:lobby") == [(visitor, expert.id)]
    await send_back(house, expert, here, visitor)
    assert len(await audited(house, "chair:lobby")) == 1
    admission = m.ParticipantAct(house.new_id(), here, visitor)
    await house.write(lambda unit: house.areas.consultations.admit(unit, expert, admission))
    assert visitor in await seen(house, here)


async def test_neither_client_nor_expert_is_sent_to_the_lobby(house: House) -> None:
    point, expert, place = await house.consultation()
    for actor in (point, expert):
        participant = (await snapshot(house, actor, place.consultation)).me
        with pytest.raises(Conflict, match="host"):
            await send_back(house, expert, place.consultation, participant)


async def test_a_locked_consultation_takes_no_code_and_gives_none(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    invite = m.Invite(house.new_id(), here, "guest")
    made = await house.write(lambda unit: house.areas.invitations.invite(unit, expert, invite))
    house.heard.clear()
    await lock(house, expert, here)
    for actor in (point, expert):
        assert [told["locked"] for told in house.take("consultation:locked", actor.ref.room)] == [True]
        assert (await snapshot(house, actor, here)).locked
    with pytest.raises(Refused):
        await house.write(lambda unit: house.areas.invitations.join(unit, guest(), Join(made.code, "Veli")))
    again = m.Invite(house.new_id(), here, "guest")
    with pytest.raises(Conflict, match="locked"):
        await house.write(lambda unit: house.areas.invitations.invite(unit, expert, again))
    await lock(house, expert, here, locked=False)
    await house.write(lambda unit: house.areas.invitations.join(unit, guest(), Join(made.code, "Veli")))
    assert len(await audited(house, "chair:lock")) == 2


async def test_nobody_but_the_expert_of_this_consultation_leads_it(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    who, visitor = await guest_of(house, here)
    _, elsewhere, _ = await house.consultation()
    for actor in (point, who, elsewhere):
        with pytest.raises(Refused):
            await mute(house, actor, here)
        with pytest.raises(Refused):
            await send_back(house, actor, here, visitor)
        with pytest.raises(Refused):
            await lock(house, actor, here)
    host = (await snapshot(house, expert, here)).me
    assert await heard(house, here) == {(await snapshot(house, point, here)).me, host, visitor}


async def test_nothing_of_a_mute_stays_with_who_has_left(house: House) -> None:
    _, expert, place = await house.consultation()
    here = place.consultation
    who, visitor = await guest_of(house, here)
    await mute(house, expert, here, visitor)
    leaving = m.ConsultationAct(house.new_id(), here)
    await house.write(lambda unit: house.areas.consultations.leave(unit, who, leaving))

    async def muted(unit: Unit) -> bool:
        return (await unit.session.get_one(Participant, visitor)).muted

    assert await house.store.read(muted) is False
