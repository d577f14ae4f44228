"""A consultation on both databases: lobby, chat, absence, an end that leaves nothing.

F-04, F-15, F-19, F-25, F-38.
"""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select

from signaling.audit.tables import AuditRow
from signaling.consultation import chat
from signaling.consultation.chat import ChatLimits
from signaling.consultation.media import read_meeting
from signaling.consultation.tables import ChatLine, Invitation, Participant
from signaling.consultation.windows import take_place
from signaling.people.actor import Actor, ActorRef
from signaling.store.errors import Conflict, LimitReached, Refused, ServiceError
from signaling.store.requests import RequestKey
from signaling.store.unit import Unit
from signaling.store.vault import ConsultationKey
from signaling.web.messages.base import Nothing
from signaling.web.messages.consultation import (
    ConsultationAct,
    ConsultationRef,
    ConsultationSnapshot,
    DeviceState,
    Invite,
    ParticipantAct,
    Say,
)
from signaling.web.messages.consultation import (
    Invitation as InvitationReply,
)
from signaling.web.messages.session import Join
from tests.signaling.house import GRACE_SECONDS, House, guest

SECRET = "Kirsikkapuisto 4711"
LIMITS = ChatLimits()


def as_guest(ref: ActorRef) -> Actor:
    return Actor("guest", ref.id, "guest", "guest")


async def snapshot(house: House, actor: Actor, consultation: str) -> ConsultationSnapshot:
    request = ConsultationRef(consultation)
    return await house.store.read(lambda unit: house.areas.screen.open(unit, actor, request))


async def say(house: House, actor: Actor, consultation: str, text: str, limits: ChatLimits = LIMITS) -> None:
    request = Say(house.new_id(), consultation, text)
    await house.write(lambda unit: chat.say(unit, actor, request, limits))


async def invite(house: House, expert: Actor, consultation: str, name: str = "") -> InvitationReply:
    request = Invite(house.new_id(), consultation, "guest", name)
    return await house.write(lambda unit: house.areas.invitations.invite(unit, expert, request))


async def join(house: House, code: str, name: str = "") -> tuple[Actor, str]:
    ref = guest()
    who = as_guest(ref)
    participant = await house.write(lambda unit: house.areas.invitations.join(unit, ref, Join(code, name)))
    await house.connect(who)
    return who, participant


async def admit(house: House, expert: Actor, consultation: str, participant: str) -> None:
    request = ParticipantAct(house.new_id(), consultation, participant)
    await house.write(lambda unit: house.areas.consultations.admit(unit, expert, request))


async def end(house: House, expert: Actor, consultation: str) -> None:
    request = ConsultationAct(house.new_id(), consultation)
    await house.write(lambda unit: house.areas.consultations.end(unit, expert, request))


async def leave(house: House, actor: Actor, consultation: str) -> None:
    request = ConsultationAct(house.new_id(), consultation)
    await house.write(lambda unit: house.areas.consultations.leave(unit, actor, request))


async def count(house: House, table: type[ChatLine] | type[Invitation] | type[ConsultationKey]) -> int:
    statement = select(func.count()).select_from(table)
    return await house.store.read(lambda unit: unit.session.scalar(statement)) or 0


async def actions(house: House) -> list[str]:
    statement = select(AuditRow.action).order_by(AuditRow.sequence)

    async def read(unit: Unit) -> list[str]:
        return list((await unit.session.scalars(statement)).all())

    return await house.store.read(read)


async def test_both_see_each_other_by_role(house: House) -> None:
    point, expert, place = await house.consultation()
    seen = await snapshot(house, point, place.consultation)
    assert [(p.role, p.label.fi, p.name) for p in seen.participants] == [
        ("client", "Asiakas", ""),
        ("expert", "Asiantuntija", "Asiantuntija-Kela-01"),
    ]
    assert seen.participants[1].authority is not None and seen.participants[1].authority.fi == "Kela"
    assert all(p.connected for p in seen.participants)
    assert "consultation:end" not in seen.may
    theirs = await snapshot(house, expert, place.consultation)
    assert theirs.me == place.participant and "consultation:admit" in theirs.may


async def test_everybody_is_told_the_telephone_of_the_authority(house: House) -> None:
    """F-06: with the ticket, in the lobby and in the meeting."""
    service = await house.service()
    point, expert = await house.point(), await house.expert(service)
    ticket = await house.open_ticket(point, service)
    screen = await house.store.read(lambda unit: house.areas.screens.point(unit, point))
    assert screen.ticket is not None and screen.ticket.phone == "000 123 401"
    place = await house.accept(expert, ticket)
    who, _ = await join(house, (await invite(house, expert, place.consultation)).code)
    for actor in (point, expert, who):
        assert (await snapshot(house, actor, place.consultation)).phone == "000 123 401"


