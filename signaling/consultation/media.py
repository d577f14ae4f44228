"""Keeps media as the database says: after each change, and after a lost link; passes media's events on.

Nothing is decided here. What media should have is read from the database each
time (wanted.py), so two signaling processes that do the same do no harm. State
is asked of media before the database is read: what media has was then committed
before, and nothing new is taken for left over.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterable
from typing import Final, Protocol

import structlog
from sqlalchemy import select

from media.contract import (
    Answer,
    AnyCommand,
    AnyResult,
    ApplyOffer,
    CreateEndpoint,
    EndpointConnected,
    EndpointDisconnected,
    GetState,
    Refused,
    SlotMapped,
    Speaking,
    State,
)
from media.link import LinkEvent, MediaBack, MediaLost, MediaLostError
from signaling.consultation.access import enter, present, standing_of
from signaling.consultation.jobs import Touched
from signaling.consultation.rules import (
    AdvisorPresence,
    ConsultationState,
    ParticipantRole,
    ParticipantState,
)
from signaling.consultation.service import ConsultationService
from signaling.consultation.tables import Consultation, Participant
from signaling.consultation.telling import ref_of
from signaling.consultation.wanted import Meeting, Place, commands_for, repair
from signaling.consultation.windows import require_place
from signaling.people.actor import Actor, ActorRef
from signaling.people.policy import Relation
from signaling.store.errors import Invalid, LimitReached, ServiceError, Unavailable
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.base import Message

log = structlog.get_logger("media")

WAITING_EVENTS: Final = 20_000
"""Events not yet passed on; a conference of three makes a few each second, so this is minutes of a stall."""

ROUNDS: Final = 5
"""A consultation that changes while media is told is told again; more than this waits for the later check."""


class Link(Protocol):
    """The part of media.link.MediaLink that is used here."""

    async def request(self, command: AnyCommand) -> AnyResult:
        """What media says to the command; MediaLostError when it does not."""


class LocalEmit(Protocol):
    """Emits to the sockets of this process alone: every process hears media's events by itself."""

    async def __call__(self, room: str, event: str, message: Message) -> None:
        """Emit one event."""


