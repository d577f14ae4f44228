"""F-101: who may read which authority's text, before anybody joins."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from signaling.audit.tables import AuditRow
from signaling.consultation.chair import Chair
from signaling.consultation.privacy import DataProtection
from signaling.directory.privacy import AuthorityRow, authorities, keep_text
from signaling.people.actor import SYSTEM, Actor
from signaling.store.errors import Refused
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText
from signaling.web.messages.consultation import ConsultationAct, Invite, Lock
from signaling.web.messages.privacy import PrivacyNotice, PrivacyText
from signaling.web.messages.session import Join
from tests.signaling.house import House, guest, text

TEXT = PrivacyText(text("tarkoitus"), text("peruste"), text("tiedot"), text("aika"), text("vastaava"))
OTHER = PrivacyText(
    text("muu"), text("laki"), text("muut"), text("kauan"), text("toinen"), text("https://a.example")
)


def protection(house: House) -> DataProtection:
    return DataProtection(house.areas.directory, house.areas.invitations)


async def authority_of(house: House, service: str) -> str:
    found = await house.store.read(lambda unit: house.areas.directory.service(unit, service))
    assert found is not None
    return found.authority


async def office(house: House, told: PrivacyText | None = TEXT) -> tuple[str, str]:
    """An authority with this text, and its service."""
    service = await house.service()
    authority = await authority_of(house, service)
    if told is not None:
        await house.write(lambda unit: keep_text(unit, SYSTEM, authority, told))
    return authority, service


async def meeting(house: House, service: str) -> tuple[Actor, str]:
    """An expert in a call of this service."""
    point, expert = await house.point(), await house.expert(service)
    return expert, (await house.accept(expert, await house.open_ticket(point, service))).consultation


async def code_for(house: House, expert: Actor, consultation: str) -> str:
    request = Invite(house.new_id(), consultation, "guest")
    return (await house.write(lambda unit: house.areas.invitations.invite(unit, expert, request))).code


async def joined(house: House, code: str) -> Actor:
    ref = guest()
    await house.write(lambda unit: house.areas.invitations.join(unit, ref, Join(code, "Veli")))
    return Actor("guest", ref.id, "guest", "guest")


async def of_code(house: House, code: str) -> PrivacyNotice:
    return await house.store.read(lambda unit: protection(house).of_code(unit, code))


async def of_consultation(house: House, actor: Actor, consultation: str) -> PrivacyNotice:
    return await house.store.read(lambda unit: protection(house).of_consultation(unit, actor, consultation))


async def of_authority(house: House, actor: Actor, authority: str) -> PrivacyNotice:
    return await house.store.read(lambda unit: protection(house).of_authority(unit, actor, authority))


async def test_a_service_point_reads_the_text_before_it_calls(house: House) -> None:
    authority, _ = await office(house, OTHER)
    point = await house.point()
    assert await of_authority(house, point, authority) == PrivacyNotice(text("Kela"), "000 123 401", OTHER)


async def test_an_authority_without_a_text_is_still_told_with_whom_to_ask(house: House) -> None:
    authority, _ = await office(house, None)
    point = await house.point()
    assert await of_authority(house, point, authority) == PrivacyNotice(text("Kela"), "000 123 401", None)


async def test_one_text_takes_the_place_of_another_and_the_audit_keeps_that(house: House) -> None:
    authority, _ = await office(house, OTHER)
    house.now += 5.0
    await house.write(lambda unit: keep_text(unit, SYSTEM, authority, TEXT))
    assert (await of_authority(house, await house.point(), authority)).text == TEXT
    assert await house.store.read(authorities) == [AuthorityRow(authority, "Kela", house.now)]

    async def kept(unit: Unit) -> list[str]:
        statement = select(AuditRow.object_id).where(AuditRow.action == "directory:privacy")
        return list((await unit.session.scalars(statement)).all())

    assert await house.store.read(kept) == [authority, authority]


async def test_nothing_is_kept_for_an_authority_that_is_not_there(house: House) -> None:
    with pytest.raises(Refused):
        await house.write(lambda unit: keep_text(unit, SYSTEM, "0" * 32, TEXT))


async def test_a_guest_reads_the_text_with_the_code_and_can_join_after_that(house: House) -> None:
    _, service = await office(house)
    expert, consultation = await meeting(house, service)
    code = await code_for(house, expert, consultation)
    for typed in (code, f" {code.lower()} "):
        assert (await of_code(house, typed)).text == TEXT
    someone = await joined(house, code)
    assert (await of_consultation(house, someone, consultation)).text == TEXT
    with pytest.raises(Refused):
        await of_code(house, code)


async def test_a_guest_reads_no_other_authority(house: House) -> None:
    authority, service = await office(house)
    foreign, other_service = await office(house, OTHER)
    expert, consultation = await meeting(house, service)
    other_expert, other = await meeting(house, other_service)
    someone = await joined(house, await code_for(house, expert, consultation))
    await joined(house, await code_for(house, other_expert, other))
    for place in (other, "0" * 32):
        with pytest.raises(Refused):
            await of_consultation(house, someone, place)
    for office_id in (authority, foreign, "0" * 32):
        with pytest.raises(Refused):
            await of_authority(house, someone, office_id)


async def test_a_code_that_joining_refuses_tells_nothing(house: House) -> None:
    _, service = await office(house)
    expert, consultation = await meeting(house, service)
    code = await code_for(house, expert, consultation)
    await lock(house, expert, consultation, locked=True)
    for typed in (code, "K7QM-2F9D"):
        with pytest.raises(Refused):
            await of_code(house, typed)
    await lock(house, expert, consultation, locked=False)
    assert (await of_code(house, code)).controller == LocalText("Kela", "Kela", "Kela")
    late = await code_for(house, expert, consultation)
    house.now += 2 * 3600.0
    with pytest.raises(Refused):
        await of_code(house, late)


async def test_after_the_end_neither_code_nor_visit_tells_anything(house: House) -> None:
    _, service = await office(house)
    expert, consultation = await meeting(house, service)
    someone = await joined(house, await code_for(house, expert, consultation))
    unused = await code_for(house, expert, consultation)
    request = ConsultationAct(house.new_id(), consultation)
    await house.write(lambda unit: house.areas.consultations.end(unit, expert, request))
    with pytest.raises(Refused):
        await of_code(house, unused)
    with pytest.raises(Refused):
        await of_consultation(house, someone, consultation)


async def lock(house: House, expert: Actor, consultation: str, *, locked: bool) -> None:
    request = Lock(house.new_id(), consultation, locked)
    chair = Chair(house.areas.consultations)
    await house.write(lambda unit: chair.lock(unit, expert, request))
