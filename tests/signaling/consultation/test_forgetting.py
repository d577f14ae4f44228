"""What is taken away from a guest with its part, and what is forgotten after the end (F-19, F-38)."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from signaling.config import Settings
from signaling.consultation.forgetting import FEEDS_SECONDS, forget_feeds
from signaling.consultation.jobs import Ended
from signaling.consultation.tables import Participant
from signaling.people.actor import Actor
from signaling.people.sessions import Entered, Sessions
from signaling.people.tables import Session
from signaling.store.errors import Refused
from signaling.store.feeds import Feed
from signaling.store.requests import RequestKey, RequestRow
from signaling.store.unit import Unit
from signaling.web.messages.base import Nothing
from signaling.web.messages.consultation import DeviceState, ParticipantAct
from signaling.web.messages.queue import Accepted
from tests.signaling.consultation.test_service import admit, end, invite, join, leave, say, snapshot
from tests.signaling.house import House
from tests.signaling.running import Person, Site, site
from tests.signaling.sockets import Client, new_id

NAME = "Kirsikka Vieras"
OVER = b'{"error":{"code":"unauthenticated","detail":"revoked"}}'
NOBODY = b'{"error":{"code":"unauthenticated","detail":""}}'
SESSIONS = Sessions(Settings().people)


async def visit(house: House, expert: Actor, place: Accepted) -> tuple[Actor, str, Entered]:
    """A guest in the lobby with a session: who, as which participant, and the session."""
    who, participant = await join(house, (await invite(house, expert, place.consultation)).code, NAME)
    return who, participant, await house.write(lambda unit: SESSIONS.begin(unit, who))


async def valid(house: House, entered: Entered) -> bool:
    known = await house.store.read(lambda unit: SESSIONS.known(unit, entered.session))
    return known is not None


async def feed_names(house: House) -> set[str]:
    async def read(unit: Unit) -> set[str]:
        return set((await unit.session.scalars(select(Feed.name))).all())

    return await house.store.read(read)


# ---- sessions of guests -------------------------------------------------------------------


async def test_the_sessions_of_guests_end_with_the_consultation(house: House) -> None:
    _, expert, place = await house.consultation()
    staff = await house.write(lambda unit: SESSIONS.begin(unit, expert))
    inside, participant, first = await visit(house, expert, place)
    _, _, second = await visit(house, expert, place)
    await admit(house, expert, place.consultation, participant)
    assert await valid(house, first) and await valid(house, second)
    await end(house, expert, place.consultation)
    assert not await valid(house, first) and not await valid(house, second)
    assert await valid(house, staff)  # everybody else's is for more than this one matter
    over = await house.store.read(lambda unit: SESSIONS.over(unit, [first.session]))
    assert over == {first.session: "revoked"}
    assert house.take("consultation:ended", inside.ref.room)[-1]["reason"] == "ended"


async def test_the_rows_of_a_guest_hold_nothing_after_the_end(house: House) -> None:
    _, expert, place = await house.consultation()
    who, _, entered = await visit(house, expert, place)
    request = DeviceState(house.new_id(), place.consultation, False, False)
    key = RequestKey(who.ref, request.id, "consultation:device", Nothing)
    await house.store.write(
        lambda unit: house.areas.consultations.set_devices(unit, who, request), request=key
    )
    replies = select(func.count()).where(RequestRow.actor_id == who.id)
    assert await house.store.read(lambda unit: unit.session.scalar(replies)) == 1
    await end(house, expert, place.consultation)
    assert await house.store.read(lambda unit: unit.session.scalar(replies)) == 0
    name = select(Participant.sealed_name).where(Participant.actor == who.id)
    assert (await house.store.read(lambda unit: unit.session.scalars(name))).all() == [None]
    row = await house.store.read(lambda unit: unit.session.get(Session, entered.session))
    assert row is not None and (row.actor, row.ended_at, row.authority) == (who.id, house.now, None)


async def test_one_guests_session_ends_with_its_own_part(house: House) -> None:
    _, expert, place = await house.consultation()
    removed, participant, of_removed = await visit(house, expert, place)
    left, _, of_left = await visit(house, expert, place)
    _, _, of_staying = await visit(house, expert, place)
    request = ParticipantAct(house.new_id(), place.consultation, participant)
    await house.write(lambda unit: house.areas.consultations.remove(unit, expert, request))
    await leave(house, left, place.consultation)
    assert [await valid(house, session) for session in (of_removed, of_left, of_staying)] == [
        False,
        False,
        True,
    ]
    assert house.take("consultation:ended", removed.ref.room)[-1]["reason"] == "removed"


async def test_a_guest_at_its_screen_is_told_and_its_socket_closed(tmp_path: Path, sqlite_url: str) -> None:
    async with site(tmp_path, sqlite_url, overrides={"people": {"session_watch_seconds": 0.1}}) as here:
        at_desk, consultation = await _meeting(here)
        guest, person = await _guest(here, at_desk, consultation)
        away, elsewhere = await _guest(here, at_desk, consultation)
        await away.close()  # comes back after the end
        await at_desk.act("consultation:end", consultation=consultation)
        told = await guest.wait("consultation:ended")
        over = await guest.wait("session:ended")
        assert (told.message["reason"], over.message["reason"]) == ("ended", "revoked")
        assert told.at <= over.at  # the screen says why before it is closed
        for one in (person, elsewhere):
            status, body = await here.request(one, "GET", "/api/me")
            assert (status, body) == (401, OVER), "a page that is opened again reads that it is over"
            late = Client("guest", one.cookie)
            with pytest.raises(ConnectionError):
                await late.connect(here.processes[0].url)
            await late.close()
        stranger = Person(person.actor, person.token[:-1] + ("A" if person.token[-1] != "A" else "B"))
        assert await here.request(stranger, "GET", "/api/me") == (401, NOBODY)
        assert (await at_desk.ask("desk:open"))["consultation"] is None


async def _meeting(here: Site) -> tuple[Client, str]:
    service = await here.service()
    [point], [expert] = await here.points(1), await here.experts(service, 1)
    await here.start()
    at_point, at_desk = await here.connect(point), await here.connect(expert)
    ticket = new_id()
    await at_point.act("ticket:open", ticket=ticket, service=service)
    accepted = await at_desk.act("ticket:accept", ticket=ticket)
    return at_desk, accepted["consultation"]


async def _guest(here: Site, at_desk: Client, consultation: str) -> tuple[Client, Person]:
    invitation = await at_desk.act(
        "guest:invite", consultation=consultation, role="guest", name=NAME, language=None
    )
    person = await here.join(invitation["code"], "")
    client = await here.connect(person)
    await client.ask("consultation:open", consultation=consultation)
    return client, person


# ---- feeds ----------------------------------------------------------------------------------


async def test_feeds_are_forgotten_some_time_after_the_end(house: House) -> None:
    point, expert, place = await house.consultation()
    who, participant, _ = await visit(house, expert, place)
    await say(house, point, place.consultation, "hello")
    await admit(house, expert, place.consultation, participant)
    theirs = {
        f"consultation:{place.consultation}",
        f"chat:{place.consultation}",
        f"lobby:{participant}",
        f"presence:guest:{who.id}",
    }
    assert theirs <= await feed_names(house)
    await end(house, expert, place.consultation)
    await house.disconnect(who)
    await house.pass_time(FEEDS_SECONDS - 1)
    assert theirs <= await feed_names(house)
    others = await feed_names(house) - theirs
    await house.pass_time(2)
    assert await feed_names(house) == others
    assert {f"presence:device:{point.id}", f"presence:account:{expert.id}"} <= others


async def test_who_comes_back_after_that_still_learns_of_the_end(house: House) -> None:
    point, expert, place = await house.consultation()
    who, _, _ = await visit(house, expert, place)
    await house.disconnect(point)
    await end(house, expert, place.consultation)
    await house.pass_time(FEEDS_SECONDS + 1)
    await house.connect(point, "second")
    for actor in (point, expert, who):
        with pytest.raises(Refused):  # what a screen takes for the end
            await snapshot(house, actor, place.consultation)
        here = partial(house.areas.consultations.place_of, ref=actor.ref)
        assert await house.store.read(here) is None
    assert not {name for name in await feed_names(house) if place.consultation in name}


async def test_feeds_of_a_consultation_that_goes_on_stay(house: House) -> None:
    point, expert, place = await house.consultation()
    other = await house.consultation()
    await end(house, expert, place.consultation)
    going_on = other[2].consultation
    await house.write(lambda unit: forget_feeds(unit, Ended(going_on)))
    await house.write(lambda unit: forget_feeds(unit, Ended(house.new_id())))
    await house.pass_time(FEEDS_SECONDS + 1)
    assert f"consultation:{going_on}" in await feed_names(house)
    assert f"consultation:{place.consultation}" not in await feed_names(house)
    assert (await snapshot(house, other[0], going_on)).version > 0
    assert point


async def test_many_consultations_leave_no_feeds_of_their_own(house: House) -> None:
    service = await house.service()
    point, expert = await house.point(), await house.expert(service)
    first: set[str] = set()
    for _ in range(3):
        place = await house.accept(expert, await house.open_ticket(point, service))
        who, _, _ = await visit(house, expert, place)
        await asyncio.gather(end(house, expert, place.consultation), house.disconnect(who))
        await house.pass_time(FEEDS_SECONDS + 1)
        await house.pass_time(1)  # jobs of media, of which there is none here, come first
        first = first or await feed_names(house)
    assert await feed_names(house) == first
