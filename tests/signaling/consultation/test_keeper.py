"""What media tells goes to those who are admitted now, and to nobody else; on both databases.

The link and the contract server are the real ones; the commands are carried out
by the words of the contract (test_wanted.obey), so that each can be looked at.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from media.contract import (
    Answer,
    AnyCommand,
    AnyResult,
    ApplyOffer,
    ConferenceState,
    Done,
    EndpointConnected,
    EndpointDisconnected,
    GetState,
    Hello,
    Refused,
    SlotMapped,
    SlotState,
    Speaking,
    State,
    Welcome,
)
from media.link import MediaLink
from media.server import ContractServer
from signaling.consultation.media import MediaKeeper
from signaling.people.actor import Actor
from signaling.store.errors import Invalid, LimitReached, ServiceError, Unavailable
from signaling.store.errors import Refused as NotAllowed
from signaling.web.messages.base import Message
from signaling.web.messages.consultation import ConsultationAct, MediaMap, MediaSpeaking, Offer
from signaling.web.messages.queue import Accepted
from tests.signaling.consultation.test_wanted import obey
from tests.signaling.house import House

SECONDS = 10.0


class Media:
    """A contract server that does what it is told, and refuses offers as it is told."""

    def __init__(self) -> None:
        self.state = State(())
        self.told: list[AnyCommand] = []
        self.refusal: Refused | None = None
        self.slots: dict[str, tuple[SlotState, ...]] = {}
        """Endpoint -> what its slots show."""
        self.server = ContractServer(self.execute, links=4, queue_bytes=1 << 20)

    def execute(self, command: AnyCommand) -> AnyResult:
        match command:
            case Hello():
                return Welcome(command.version, "media")
            case GetState():
                return State(tuple(self._shown(conference) for conference in self.state.conferences))
            case ApplyOffer():
                return self.refusal or self._answer(command)
            case _:
                self.told.append(command)
                self.state = obey(self.state, [command])
                return Done()

    def _shown(self, conference: ConferenceState) -> ConferenceState:
        endpoints = (replace(e, slots=self.slots.get(e.endpoint, ())) for e in conference.endpoints)
        return replace(conference, endpoints=tuple(endpoints))

    def _answer(self, command: ApplyOffer) -> AnyResult:
        known = any(
            endpoint.endpoint == command.endpoint
            for conference in self.state.conferences
            for endpoint in conference.endpoints
        )
        return Answer("v=0 answer") if known else Refused("unknown", "no such endpoint")

    def endpoints(self) -> dict[str, set[str]]:
        """Conference -> endpoints."""
        return {c.conference: {e.endpoint for e in c.endpoints} for c in self.state.conferences}


class Stage:
    """A consultation, its keeper, and what was emitted."""

    def __init__(self, house: House, media: Media, link: MediaLink) -> None:
        self.house = house
        self.media = media
        self.emitted: asyncio.Queue[tuple[str, str, Message]] = asyncio.Queue()
        self.keeper = MediaKeeper(house.store, link, house.areas.consultations, self._emit)
        link.subscribe(self.keeper.hear)
        house.areas.consultations.media = self.keeper
        self.point: Actor
        self.expert: Actor
        self.place: Accepted

    async def _emit(self, room: str, event: str, message: Message) -> None:
        self.emitted.put_nowait((room, event, message))

    async def heard(self) -> tuple[str, str, Message]:
        """The next emission."""
        async with asyncio.timeout(SECONDS):
            return await self.emitted.get()

    async def offer(self, actor: Actor) -> str:
        """The answer to an offer."""
        return (await self.keeper.offer(actor, Offer(self.place.consultation, "v=0"))).sdp


@pytest.fixture
async def stage(house: House, tmp_path: Path) -> AsyncIterator[Stage]:
    """A consultation that has begun, with media beside it; the keeper's loops do not run."""
    media = Media()
    path = str(tmp_path / "m")
    await media.server.listen(path)
    async with MediaLink(path) as link:
        stage = Stage(house, media, link)
        stage.point, stage.expert, stage.place = await house.consultation()
        yield stage
    await media.server.close()


