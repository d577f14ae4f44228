"""A consultation with guest and interpreter over real sockets and a real media process (J1, J4, F-15).

The offers are those that real browsers made (tests/vectors); media's own state
is read over a second link.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from media.contract import GetState, State
from media.link import MediaLink
from tests.signaling.running import Beside, Person, Site, site
from tests.signaling.sockets import WAIT_SECONDS, Client, Failed, new_id

VECTORS = Path(__file__).parents[2] / "vectors"


@dataclass(slots=True)
class Meeting:
    """A point and an expert who have met."""

    here: Site
    media: Beside
    link: MediaLink
    offer: str
    service: str
    point: Person
    expert: Person
    at_point: Client
    at_desk: Client
    consultation: str
    client: str
    host: str

    async def state(self) -> dict[str, dict[str, set[str]]]:
        """Conference -> endpoint -> who receives it, in every way, as media has it."""
        state = await self.link.request(GetState())
        assert isinstance(state, State)
        for conference in state.conferences:
            for e in conference.endpoints:
                assert set(e.audible_to) == set(e.visible_to) == set(e.tells)
        return {c.conference: {e.endpoint: set(e.audible_to) for e in c.endpoints} for c in state.conferences}

    async def until(self, *participants: str) -> None:
        """Return when exactly these hear and see each other."""
        wanted = {one: set(participants) - {one} for one in participants}
        expected = {self.consultation: wanted} if participants else {}
        await becomes(self.state, lambda state: state == expected)

    async def offered(self, who: Client) -> str:
        """The answer to an offer."""
        reply = await who.ask("media:offer", consultation=self.consultation, sdp=self.offer)
        sdp: str = reply["sdp"]
        return sdp


async def becomes(look: Callable[[], Any], fits: Callable[[Any], bool]) -> None:
    """Look again until it fits.

    Raises:
        AssertionError: it did not within WAIT_SECONDS.
    """
    seen: Any = None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                seen = await look()
                if fits(seen):
                    return
                await asyncio.sleep(0.02)
    raise AssertionError(seen)


@pytest.fixture
async def meeting(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Meeting]:
    """A consultation that has just begun."""
    async with site(tmp_path, sqlite_url) as here:
        media = await here.start_media()
        service = await here.service()
        [point], [expert] = await here.points(1), await here.experts(service, 1)
        await here.start()
        at_point, at_desk = await here.connect(point), await here.connect(expert)
        await at_point.ask("point:open")
        await at_desk.ask("desk:open")
        ticket = new_id()
        await at_point.act("ticket:open", ticket=ticket, service=service)
        await at_desk.wait("ticket:offered")
        host = await at_desk.act("ticket:accept", ticket=ticket)
        client = (await at_point.wait("ticket:accepted")).message
        offer = await asyncio.to_thread((VECTORS / "chromium-156.sdp").read_bytes)
        async with MediaLink(str(media.socket)) as link:
            yield Meeting(
                here,
                media,
                link,
                offer.decode(),
                service,
                point,
                expert,
                at_point,
                at_desk,
                host["consultation"],
                client["participant"],
                host["participant"],
            )


async def guest_in_lobby(meeting: Meeting) -> tuple[Client, str]:
    """A guest who waits for admission, and the participant's id."""
    invitation = await meeting.at_desk.act(
        "guest:invite", consultation=meeting.consultation, role="guest", name="", language=None
    )
    guest = await meeting.here.connect(await meeting.here.join(invitation["code"], "Liisa"))
    screen = await guest.ask("consultation:open", consultation=meeting.consultation)
    assert [(p["state"], p["name"]) for p in screen["participants"]] == [("lobby", "Liisa")]
    return guest, screen["me"]


async def test_two_meet_and_only_they_have_a_place(meeting: Meeting) -> None:
    assert (await meeting.offered(meeting.at_point)).startswith("v=0")
    assert (await meeting.offered(meeting.at_desk)).startswith("v=0")
    await meeting.until(meeting.client, meeting.host)
    await meeting.at_desk.act("consultation:end", consultation=meeting.consultation)
    ended = await meeting.at_point.wait("consultation:ended")
    assert ended.message["reason"] == "ended"
    await meeting.until()
    with pytest.raises(Failed, match="refused"):
        await meeting.offered(meeting.at_point)