async def test_the_lobby_sees_only_itself(house: House) -> None:
    _, expert, place = await house.consultation()
    await say(house, expert, place.consultation, SECRET)
    who, participant = await join(house, (await invite(house, expert, place.consultation)).code, "Liisa")
    seen = await snapshot(house, who, place.consultation)
    assert [(p.participant, p.state, p.name) for p in seen.participants] == [(participant, "lobby", "Liisa")]
    assert (seen.chat, seen.papers, seen.interpreter_call) == ((), (), None)
    assert SECRET not in str(seen)
    assert (seen.identity, seen.notes, seen.advisor, seen.ice_servers) == (None, None, None, None)
    house.heard.clear()
    await say(house, expert, place.consultation, "again")
    assert not [h for h in house.heard if h.room == who.ref.room]
    with pytest.raises(Refused):
        await say(house, who, place.consultation, "hello")
    meeting = await house.store.read(lambda unit: read_meeting(unit, place.consultation))
    assert participant not in {p.participant for p in meeting.admitted}


async def test_admission_is_the_experts_and_opens_everything(house: House) -> None:
    point, expert, place = await house.consultation()
    who, participant = await join(house, (await invite(house, expert, place.consultation, "Liisa")).code)
    with pytest.raises(Refused):
        await admit(house, point, place.consultation, participant)
    with pytest.raises(Refused):
        await admit(house, who, place.consultation, participant)
    await admit(house, expert, place.consultation, participant)
    [told] = house.take("consultation:admitted", who.ref.room)
    assert told["consultation"] == place.consultation
    seen = await snapshot(house, who, place.consultation)
    assert [p.role for p in seen.participants] == ["client", "expert", "guest"]
    assert seen.participants[2].name == "Liisa"
    meeting = await house.store.read(lambda unit: read_meeting(unit, place.consultation))
    assert participant in {p.participant for p in meeting.admitted}


async def test_a_code_is_good_once_and_for_its_time(house: House) -> None:
    """F-19."""
    _, expert, place = await house.consultation()
    reply = await invite(house, expert, place.consultation)
    assert reply.url == f"https://etaluukku.example/join/{reply.code}"
    await join(house, reply.code.lower().replace("-", " "))
    late = await invite(house, expert, place.consultation)
    refusals = []
    for code in (reply.code, "22222-22222"):
        with pytest.raises(Refused) as refusal:
            await join(house, code)
        refusals.append(refusal.value.message())
    house.now += 3601
    with pytest.raises(Refused) as refusal:
        await join(house, late.code)
    assert {*refusals, refusal.value.message()} == {refusals[0]}


async def test_open_codes_and_participants_are_bounded(house: House) -> None:
    _, expert, place = await house.consultation()
    for _ in range(6):
        await join(house, (await invite(house, expert, place.consultation)).code)
    with pytest.raises(LimitReached, match="participants"):
        await join(house, (await invite(house, expert, place.consultation)).code)
    for _ in range(19):
        await invite(house, expert, place.consultation)
    with pytest.raises(LimitReached, match="invitations"):
        await invite(house, expert, place.consultation)


async def test_chat_comes_to_all_in_order_and_is_bounded(house: House) -> None:
    point, expert, place = await house.consultation()
    await say(house, expert, place.consultation, "one")
    await say(house, point, place.consultation, "two", ChatLimits(lines=2))
    for actor in (point, expert):
        said = house.take("consultation:said", actor.ref.room)
        assert [(s["said"]["sequence"], s["said"]["text"]) for s in said] == [(1, "one"), (2, "two")]
    seen = await snapshot(house, point, place.consultation)
    assert [line.text for line in seen.chat] == ["one", "two"]
    assert seen.chat_characters == 1500  # of the house; the field of the client takes no more
    with pytest.raises(LimitReached, match="chat"):
        await say(house, expert, place.consultation, "three", ChatLimits(lines=2))
    with pytest.raises(LimitReached, match="line"):
        await say(house, expert, place.consultation, "four", ChatLimits(characters=3))
    assert await count(house, ChatLine) == 2


