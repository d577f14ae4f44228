"""Who the expert is: name, title and authority, with a mark that nobody else can get (F-98)."""

from __future__ import annotations

from typing import Final, Literal

import pytest

from signaling.consultation.rules import ParticipantRole, is_verified
from signaling.people.actor import Actor
from signaling.people.tables import Account
from signaling.store.unit import Unit
from signaling.web.messages.consultation import ConsultationRef, Invite, Participant, ParticipantAct
from signaling.web.messages.interpreters import InterpreterAsk, InterpreterCallRef
from signaling.web.messages.session import Join
from tests.signaling.house import TITLE, House, guest, text

KELA, TAX = "a" * 32, "b" * 32
COMERS: Final[tuple[Literal["guest", "interpreter", "advisor"], ...]] = ("guest", "interpreter", "advisor")
"""Who comes by a code."""


@pytest.mark.parametrize("role", ParticipantRole)
@pytest.mark.parametrize("kind", ["account", "device", "guest"])
@pytest.mark.parametrize("account", [KELA, TAX, None])
def test_f98_only_an_expert_with_an_account_of_the_authority_is_verified(
    role: ParticipantRole, kind: str, account: str | None
) -> None:
    expected = role is ParticipantRole.EXPERT and kind == "account" and account == KELA
    assert is_verified(role, kind, account, KELA) is expected


async def people(house: House, actor: Actor, consultation: str) -> dict[str, Participant]:
    """Everybody as the actor's screen shows them, by role."""
    request = ConsultationRef(consultation)
    seen = await house.store.read(lambda unit: house.areas.screen.open(unit, actor, request))
    return {person.role: person for person in seen.participants}


async def come(
    house: House, expert: Actor, consultation: str, role: Literal["guest", "interpreter", "advisor"]
) -> None:
    """Somebody comes by a code as an expert in name, and is let in."""
    name = "Asiantuntija-Kela-01"
    invite = Invite(house.new_id(), consultation, role, name, "ar")
    made = await house.write(lambda unit: house.areas.invitations.invite(unit, expert, invite))
    ref, code = guest(), Join(made.code, name)
    participant = await house.write(lambda unit: house.areas.invitations.join(unit, ref, code))
    admission = ParticipantAct(house.new_id(), consultation, participant)
    await house.write(lambda unit: house.areas.consultations.admit(unit, expert, admission))


async def move(house: House, account: str, authority: str | None) -> None:
    """Another authority for this account."""

    async def moved(unit: Unit) -> None:
        (await unit.session.get_one(Account, account)).authority = authority

    await house.write(moved)


async def test_f98_everybody_sees_the_expert_with_title_authority_and_mark(house: House) -> None:
    point, expert, place = await house.consultation()
    for actor in (point, expert):
        shown = (await people(house, actor, place.consultation))["expert"]
        assert (shown.name, shown.authority, shown.title, shown.verified) == (
            "Asiantuntija-Kela-01",
            text("Kela"),
            text(TITLE),
            True,
        )


async def test_f98_nobody_else_gets_the_mark_or_a_title(house: House) -> None:
    point, expert, place = await house.consultation()
    here = place.consultation
    for role in COMERS:
        await come(house, expert, here, role)
    seen = await people(house, point, here)
    assert set(seen) == {"client", "expert", "guest", "interpreter", "advisor"}
    assert {role for role, person in seen.items() if person.verified} == {"expert"}
    assert {role for role, person in seen.items() if person.title or person.authority} == {"expert"}


async def test_f98_an_interpreter_of_the_pool_has_an_account_and_no_mark(house: House) -> None:
    point, _, place = await house.consultation()
    interpreter = await house.interpreter("ar")
    asked = InterpreterAsk(house.new_id(), place.consultation, "ar")
    call = await house.write(lambda unit: house.areas.interpreters.ask(unit, point, asked))
    answer = InterpreterCallRef(house.new_id(), call.call)
    await house.write(lambda unit: house.areas.interpreters.answer(unit, interpreter, answer))
    shown = (await people(house, point, place.consultation))["interpreter"]
    assert (shown.verified, shown.title) == (False, None)


async def test_f98_an_account_of_another_authority_or_of_none_gets_no_mark(house: House) -> None:
    point, expert, place = await house.consultation()
    for authority in (TAX, None):
        await move(house, expert.id, authority)
        shown = (await people(house, point, place.consultation))["expert"]
        assert (shown.verified, shown.title) == (False, None)