async def test_the_lobby_has_no_place_in_media(meeting: Meeting) -> None:
    """F-15: before admission nothing, after removal nothing."""
    guest, participant = await guest_in_lobby(meeting)
    with pytest.raises(Failed, match="refused"):
        await meeting.offered(guest)
    await meeting.until(meeting.client, meeting.host)
    act = {"consultation": meeting.consultation, "participant": participant}
    await meeting.at_desk.act("consultation:admit", **act)
    await guest.wait("consultation:admitted")
    assert (await meeting.offered(guest)).startswith("v=0")
    await meeting.until(meeting.client, meeting.host, participant)
    await meeting.at_desk.act("consultation:remove", **act)
    await guest.wait("consultation:ended")
    await guest.wait("session:ended")  # nobody offers without a session
    await meeting.until(meeting.client, meeting.host)
    before = len(guest.heard)
    await meeting.at_desk.act("consultation:say", consultation=meeting.consultation, text="hei")
    await meeting.at_point.wait("consultation:said")
    assert len(guest.heard) == before


async def test_the_newest_window_has_the_place_and_an_older_one_takes_no_media_back(meeting: Meeting) -> None:
    """F-04, F-14: two browsers of one account would take each other's transport away for ever."""
    at, older, newer = {"consultation": meeting.consultation}, new_id(), new_id()
    await meeting.at_desk.ask("consultation:open", **at, window=older, take=True)
    assert (await meeting.at_desk.ask("media:offer", **at, sdp=meeting.offer, window=older))["sdp"]

    other = await meeting.here.connect(meeting.expert)
    screen = await other.ask("consultation:open", **at, window=newer, take=True)
    assert screen["me"] == meeting.host, "the same place"
    told = await meeting.at_desk.wait("consultation:window", lambda message: message["window"] == newer)
    assert told.message == {"consultation": meeting.consultation, "window": newer}
    returned = await meeting.here.connect(meeting.expert)  # an older window whose line was away meanwhile
    for client in (meeting.at_desk, returned):
        with pytest.raises(Failed, match="conflict elsewhere"):
            await client.ask("consultation:open", **at, window=older)
        with pytest.raises(Failed, match="conflict elsewhere"):
            await client.ask("media:offer", **at, sdp=meeting.offer, window=older)
    assert (await other.ask("media:offer", **at, sdp=meeting.offer, window=newer))["sdp"]
    assert (await other.ask("consultation:open", **at, window=newer))["me"] == meeting.host
    assert not meeting.at_point.all("consultation:window"), "nobody else's affair"

    again = new_id()
    for _ in range(2):  # a lost acknowledgement is asked for again
        await meeting.at_desk.ask("consultation:open", **at, window=again, take=True)
    await other.wait("consultation:window", lambda message: message["window"] == again)
    with pytest.raises(Failed, match="conflict elsewhere"):
        await other.ask("media:offer", **at, sdp=meeting.offer, window=newer)
    assert (await meeting.at_desk.ask("media:offer", **at, sdp=meeting.offer, window=again))["sdp"]
    assert [one["window"] for one in other.all("consultation:window")].count(again) == 1
    await meeting.until(meeting.client, meeting.host)


async def test_a_page_that_names_no_window_takes_no_media_from_one_that_does(meeting: Meeting) -> None:
    """It was loaded before the upgrade, and may stay open for weeks."""
    at, own = {"consultation": meeting.consultation}, new_id()
    await meeting.offered(meeting.at_desk)
    await meeting.at_desk.ask("consultation:open", **at, window=own, take=True)
    old = await meeting.here.connect(meeting.expert)
    with pytest.raises(Failed, match="conflict elsewhere"):
        await meeting.offered(old)
    with pytest.raises(Failed, match="conflict elsewhere"):
        await old.ask("consultation:open", **at)
    assert (await meeting.at_desk.ask("media:offer", **at, sdp=meeting.offer, window=own))["sdp"]


async def test_a_forgotten_window_keeps_nobody_there(meeting: Meeting) -> None:
    """F-04: who has closed the window of the call is away, though an older one of theirs is open still."""

    async def is_seen(*connected: bool) -> None:
        def told() -> list[bool]:
            people = (message["participant"] for message in meeting.at_point.all("participant:changed"))
            return [one["connected"] for one in people if one["participant"] == meeting.host]

        await meeting.at_point.wait("participant:changed", lambda _: len(told()) >= len(connected))
        assert told() == list(connected)

    at, older, newer = {"consultation": meeting.consultation}, new_id(), new_id()
    await meeting.at_desk.ask("consultation:open", **at, window=older, take=True)
    meeting.at_point.heard.clear()
    holder = await meeting.here.connect(meeting.expert)
    await holder.ask("consultation:open", **at, window=newer, take=True)
    await holder.close()
    await is_seen(False)
    with pytest.raises(Failed, match="conflict elsewhere"):  # it asks, and does not come back by that
        await meeting.at_desk.ask("consultation:open", **at, window=older)

    line = await meeting.here.connect(meeting.expert)  # the same window by another socket
    await line.ask("consultation:open", **at, window=newer)
    await is_seen(False, True)
    next_line = await meeting.here.connect(meeting.expert)
    await next_line.ask("consultation:open", **at, window=newer)
    await line.close()  # the server hears late of the end of a line that was replaced
    await next_line.close()
    await is_seen(False, True, False)
    await meeting.at_desk.ask("consultation:open", **at, window=new_id(), take=True)  # "continue here"
    await is_seen(False, True, False, True)


