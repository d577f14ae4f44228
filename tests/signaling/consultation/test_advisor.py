"""The advisor's presence: declared at the point, seen by all, back when the expert agrees (F-27, F-99)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from media.contract import Allow, CloseEndpoint, CreateEndpoint
from signaling.audit.tables import AuditRow
from signaling.consultation.advisor import Advisor
from signaling.consultation.media import read_meeting
from signaling.consultation.wanted import commands_for
from signaling.people.actor import Actor, ActorRef
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages.consultation import (
    AdvisorAnswer,
    ConsultationAct,
    ConsultationRef,
    ConsultationSnapshot,
    Invite,
    ParticipantAct,
)
from signaling.web.messages.session import Join
from tests.signaling.house import House, guest

LIMIT = 8


def as_guest(ref: ActorRef) -> Actor:
    return Actor("guest", ref.id, "guest", "guest")


async def snapshot(house: House, actor: Actor, consultation: str) -> ConsultationSnapshot:
    request = ConsultationRef(consultation)
    return await house.store.read(lambda unit: house.areas.screen.open(unit, actor, request))


async def leave(house: House, actor: Actor, consultation: str) -> None:
    request = ConsultationAct(house.new_id(), consultation)
    await house.write(lambda unit: Advisor(house.areas.consultations).leave(unit, actor, request))


async def come_back(house: House, actor: Actor, consultation: str) -> None:
    request = ConsultationAct(house.new_id(), consultation)
    await house.write(lambda unit: Advisor(house.areas.consultations).come_back(unit, actor, request))


async def answer(house: House, actor: Actor, consultation: str, *, agreed: bool) -> None:
    request = AdvisorAnswer(house.new_id(), consultation, agreed)
    await house.write(lambda unit: Advisor(house.areas.consultations).answer(unit, actor, request))


async def join(house: House, expert: Actor, consultation: str) -> tuple[Actor, str]:
    """A device of the advisor's own, in the lobby."""
    request = Invite(house.new_id(), consultation, "advisor")
    made = await house.write(lambda unit: house.areas.invitations.invite(unit, expert, request))
    ref = guest()
    code = Join(made.code, "Neuvoja-01")
    participant = await house.write(lambda unit: house.areas.invitations.join(unit, ref, code))
    await house.connect(as_guest(ref))
    return as_guest(ref), participant


async def admit(house: House, expert: Actor, consultation: str, participant: str) -> None:
    request = ParticipantAct(house.new_id(), consultation, participant)
    await house.write(lambda unit: house.areas.consultations.admit(unit, expert, request))


async def named_to_media(house: House, consultation: str) -> set[str]:
    """Every endpoint that media is told to have or to let receive."""
    meeting = await house.store.read(lambda unit: read_meeting(unit, consultation))
    names: set[str] = set()
    for command in commands_for(meeting, LIMIT):
        match command:
            case CreateEndpoint(endpoint=endpoint):
                names.add(endpoint)
            case Allow():
                names |= {command.source, *command.audible_to, *command.visible_to, *command.tells}
            case _:
                pass
    return names


async def test_f27_leaving_is_one_press_seen_by_all_and_logged(house: House) -> None:
    point, expert, accepted = await house.consultation()
    here = accepted.consultation
    assert (await snapshot(house, expert, here)).advisor == "present"
    await leave(house, point, here)
    await leave(house, point, here)
    for actor in (point, expert):
        assert (await snapshot(house, actor, here)).advisor == "away"
        [told] = house.take("advisor:changed", actor.ref.room)
        assert (told["consultation"], told["presence"]) == (here, "away")

    async def logged(unit: Unit) -> list[tuple[str, str, str]]:
        rows = select(AuditRow.action, AuditRow.actor_id, AuditRow.object_id).where(
            AuditRow.action.startswith("advisor:")
        )
        return [(row[0], row[1], row[2]) for row in await unit.session.execute(rows)]

    assert await house.store.read(logged) == [("advisor:leave", point.id, here)]


async def test_f99_back_only_when_the_expert_agrees(house: House) -> None:
    point, expert, accepted = await house.consultation()
    here = accepted.consultation
    await leave(house, point, here)
    with pytest.raises(Conflict, match="over"):
        await answer(house, expert, here, agreed=True)
    await come_back(house, point, here)
    await come_back(house, point, here)
    assert (await snapshot(house, expert, here)).advisor == "asking"
    with pytest.raises(Refused):
        await answer(house, point, here, agreed=True)
    await answer(house, expert, here, agreed=False)
    assert (await snapshot(house, point, here)).advisor == "away"
    await come_back(house, point, here)
    await leave(house, point, here)
    with pytest.raises(Conflict, match="over"):
        await answer(house, expert, here, agreed=True)
    await come_back(house, point, here)
    await answer(house, expert, here, agreed=True)
    assert (await snapshot(house, point, here)).advisor == "present"
    await come_back(house, point, here)
    assert (await snapshot(house, point, here)).advisor == "present"


async def test_only_the_point_declares_and_only_here(house: House) -> None:
    point, expert, accepted = await house.consultation()
    stranger, _, _ = await house.consultation()
    for actor in (expert, stranger):
        with pytest.raises(Refused):
            await leave(house, actor, accepted.consultation)
        with pytest.raises(Refused):
            await come_back(house, actor, accepted.consultation)
    assert (await snapshot(house, point, accepted.consultation)).advisor == "present"


async def test_f99_the_advisors_own_device_gets_nothing_more_and_the_points_stays(house: House) -> None:
    point, expert, accepted = await house.consultation()
    here = accepted.consultation
    device, participant = await join(house, expert, here)
    waits, waiting = await join(house, expert, here)
    await admit(house, expert, here, participant)
    client = (await snapshot(house, point, here)).me
    assert {client, accepted.participant, participant} == await named_to_media(house, here)
    await leave(house, point, here)
    assert {client, accepted.participant} == await named_to_media(house, here)
    meeting = await house.store.read(lambda unit: read_meeting(unit, here))
    assert CloseEndpoint(here, participant) in commands_for(meeting, LIMIT)
    for actor in (device, waits):
        [over] = house.take("consultation:ended", actor.ref.room)
        assert over["reason"] == "advisor_away"
        with pytest.raises(Refused):
            await snapshot(house, actor, here)
    heard = [h for h in house.heard if h.room == device.ref.room]
    await come_back(house, point, here)
    await answer(house, expert, here, agreed=True)
    assert [h for h in house.heard if h.room == device.ref.room] == heard
    with pytest.raises(Refused):
        await admit(house, expert, here, waiting)
    assert {client, accepted.participant} == await named_to_media(house, here)


async def test_f99_a_device_that_comes_while_the_advisor_is_away_waits_for_the_advisor(house: House) -> None:
    point, expert, accepted = await house.consultation()
    here = accepted.consultation
    await leave(house, point, here)
    _, participant = await join(house, expert, here)
    with pytest.raises(Conflict, match="advisor_away"):
        await admit(house, expert, here, participant)
    assert participant not in await named_to_media(house, here)
    await come_back(house, point, here)
    await answer(house, expert, here, agreed=True)
    await admit(house, expert, here, participant)
    assert participant in await named_to_media(house, here)