async def test_the_same_line_twice_is_one_line(house: House) -> None:
    """A browser that has not heard of the acknowledgement sends it again, with the same id."""
    point, expert, place = await house.consultation()
    request = Say(house.new_id(), place.consultation, "once")
    key = RequestKey(point.ref, request.id, "consultation:say", Nothing)
    for _ in range(2):
        await house.store.write(lambda unit: chat.say(unit, point, request, LIMITS), key)
    assert [line.text for line in (await snapshot(house, expert, place.consultation)).chat] == ["once"]
    assert len(house.take("consultation:said", expert.ref.room)) == 1


async def test_who_is_admitted_later_reads_the_whole_chat(house: House) -> None:
    """An interpreter needs the words that the matter was told in."""
    point, expert, place = await house.consultation()
    await say(house, point, place.consultation, "before")
    who, participant = await join(house, (await invite(house, expert, place.consultation)).code)
    await admit(house, expert, place.consultation, participant)
    await say(house, expert, place.consultation, "after")
    seen = await snapshot(house, who, place.consultation)
    assert [(line.sequence, line.text) for line in seen.chat] == [(1, "before"), (2, "after")]
    assert len(house.take("consultation:said", who.ref.room)) == 1


async def test_versions_have_no_gap_for_one_admitted(house: House) -> None:
    point, expert, place = await house.consultation()
    before = (await snapshot(house, point, place.consultation)).version
    house.heard.clear()
    await say(house, expert, place.consultation, "one")
    devices = DeviceState(house.new_id(), place.consultation, False, True)
    await house.write(lambda unit: house.areas.consultations.set_devices(unit, expert, devices))
    who, participant = await join(house, (await invite(house, expert, place.consultation)).code)
    await admit(house, expert, place.consultation, participant)
    await leave(house, who, place.consultation)
    feed = f"consultation:{place.consultation}"
    mine = [h.message for h in house.heard if h.room == point.ref.room and h.message.get("feed") == feed]
    versions = [message["version"] for message in mine]
    assert versions == list(range(before + 1, before + 1 + len(versions)))
    assert (await snapshot(house, point, place.consultation)).version == versions[-1]


async def test_a_guest_leaves_alone_and_the_host_for_all(house: House) -> None:
    point, expert, place = await house.consultation()
    who, participant = await join(house, (await invite(house, expert, place.consultation)).code)
    await admit(house, expert, place.consultation, participant)
    await leave(house, who, place.consultation)
    [gone] = house.take("consultation:ended", who.ref.room)
    assert gone["reason"] == "left"
    assert house.take("participant:left", point.ref.room)[-1]["participant"] == participant
    meeting = await house.store.read(lambda unit: read_meeting(unit, place.consultation))
    assert meeting.left == (participant,) and meeting.active
    await leave(house, point, place.consultation)
    assert house.take("consultation:ended", expert.ref.room)[-1]["reason"] == "left"
    meeting = await house.store.read(lambda unit: read_meeting(unit, place.consultation))
    assert not meeting.active and meeting.admitted == ()


async def test_removal_is_not_for_hosts_and_ends_all_rights(house: House) -> None:
    point, expert, place = await house.consultation()
    who, participant = await join(house, (await invite(house, expert, place.consultation)).code)
    client = (await snapshot(house, point, place.consultation)).me
    with pytest.raises(Conflict, match="host"):
        request = ParticipantAct(house.new_id(), place.consultation, client)
        await house.write(lambda unit: house.areas.consultations.remove(unit, expert, request))
    request = ParticipantAct(house.new_id(), place.consultation, participant)
    await house.write(lambda unit: house.areas.consultations.remove(unit, expert, request))
    assert house.take("consultation:ended", who.ref.room)[-1]["reason"] == "removed"
    with pytest.raises(Refused):
        await snapshot(house, who, place.consultation)


async def test_nothing_is_left_after_the_end_and_that_is_logged(house: House) -> None:
    point, expert, place = await house.consultation()
    who, participant = await join(house, (await invite(house, expert, place.consultation, SECRET)).code)
    await invite(house, expert, place.consultation, SECRET)
    await say(house, point, place.consultation, SECRET)
    await end(house, expert, place.consultation)
    for actor in (point, expert, who):
        assert house.take("consultation:ended", actor.ref.room)[-1]["reason"] == "ended"
    for table in (ChatLine, Invitation, ConsultationKey):
        assert await count(house, table) == 0
    names = select(func.count()).where(Participant.sealed_name.is_not(None))
    assert await house.store.read(lambda unit: unit.session.scalar(names)) == 0
    done = await actions(house)
    destroyed, deleted, ended = (
        done.index(a)
        for a in ("consultation:key-destroyed", "consultation:content-deleted", "consultation:end")
    )
    assert destroyed < deleted < ended
    assert participant