async def test_a_window_of_a_stranger_takes_no_place(meeting: Meeting) -> None:
    """F-15: who has no part learns nothing of the one who has, and changes nothing."""
    at, own = {"consultation": meeting.consultation}, new_id()
    await meeting.at_desk.ask("consultation:open", **at, window=own, take=True)
    [stranger] = await meeting.here.experts(meeting.service, 1)
    elsewhere = await meeting.here.connect(stranger)
    with pytest.raises(Failed, match="refused"):
        await elsewhere.ask("consultation:open", **at, window=new_id(), take=True)
    assert (await meeting.at_desk.ask("media:offer", **at, sdp=meeting.offer, window=own))["sdp"]
    assert not elsewhere.all("consultation:window")


async def test_an_interpreter_joins_as_third_labelled_to_all(meeting: Meeting) -> None:
    """F-45, F-46."""
    interpreter = await meeting.here.interpreter("ar")
    screen = await meeting.here.connect(interpreter)
    await screen.ask("interpreter:open")
    await screen.act("interpreter:availability", availability="available")
    languages = await meeting.at_desk.ask("interpreter:languages")
    assert languages["languages"] == [{"language": "ar", "free": 1}]
    await meeting.at_desk.act("interpreter:ask", consultation=meeting.consultation, language="ar")
    call = (await screen.wait("interpreter:ringing")).message["ringing"]["call"]
    place = await screen.act("interpreter:answer", call=call)
    await meeting.at_point.wait(
        "participant:changed",
        lambda message: message["participant"]["label"]["fi"] == "Tulkki (arabia)",
    )
    assert (await meeting.offered(screen)).startswith("v=0")
    await meeting.until(meeting.client, meeting.host, place["participant"])
    await screen.act("consultation:leave", consultation=meeting.consultation)
    await meeting.at_point.wait("participant:left")
    await meeting.until(meeting.client, meeting.host)


async def test_a_new_media_process_is_given_everything_again(meeting: Meeting) -> None:
    _, waiting = await guest_in_lobby(meeting)
    await meeting.offered(meeting.at_point)
    await meeting.until(meeting.client, meeting.host)
    await meeting.media.kill()
    await meeting.media.start()
    for client in (meeting.at_point, meeting.at_desk):
        restart = await client.wait("media:restart")
        assert restart.message == {"consultation": meeting.consultation}
    await meeting.link.wait_up()
    await meeting.until(meeting.client, meeting.host)
    assert waiting not in (await meeting.state())[meeting.consultation]
    assert (await meeting.offered(meeting.at_point)).startswith("v=0")


async def test_killing_signaling_interrupts_no_media(meeting: Meeting) -> None:
    await meeting.offered(meeting.at_point)
    await meeting.until(meeting.client, meeting.host)
    await meeting.here.processes[0].kill()
    assert meeting.consultation in await meeting.state()
    await meeting.here.processes[0].start()
    at_point = await meeting.here.connect(meeting.point)
    screen = await at_point.ask("point:open")
    assert (screen["consultation"], screen["participant"]) == (meeting.consultation, meeting.client)
    at_desk = await meeting.here.connect(meeting.expert)
    await at_desk.act("consultation:say", consultation=meeting.consultation, text="hei")
    await at_point.wait("consultation:said")
    await meeting.until(meeting.client, meeting.host)
    assert not at_point.all("media:restart")
    await at_desk.act("consultation:end", consultation=meeting.consultation)
    await meeting.until()


async def test_what_changed_while_media_was_away_is_made_up(meeting: Meeting) -> None:
    guest, participant = await guest_in_lobby(meeting)
    await meeting.until(meeting.client, meeting.host)
    await meeting.media.kill()
    await meeting.at_desk.act(
        "consultation:admit", consultation=meeting.consultation, participant=participant
    )
    await guest.wait("consultation:admitted")
    await meeting.media.start()
    await meeting.link.wait_up()
    await meeting.until(meeting.client, meeting.host, participant)
    assert (await meeting.offered(guest)).startswith("v=0")
