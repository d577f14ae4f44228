"""Who signs: one's own word, told to all who are in and who come, and to media (F-61, F-62)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from signaling.consultation.media import read_meeting
from signaling.consultation.rules import ParticipantRole, ParticipantState
from signaling.consultation.signing import Signing
from signaling.consultation.tables import Participant
from signaling.consultation.terms import Arrival
from signaling.people.actor import Actor
from signaling.store.errors import Refused
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from tests.signaling.house import House, guest


async def mark(house: House, actor: Actor, consultation: str, *, signing: bool = True) -> None:
    request = m.Signing(house.new_id(), consultation, signing)
    await house.write(lambda unit: Signing(house.areas.consultations).mark(unit, actor, request))


async def signers(house: House, actor: Actor, consultation: str) -> set[str]:
    """Those whom the actor's snapshot shows as signing."""
    request = m.ConsultationRef(consultation)
    seen = await house.store.read(lambda unit: house.areas.screen.open(unit, actor, request))
    return {person.participant for person in seen.participants if person.signing}


async def kept(house: House, consultation: str) -> set[str]:
    """Those whose picture media is to keep at its frame rate."""
    meeting = await house.store.read(lambda unit: read_meeting(unit, consultation))
    return {place.participant for place in meeting.admitted if place.signing}


async def me(house: House, actor: Actor, consultation: str) -> str:
    request = m.ConsultationRef(consultation)
    return (await house.store.read(lambda unit: house.areas.screen.open(unit, actor, request))).me


async def arrive(
    house: House,
    consultation: str,
    role: ParticipantRole,
    state: ParticipantState,
    language: str | None = None,
) -> tuple[Actor, str]:
    """Somebody who has come by a code."""
    ref = guest()
    arrival = Arrival(ref, role, state, "Veli", language)

    async def join(unit: Unit) -> str:
        return await house.areas.consultations.join(unit, consultation, arrival)

    return Actor("guest", ref.id, "guest", "guest"), await house.write(join)


async def test_the_mark_is_told_to_all_and_found_by_who_comes_later(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    client = await me(house, point, here)
    house.heard.clear()
    await mark(house, point, here)
    for actor in (point, expert):
        [told] = house.take("participant:changed", actor.ref.room)
        assert (told["participant"]["participant"], told["participant"]["signing"]) == (client, True)
    later, _ = await arrive(house, here, ParticipantRole.GUEST, ParticipantState.ADMITTED)
    assert await signers(house, later, here) == {client}
    assert await kept(house, here) == {client}
    house.heard.clear()
    await mark(house, point, here)
    assert not house.heard, "twice is once"
    await mark(house, point, here, signing=False)
    assert await signers(house, expert, here) == await kept(house, here) == set()


async def test_a_sign_language_interpreter_comes_with_it_and_can_take_it_back(house: House) -> None:
    _, expert, place = await house.consultation()
    here, admitted = place.consultation, ParticipantState.ADMITTED
    interpreter, signed = await arrive(house, here, ParticipantRole.INTERPRETER, admitted, "fse")
    await arrive(house, here, ParticipantRole.INTERPRETER, admitted, "so")
    assert await signers(house, expert, here) == await kept(house, here) == {signed}
    await mark(house, interpreter, here, signing=False)
    assert await signers(house, expert, here) == set()


async def test_nobody_marks_from_the_lobby_or_from_elsewhere(house: House) -> None:
    _, expert, place = await house.consultation()
    waiting, _ = await arrive(house, place.consultation, ParticipantRole.GUEST, ParticipantState.LOBBY)
    _, stranger, _ = await house.consultation()
    for actor in (waiting, stranger):
        with pytest.raises(Refused):
            await mark(house, actor, place.consultation)
    assert await signers(house, expert, place.consultation) == set()


async def test_the_mark_goes_with_who_leaves_and_with_the_end(house: House) -> None:
    """It tells of a person's health: nothing of it stays (F-25)."""
    point, _, place = await house.consultation()
    here = place.consultation
    who, _ = await arrive(house, here, ParticipantRole.GUEST, ParticipantState.ADMITTED)
    for actor in (point, who):
        await mark(house, actor, here)
    for actor, left in ((who, 1), (point, 0)):
        leaving = m.ConsultationAct(house.new_id(), here)
        await house.write(lambda unit, a=actor, r=leaving: house.areas.consultations.leave(unit, a, r))  # type: ignore[misc]
        marked = select(func.count()).where(Participant.signing)
        assert await house.store.read(lambda unit, s=marked: unit.session.scalar(s)) == left  # type: ignore[misc]
