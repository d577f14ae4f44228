"""How it was established who the client is: seen by all, logged, for one consultation (F-95)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from signaling.audit.tables import AuditRow
from signaling.config import Consultation as Settings
from signaling.consultation.rules import IdentityMethod, may_capture, may_record
from signaling.people.actor import SYSTEM, Actor, ActorRef
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages.consultation import (
    ConsultationAct,
    ConsultationRef,
    ConsultationSnapshot,
    Invite,
    ParticipantAct,
)
from signaling.web.messages.identity import Identity, IdentityRecord
from signaling.web.messages.identity import IdentityMethod as Method
from signaling.web.messages.session import Join
from tests.signaling.house import House, guest

SHOWN_SECONDS = Settings().identity_seconds
NOT_YET = Identity(None, None, None)


async def snapshot(house: House, actor: Actor, consultation: str) -> ConsultationSnapshot:
    request = ConsultationRef(consultation)
    return await house.store.read(lambda unit: house.areas.screen.open(unit, actor, request))


async def seen(house: House, actor: Actor, consultation: str) -> Identity | None:
    return (await snapshot(house, actor, consultation)).identity


async def show(house: House, actor: Actor, consultation: str) -> None:
    request = ConsultationAct(house.new_id(), consultation)
    await house.write(lambda unit: house.areas.identification.show(unit, actor, request))


async def cancel(house: House, actor: Actor, consultation: str) -> None:
    request = ConsultationAct(house.new_id(), consultation)
    await house.write(lambda unit: house.areas.identification.cancel(unit, actor, request))


async def record(house: House, actor: Actor, consultation: str, method: Method | None) -> None:
    request = IdentityRecord(house.new_id(), consultation, method)
    await house.write(lambda unit: house.areas.identification.record(unit, actor, request))


async def logged(house: House) -> list[tuple[str, str, str, str, float]]:
    async def rows(unit: Unit) -> list[tuple[str, str, str, str, float]]:
        found = await unit.session.scalars(
            select(AuditRow).where(AuditRow.action.startswith("identity:")).order_by(AuditRow.sequence)
        )
        return [(row.action, row.actor_id, row.object_id, row.ground, row.at) for row in found.all()]

    return await house.store.read(rows)


async def join(house: House, expert: Actor, consultation: str, *, admitted: bool) -> Actor:
    request = Invite(house.new_id(), consultation, "guest")
    made = await house.write(lambda unit: house.areas.invitations.invite(unit, expert, request))
    ref: ActorRef = guest()
    participant = await house.write(
        lambda unit: house.areas.invitations.join(unit, ref, Join(made.code, "Veli"))
    )
    if admitted:
        admission = ParticipantAct(house.new_id(), consultation, participant)
        await house.write(lambda unit: house.areas.consultations.admit(unit, expert, admission))
    return Actor("guest", ref.id, "guest", "guest")


@pytest.mark.parametrize(
    ("method", "seen_at", "recordable"),
    [
        (None, None, True),
        (IdentityMethod.NOT_NEEDED, None, True),
        (IdentityMethod.KNOWN, None, True),
        (IdentityMethod.DOCUMENT, None, False),
        (IdentityMethod.DOCUMENT, 1.0, True),
    ],
)
def test_a_document_is_recorded_only_where_one_was_shown(
    method: IdentityMethod | None, seen_at: float | None, recordable: bool
) -> None:
    assert may_record(method, seen_at) is recordable


def test_nothing_is_captured_until_the_showing_is_over_whatever_its_limit() -> None:
    assert may_capture(None)
    assert not may_capture(0.0)
    assert not may_capture(9e12)


@pytest.mark.parametrize("method", ["not_needed", "known"])
async def test_f95_a_method_is_seen_by_all_and_logged_with_time_and_who(house: House, method: Method) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    veli = await join(house, expert, here, admitted=True)
    assert await seen(house, point, here) == NOT_YET
    house.heard.clear()
    await record(house, expert, here, method)
    told: Any
    for actor in (point, expert, veli):
        assert await seen(house, actor, here) == Identity(method, house.now, None)
        [told] = house.take("identity:changed", actor.ref.room)
        assert told["identity"] == {"method": method, "recordedAt": house.now, "shownUntil": None}
    assert await logged(house) == [("identity:record", expert.id, here, method, house.now)]
    house.now += 5.0
    await record(house, expert, here, None)
    assert await seen(house, point, here) == NOT_YET
    assert (await logged(house))[-1] == ("identity:record", expert.id, here, "taken back", house.now)


async def test_f95_a_document_is_shown_recorded_and_put_away(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    with pytest.raises(Conflict, match="not_shown"):
        await record(house, expert, here, "document")
    began = house.now
    await show(house, expert, here)
    house.now += 7.0
    await show(house, expert, here)
    for actor in (point, expert):
        assert await seen(house, actor, here) == Identity(None, None, began + SHOWN_SECONDS)
        assert len(house.take("identity:changed", actor.ref.room)) == 1
    await record(house, expert, here, "document")
    assert await seen(house, point, here) == Identity("document", house.now, None)
    assert await logged(house) == [
        ("identity:show", expert.id, here, "", began),
        ("identity:record", expert.id, here, "document", house.now),
    ]
    await house.pass_time(SHOWN_SECONDS + 1.0)
    assert len(await logged(house)) == 2


async def test_f95_a_showing_is_cancelled_or_ends_with_its_time(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    await cancel(house, expert, here)
    assert await logged(house) == []
    await show(house, expert, here)
    await cancel(house, expert, here)
    assert await seen(house, point, here) == NOT_YET
    house.now += 10.0
    await show(house, expert, here)
    # The time of the first showing passes; the second one has its own.
    await house.pass_time(SHOWN_SECONDS - 5.0)
    assert (await snapshot(house, point, here)).identity != NOT_YET
    await house.pass_time(6.0)
    assert await seen(house, point, here) == NOT_YET
    last = (await logged(house))[-1]
    assert last[:3] == ("identity:cancel", SYSTEM.id, here)
    # Who saw it just before its time was over may still say so.
    await record(house, expert, here, "document")
    assert await seen(house, point, here) == Identity("document", house.now, None)


async def test_f95_only_the_expert_of_this_consultation_says_who_the_client_is(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    _, stranger, _ = await house.consultation()
    veli = await join(house, expert, here, admitted=True)
    for actor in (point, veli, stranger):
        for deed in (show, cancel):
            with pytest.raises(Refused):
                await deed(house, actor, here)
        with pytest.raises(Refused):
            await record(house, actor, here, "known")
    assert await seen(house, expert, here) == NOT_YET


async def test_f95_the_lobby_learns_nothing_of_it(house: House) -> None:
    _, expert, place = await house.consultation()
    here = place.consultation
    waits = await join(house, expert, here, admitted=False)
    house.heard.clear()
    await show(house, expert, here)
    assert await seen(house, waits, here) is None
    assert not [told for told in house.heard if told.room == waits.ref.room]


async def test_f95_it_lasts_for_one_consultation(house: House) -> None:
    service = await house.service()
    point, expert = await house.point(), await house.expert(service)
    first = await house.accept(expert, await house.open_ticket(point, service))
    await record(house, expert, first.consultation, "known")
    await show(house, expert, first.consultation)
    end = ConsultationAct(house.new_id(), first.consultation)
    await house.write(lambda unit: house.areas.consultations.end(unit, expert, end))
    count = len(await logged(house))
    second = await house.accept(expert, await house.open_ticket(point, service))
    assert await seen(house, point, second.consultation) == NOT_YET
    await house.pass_time(SHOWN_SECONDS + 1.0)
    assert len(await logged(house)) == count


def test_f95_no_message_has_a_place_for_a_name_or_a_number() -> None:
    assert [field.name for field in msgspec.structs.fields(Identity)] == [
        "method",
        "recorded_at",
        "shown_until",
    ]