async def test_a_former_participant_is_refused_like_a_stranger(house: House) -> None:
    point, expert, place = await house.consultation()
    await end(house, expert, place.consultation)
    stranger = await house.point()
    refusals = set()
    for actor, wanted in (
        (point, place.consultation),
        (stranger, place.consultation),
        (point, house.new_id()),
    ):
        for deed in (snapshot, leave):
            with pytest.raises(ServiceError) as refusal:
                await deed(house, actor, wanted)
            refusals.add(refusal.value.message())
        with pytest.raises(ServiceError) as refusal:
            await say(house, actor, wanted, "hello")
        refusals.add(refusal.value.message())
    assert refusals == {Refused().message()}


async def test_a_lost_socket_is_shown_and_forgiven_in_time(house: House) -> None:
    """F-04: away for 30 s, back in the same place."""
    point, expert, place = await house.consultation()
    await house.disconnect(point)
    assert not house.take("participant:changed", expert.ref.room)[-1]["participant"]["connected"]
    await house.pass_time(30)
    await house.connect(point, "second")
    assert house.take("participant:changed", expert.ref.room)[-1]["participant"]["connected"]
    await house.pass_time(GRACE_SECONDS)
    assert (await snapshot(house, point, place.consultation)).state == "active"


async def test_who_stays_away_leaves(house: House) -> None:
    point, expert, place = await house.consultation()
    await house.disconnect(point)
    await house.pass_time(GRACE_SECONDS + 1)
    assert house.take("consultation:ended", expert.ref.room)[-1]["reason"] == "timeout"
    with pytest.raises(Refused):
        await snapshot(house, expert, place.consultation)


async def test_who_closes_the_window_of_the_call_leaves_though_an_older_one_is_open(house: House) -> None:
    """F-04: the grace period runs for the window that has the place."""
    point, expert, place = await house.consultation()
    directory, consultations = house.areas.directory, house.areas.consultations
    request = ConsultationRef(place.consultation, house.new_id(), take=True)
    await house.connect(expert, "second")

    async def taken(unit: Unit) -> None:
        await take_place(unit, directory, expert, request, f"{expert.ref.id}second")
        await consultations.presence_changed(unit, expert.ref)

    await house.write(taken)
    assert (await snapshot(house, point, place.consultation)).participants[1].connected
    await house.disconnect(expert, "second")
    await house.connect(expert, "third")  # no line of a window that has not the place counts
    assert not house.take("participant:changed", point.ref.room)[-1]["participant"]["connected"]
    await house.pass_time(GRACE_SECONDS + 1)
    assert house.take("consultation:ended", point.ref.room)[-1]["reason"] == "timeout"


async def test_who_is_shut_out_leaves_at_once_and_what_came_later_stays(house: House) -> None:
    """Grace is for lost lines: a revoked device, perhaps a stolen one, hears no word more."""
    point, expert, place = await house.consultation()
    before = house.now - 1.0
    await house.write(lambda unit: house.areas.consultations.shut_out(unit, point.ref, before))
    assert (await snapshot(house, expert, place.consultation)).state == "active"
    now = house.now
    await house.write(lambda unit: house.areas.consultations.shut_out(unit, point.ref, now))
    for actor in (point, expert):
        assert house.take("consultation:ended", actor.ref.room)[-1]["reason"] == "left"
        with pytest.raises(Refused):
            await snapshot(house, actor, place.consultation)
    await house.write(lambda unit: house.areas.consultations.shut_out(unit, point.ref, now))
    meeting = await house.store.read(lambda unit: read_meeting(unit, place.consultation))
    assert not meeting.active and meeting.admitted == ()


async def test_an_accepted_point_that_is_away_has_the_grace_period(house: House) -> None:
    service = await house.service()
    point, expert = await house.point(), await house.expert(service)
    ticket = await house.open_ticket(point, service)
    await house.disconnect(point)
    place = await house.accept(expert, ticket)
    seen = await snapshot(house, expert, place.consultation)
    assert [p.connected for p in seen.participants] == [False, True]
    await house.pass_time(GRACE_SECONDS + 1)
    assert house.take("consultation:ended", expert.ref.room)[-1]["reason"] == "timeout"


async def test_medias_word_on_a_browser_is_shown_once(house: House) -> None:
    point, expert, place = await house.consultation()
    house.heard.clear()
    for lost in (True, True, False, False):
        seen = partial(house.areas.consultations.media_seen, participant=place.participant, lost=lost)
        await house.write(seen)
    shown = [m["participant"]["connected"] for m in house.take("participant:changed", point.ref.room)]
    assert shown == [False, True]
    assert expert