@contextlib.asynccontextmanager
async def running(keeper: MediaKeeper) -> AsyncIterator[None]:
    """The keeper's loops."""
    task = asyncio.create_task(keeper.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_events_go_to_those_admitted_alone(stage: Stage) -> None:
    consultation, host = stage.place.consultation, stage.place.participant
    async with running(stage.keeper):
        stage.media.server.tell(SlotMapped(consultation, host, "3", "video", None, True))
        assert await stage.heard() == (
            stage.expert.ref.room,
            "media:map",
            MediaMap(consultation, "3", "video", None, True),
        )
        stage.media.server.tell(Speaking(consultation, host))
        rooms = {(await stage.heard())[0] for _ in range(2)}
        assert rooms == {stage.expert.ref.room, stage.point.ref.room}
        end = ConsultationAct(stage.house.new_id(), consultation)
        await stage.house.write(lambda unit: stage.house.areas.consultations.end(unit, stage.expert, end))
        stage.media.server.tell(Speaking(consultation, host))
        stage.media.server.tell(SlotMapped(consultation, host, "3", "video", None, True))
        other = (await stage.house.consultation())[2]
        stage.media.server.tell(Speaking(other.consultation, None))
        # Events keep their order: had the ended one been told, it would come before this.
        assert (await stage.heard())[2] == MediaSpeaking(other.consultation, None)


async def test_a_browser_that_media_lost_is_shown_as_away(stage: Stage) -> None:
    consultation, host = stage.place.consultation, stage.place.participant
    stage.house.heard.clear()
    async with running(stage.keeper):
        stage.media.server.tell(EndpointDisconnected(consultation, host, "silent"))
        stage.media.server.tell(EndpointConnected(consultation, host, "udp"))
        stage.media.server.tell(Speaking(consultation, None))
        await stage.heard()  # the events before it are done
    told = stage.house.take("participant:changed", stage.point.ref.room)
    assert [message["participant"]["connected"] for message in told] == [False, True]


async def test_an_offer_that_is_faster_than_the_endpoint_is_answered(stage: Stage) -> None:
    assert stage.media.endpoints() == {}
    assert await stage.offer(stage.point) == "v=0 answer"
    assert len(stage.media.endpoints()[stage.place.consultation]) == 2


async def test_following_twice_changes_nothing(stage: Stage) -> None:
    await stage.keeper.follow(stage.place.consultation)
    before = stage.media.state
    await stage.keeper.follow(stage.place.consultation)
    assert stage.media.state == before


async def test_comparing_repairs_and_tells_who_builds_anew(stage: Stage) -> None:
    stage.media.state = obey(State(()), [])
    await stage.keeper.compare()
    restarted = {h.room for h in stage.house.heard if h.event == "media:restart"}
    assert restarted == {stage.point.ref.room, stage.expert.ref.room}
    stage.house.heard.clear()
    stage.media.told.clear()
    await stage.keeper.compare()
    assert stage.media.told == []
    assert not stage.house.take("media:restart")


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (Refused("offer", ""), Invalid),
        (Refused("limit", ""), LimitReached),
        (Refused("draining", ""), Unavailable),
        (Refused("unknown", ""), Unavailable),
    ],
)
async def test_refusals_of_media_in_words_of_the_protocol(
    stage: Stage, refusal: Refused, error: type[ServiceError]
) -> None:
    stage.media.refusal = refusal
    with pytest.raises(error):
        await stage.offer(stage.expert)


async def test_a_screen_that_opens_again_learns_what_its_slots_show(stage: Stage) -> None:
    """What was told while its line was down is not repeated by anybody else."""
    consultation, host = stage.place.consultation, stage.place.participant
    await stage.keeper.follow(consultation)
    slots = (SlotState("3", "video", "x", True), SlotState("4", "audio", None))
    stage.media.slots = {host: slots}
    async with running(stage.keeper):
        stage.keeper.opened(consultation, (await stage.house.point()).ref)
        stage.keeper.opened(consultation, stage.expert.ref)
        heard = [await stage.heard() for _ in slots]
    room = stage.expert.ref.room
    assert heard == [
        (room, "media:map", MediaMap(consultation, "3", "video", "x", True)),
        (room, "media:map", MediaMap(consultation, "4", "audio", None, False)),
    ]
    assert stage.emitted.empty()


async def test_strangers_do_not_offer(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        await stage.offer(await stage.house.point())


async def test_media_that_is_away_is_unavailable(house: House) -> None:
    point, _, place = await house.consultation()
    with pytest.raises(Unavailable):
        await house.areas.media.offer(point, Offer(place.consultation, "v=0"))
