"""An expert's private notes: sealed, kept over a reload, seen by nobody else, gone with the end."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from signaling.consultation.notes import write_notes
from signaling.consultation.tables import PrivateNotes
from signaling.people.actor import Actor
from signaling.store.base import Base
from signaling.store.errors import Refused
from signaling.store.vault import ConsultationKey
from signaling.web.messages.consultation import ConsultationAct, ConsultationRef, Invite, ParticipantAct
from signaling.web.messages.identity import NotesWrite
from signaling.web.messages.session import Join
from tests.signaling.house import House, guest

WORDS = "Päätös puuttuu, kysy liite 4, Korhonen"


async def write(house: House, actor: Actor, consultation: str, text: str = WORDS) -> None:
    request = NotesWrite(house.new_id(), consultation, text)
    await house.write(lambda unit: write_notes(unit, actor, request))


async def read(house: House, actor: Actor, consultation: str) -> str | None:
    """The notes as the actor's own snapshot has them."""
    request = ConsultationRef(consultation)
    return (await house.store.read(lambda unit: house.areas.screen.open(unit, actor, request))).notes


async def count(house: House, table: type[Base]) -> int | None:
    rows = select(func.count()).select_from(table)
    return await house.store.read(lambda unit: unit.session.scalar(rows))


async def join(house: House, expert: Actor, consultation: str, *, admitted: bool) -> Actor:
    request = Invite(house.new_id(), consultation, "guest")
    made = await house.write(lambda unit: house.areas.invitations.invite(unit, expert, request))
    ref = guest()
    participant = await house.write(
        lambda unit: house.areas.invitations.join(unit, ref, Join(made.code, "Veli"))
    )
    if admitted:
        admission = ParticipantAct(house.new_id(), consultation, participant)
        await house.write(lambda unit: house.areas.consultations.admit(unit, expert, admission))
    return Actor("guest", ref.id, "guest", "guest")


async def test_notes_outlive_a_reload_and_the_last_ones_count(house: House) -> None:
    _, expert, place = await house.consultation()
    here = place.consultation
    assert await read(house, expert, here) == ""
    await write(house, expert, here)
    assert await read(house, expert, here) == WORDS
    await write(house, expert, here, "")
    assert await read(house, expert, here) == ""


async def test_nobody_else_sees_notes_or_that_there_are_any(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    others = [point, *[await join(house, expert, here, admitted=admitted) for admitted in (True, False)]]
    house.heard.clear()
    await write(house, expert, here)
    assert not house.heard
    for actor in others:
        assert await read(house, actor, here) is None
        with pytest.raises(Refused):
            await write(house, actor, here)
    _, stranger, there = await house.consultation()
    with pytest.raises(Refused):
        await write(house, stranger, here)
    assert await read(house, stranger, there.consultation) == ""
    assert await read(house, expert, here) == WORDS


async def test_notes_are_sealed_and_gone_with_the_end(house: House) -> None:
    _, expert, place = await house.consultation()
    here = place.consultation
    await write(house, expert, here)
    sealed = await house.store.read(lambda unit: unit.session.scalar(select(PrivateNotes.sealed)))
    assert sealed is not None and WORDS.encode() not in sealed
    end = ConsultationAct(house.new_id(), here)
    await house.write(lambda unit: house.areas.consultations.end(unit, expert, end))
    assert [await count(house, table) for table in (PrivateNotes, ConsultationKey)] == [0, 0]
    with pytest.raises(Refused):
        await write(house, expert, here)