class MediaKeeper:
    """One for each signaling process. `run` until the process ends."""

    def __init__(self, store: Store, link: Link, consultations: ConsultationService, emit: LocalEmit) -> None:
        self._store = store
        self._link = link
        self._consultations = consultations
        self._emit = emit
        self._touched: set[str] = set()
        self._opened: set[tuple[str, ActorRef]] = set()
        self._compare = False
        self._work = asyncio.Event()
        self._events: asyncio.Queue[LinkEvent] = asyncio.Queue(WAITING_EVENTS)

    # ---- what wakes it ---------------------------------------------------------------------

    def wake(self, consultation: str) -> None:
        """Compare this consultation soon; returns at once."""
        self._touched.add(consultation)
        self._work.set()

    def opened(self, consultation: str, ref: ActorRef) -> None:
        """Tell the actor's screens soon what its receive slots show: one that was away has missed it."""
        self._opened.add((consultation, ref))
        self._work.set()

    def hear(self, event: LinkEvent) -> None:
        """Take an event of the link; for `MediaLink.subscribe`."""
        match event:
            case MediaBack():
                self._compare = True
                self._work.set()
            case MediaLost():
                log.warning("media_lost")
            case _:
                try:
                    self._events.put_nowait(event)
                except asyncio.QueueFull:
                    log.error("media_event_dropped", waiting=WAITING_EVENTS)

    async def run(self) -> None:
        """Follow changes and pass events on until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow())
            group.create_task(self._pass_on())

    # ---- what is done ----------------------------------------------------------------------

    async def offer(self, actor: Actor, request: m.Offer) -> m.OfferAnswer:
        """Media's answer to the browser's offer, for an admitted participant alone (F-15).

        Raises:
            Refused: not admitted, or there is no such consultation.
            Conflict: `elsewhere`: another window of this actor has the place.
            Invalid: `offer`: media cannot read it.
            LimitReached: media has no room.
            Unavailable: media is away; the browser asks again.
        """

        async def admitted(unit: Unit) -> str:
            standing = await enter(unit, actor, "media:offer", request.consultation)
            require_place(standing.participant, request.window)
            return standing.participant.id

        participant = await self._store.read(admitted)
        command = ApplyOffer(request.consultation, participant, request.sdp)
        try:
            result = await self._link.request(command)
            if isinstance(result, Refused) and result.code == "unknown":
                # The offer was faster than the endpoint; one who has left gets none.
                await self.follow(request.consultation)
                result = await self._link.request(command)
        except MediaLostError:
            raise Unavailable("media") from None
        return _answer(result)

    async def follow(self, consultation: str) -> None:
        """Bring media to what the database says of this consultation.

        Raises:
            MediaLostError: media is away; comparing when it is back does the rest.
        """

        def read(unit: Unit) -> Coroutine[None, None, Meeting]:
            return read_meeting(unit, consultation)

        meeting = await self._store.read(read)
        for _ in range(ROUNDS):
            await self._tell(commands_for(meeting, self._consultations.max_participants))
            told, meeting = meeting, await self._store.read(read)
            if meeting == told:
                return

    async def check(self, touched: Touched) -> None:
        """The later check of a change, for the process that made it may have died."""
        await self.follow(touched.consultation)

    async def compare(self) -> None:
        """Compare everything and repair; who had a connection in a media process that died builds a new one.

        Raises:
            MediaLostError: media is away again.
        """
        state = await self._link.request(GetState())
        if not isinstance(state, State):
            raise MediaLostError("no state")
        wanted = await self._store.read(read_active)
        commands = repair(wanted, state, self._consultations.max_participants)
        await self._tell(commands)
        built = [(c.conference, c.endpoint) for c in commands if isinstance(c, CreateEndpoint)]
        log.info("media_compared", conferences=len(wanted), commands=len(commands), built=len(built))
        if built:
            await self._store.write(lambda unit: _publish_restart(unit, built))

    async def tell_slots(self, consultation: str, ref: ActorRef) -> None:
        """Tell an admitted actor what each of its receive slots shows now.

        Raises:
            MediaLostError: media is away; a new connection begins with empty slots.
        """

        async def read(unit: Unit) -> str | None:
            standing = await standing_of(unit, ref, consultation)
            if standing is None or standing.relation is not Relation.PARTICIPANT:
                return None
            return standing.participant.id

        participant = await self._store.read(read)
        if participant is None:
            return
        state = await self._link.request(GetState(consultation))
        conferences = state.conferences if isinstance(state, State) else ()
        endpoints = [e for c in conferences for e in c.endpoints if e.endpoint == participant]
        for slot in (slot for endpoint in endpoints for slot in endpoint.slots):
            message = m.MediaMap(consultation, slot.mid, slot.kind, slot.source, slot.switched, slot.held)
            await self._emit(ref.room, "media:map", message)

    async def _tell(self, commands: Iterable[AnyCommand]) -> None:
        for command in commands:
            result = await self._link.request(command)
            if isinstance(result, Refused):
                log.warning("media_refused", command=type(command).__name__, code=result.code)

    # ---- loops -----------------------------------------------------------------------------

    async def _follow(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            compare, self._compare = self._compare, False
            touched, self._touched = self._touched, set()
            opened, self._opened = self._opened, set()
            # When media or the database is away, MediaBack or the later check does what is left.
            with contextlib.suppress(MediaLostError, ServiceError):
                if compare:
                    await self.compare()
                for consultation in touched:
                    await self.follow(consultation)
                for consultation, ref in opened:
                    await self.tell_slots(consultation, ref)

    async def _pass_on(self) -> None:
        while True:
            event = await self._events.get()
            try:
                await self._pass_one(event)
            except ServiceError as error:  # the database is away: the next event may pass
                log.warning("media_event_lost", kind=type(event).__name__, code=error.code)

    async def _pass_one(self, event: LinkEvent) -> None:
        match event:
            case EndpointConnected(endpoint=endpoint):
                await self._seen(endpoint, lost=False)
            case EndpointDisconnected(endpoint=endpoint):
                await self._seen(endpoint, lost=True)
            case SlotMapped():
                rooms = await self._rooms(event.conference, event.endpoint)
                await self._emit_all(
                    rooms,
                    "media:map",
                    m.MediaMap(
                        event.conference, event.mid, event.kind, event.source, event.switched, event.held
                    ),
                )
            case Speaking():
                rooms = await self._rooms(event.conference, None)
                await self._emit_all(
                    rooms, "media:speaking", m.MediaSpeaking(event.conference, event.endpoint)
                )
            case MediaLost() | MediaBack():
                pass  # hear() keeps these to itself

    async def _seen(self, participant: str, *, lost: bool) -> None:
        await self._store.write(lambda unit: self._consultations.media_seen(unit, participant, lost))

    async def _rooms(self, consultation: str, endpoint: str | None) -> list[str]:
        """Rooms of those admitted now: of this endpoint, or of all. Read each time, so nobody else hears."""

        async def read(unit: Unit) -> list[str]:
            admitted = await present(unit, consultation, ParticipantState.ADMITTED)
            return [ref_of(p).room for p in admitted if endpoint is None or p.id == endpoint]

        return await self._store.read(read)

    async def _emit_all(self, rooms: list[str], event: str, message: Message) -> None:
        for room in rooms:
            await self._emit(room, event, message)


def _answer(result: AnyResult) -> m.OfferAnswer:
    match result:
        case Answer(sdp=sdp):
            return m.OfferAnswer(sdp)
        case Refused(code="offer"):
            raise Invalid("offer")
        case Refused(code="limit"):
            raise LimitReached("media")
        case _:
            raise Unavailable("media")


async def read_meeting(unit: Unit, consultation: str) -> Meeting:
    """What media should have of one consultation; of one that is unknown or over: nothing."""
    row = await unit.session.get(Consultation, consultation)
    if row is None or row.state != ConsultationState.ACTIVE:
        return Meeting(consultation, False, (), AdvisorPresence.AWAY)
    people = await present(unit, consultation, *ParticipantState)
    return Meeting(
        consultation,
        True,
        tuple(_place(p) for p in people if p.state == ParticipantState.ADMITTED),
        AdvisorPresence(row.advisor),
        tuple(p.id for p in people if p.state != ParticipantState.ADMITTED),
    )


async def read_active(unit: Unit) -> list[Meeting]:
    """What media should have, in all."""
    statement = select(Consultation.id).where(Consultation.state == ConsultationState.ACTIVE)
    return [await read_meeting(unit, found) for found in (await unit.session.scalars(statement)).all()]


def _place(participant: Participant) -> Place:
    return Place(participant.id, ParticipantRole(participant.role), participant.signing, participant.muted)


async def _publish_restart(unit: Unit, built: list[tuple[str, str]]) -> None:
    for consultation, endpoint in built:
        participant = await unit.session.get(Participant, endpoint)
        if participant is not None and participant.state == ParticipantState.ADMITTED:
            unit.publish(ref_of(participant).room, "media:restart", m.MediaRestart(consultation))
