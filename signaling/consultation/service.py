"""The life of a consultation: begun by an accepted ticket, joined, left, ended; then nothing of it is left.

Who closes whom, all in the transaction that ends it: the key first, so that
backups forget too; papers, ringing calls and the queue by the listeners; names
here; sessions of guests, chat and invitations in forgetting.py; media after the
commit (media.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func, select

from signaling.consultation.access import Standing, enter, fellow, place_of, present, standing_of
from signaling.consultation.forgetting import end_guests, forget_content
from signaling.consultation.jobs import GRACE_JOB, MEDIA_JOB, Absence, Touched
from signaling.consultation.rules import (
    TRANSITIONS,
    AdvisorPresence,
    ConsultationState,
    EndReason,
    ParticipantRole,
    ParticipantState,
    Step,
    expert_is_missing,
    leaving_ends,
    may_be_in,
)
from signaling.consultation.tables import Consultation, Participant
from signaling.consultation.telling import Make, Portraits, feed_of, ref_of, seal_name, tell, tell_one
from signaling.consultation.terms import Arrival, Begun, Ending, MediaWake
from signaling.consultation.windows import is_there
from signaling.directory.languages import SIGNED
from signaling.directory.rules import stays_away
from signaling.directory.service import DirectoryService
from signaling.people.actor import SYSTEM, Actor, ActorRef
from signaling.states import advance
from signaling.store.errors import Conflict, LimitReached
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.base import Nothing

MEDIA_CHECK_SECONDS: Final = 2.0
"""The committing process tells media at once; this later check is for when it died before that."""


@dataclass(slots=True)
class ConsultationService:
    """One method for each thing a person can do to the whole; chat, lobby and screen have their own files."""

    directory: DirectoryService
    portraits: Portraits
    grace_seconds: float
    max_participants: int
    media: MediaWake | None = None
    """None in a process that has no media link, e.g. the command line."""
    endings: list[Ending] = field(default_factory=list)

    # ---- for other areas --------------------------------------------------------------

    async def busy(self, unit: Unit, accounts: Iterable[str]) -> set[str]:
        """Those of the accounts that take part in a consultation now."""
        statement = (
            select(Participant.actor)
            .join(Consultation, Consultation.id == Participant.consultation)
            .where(
                Participant.kind == "account",
                Participant.actor.in_(list(accounts)),
                Participant.state != ParticipantState.LEFT,
                Consultation.state == ConsultationState.ACTIVE,
            )
        )
        return set((await unit.session.scalars(statement)).all())

    async def place_of(self, unit: Unit, ref: ActorRef) -> tuple[str, str] | None:
        """Consultation and participant where the actor takes part now, also from the lobby."""
        return await place_of(unit, ref)

    async def enter(self, unit: Unit, actor: Actor, action: str, consultation: str) -> Standing:
        """The actor's standing, where the policy lets it do the action; else Refused."""
        return await enter(unit, actor, action, consultation)

    async def service_of(self, unit: Unit, consultation: str) -> str:
        """The service that the consultation is about."""
        return (await unit.session.get_one(Consultation, consultation)).service

    async def tell(self, unit: Unit, consultation: str, event: str, make: Make) -> int:
        """Publish one delta to everybody admitted; its version."""
        return await tell(unit, consultation, event, make)

    async def join(self, unit: Unit, consultation: str, arrival: Arrival) -> str:
        """A new participant of a consultation that goes on; the participant's id.

        Raises:
            Conflict: it has `ended`.
            LimitReached: it has max_participants.
        """
        meeting = await unit.session.get_one(Consultation, consultation)
        if meeting.state != ConsultationState.ACTIVE:
            raise Conflict("ended")
        return (await self.arrive(unit, meeting, arrival)).id

    async def begin(
        self, unit: Unit, ticket: str, service: str, point: ActorRef, expert: ActorRef, expert_name: str
    ) -> Begun:
        """A consultation of this client and this expert, both admitted.

        A second active one of either breaks a unique index: the store then tries
        again, and the caller's own check refuses.
        """
        meeting = Consultation(
            id=unit.new_id(),
            state=ConsultationState.ACTIVE,
            ticket=ticket,
            service=service,
            point=point.id,
            expert=expert.id,
            started_at=unit.now,
            advisor=AdvisorPresence.PRESENT,
        )
        unit.session.add(meeting)
        await unit.session.flush()
        await unit.vault.create(unit.session, meeting.id)
        unit.record(expert, "consultation:begin", "consultation", meeting.id, f"ticket {ticket}")
        admitted = ParticipantState.ADMITTED
        client = await self.arrive(unit, meeting, Arrival(point, ParticipantRole.CLIENT, admitted))
        host = await self.arrive(
            unit, meeting, Arrival(expert, ParticipantRole.EXPERT, admitted, expert_name)
        )
        return Begun(meeting.id, client.id, host.id)

    async def arrive(self, unit: Unit, meeting: Consultation, arrival: Arrival) -> Participant:
        """A new participant; one who has no open socket has the grace period to open one.

        Raises:
            LimitReached: the consultation has max_participants.
        """
        states = (ParticipantState.LOBBY, ParticipantState.ADMITTED)
        if len(await present(unit, meeting.id, *states)) >= self.max_participants:
            raise LimitReached("participants")
        identity = arrival.participant or unit.new_id()
        connected = await self.directory.connected(unit, arrival.ref.kind, [arrival.ref.id])
        participant = Participant(
            id=identity,
            consultation=meeting.id,
            kind=arrival.ref.kind,
            actor=arrival.ref.id,
            role=arrival.role,
            language=arrival.language,
            state=arrival.state,
            sealed_name=await seal_name(unit, meeting.id, identity, arrival.name),
            microphone=True,
            camera=True,
            signing=arrival.language in SIGNED,
            media_lost=False,
            joined_at=unit.now,
            number=await self._next_number(unit, meeting.id),
            away_since=None,
        )
        unit.session.add(participant)
        await unit.session.flush()
        unit.record(arrival.ref, f"consultation:{arrival.state}", "participant", identity, meeting.id)
        await self.portraits.tell_changed(unit, participant)
        if not connected:
            await self._begin_absence(unit, participant)
        if arrival.state is ParticipantState.ADMITTED:
            self.touch_media(unit, meeting.id)
        return participant

    def touch_media(self, unit: Unit, consultation: str) -> None:
        """After the commit media is brought to what the database then says."""
        at = unit.now + MEDIA_CHECK_SECONDS
        unit.later(MEDIA_JOB, Touched(consultation), at, f"media:{consultation}")
        if self.media is not None:
            media = self.media
            unit.after_commit(lambda: media.wake(consultation))

    # ---- what people do ---------------------------------------------------------------

    async def leave(self, unit: Unit, actor: Actor, request: m.ConsultationAct) -> Nothing:
        """Leave for good; for the client and the expert that is the end for all."""
        standing = await enter(unit, actor, "consultation:leave", request.consultation)
        await self.depart(unit, standing.consultation, standing.participant, EndReason.LEFT, actor.ref)
        return Nothing()

    async def end(self, unit: Unit, actor: Actor, request: m.ConsultationAct) -> Nothing:
        """End it for everybody."""
        standing = await enter(unit, actor, "consultation:end", request.consultation)
        await self._end(unit, standing.consultation, EndReason.ENDED, actor.ref)
        return Nothing()

    async def admit(self, unit: Unit, actor: Actor, request: m.ParticipantAct) -> Nothing:
        """Let one in from the lobby (F-15). Who is in already stays in.

        Raises:
            Refused: not the expert of this consultation, or nobody of it.
            Conflict: `advisor_away`: the advisor's own device, while the advisor is not in the room (F-99).
        """
        standing = await enter(unit, actor, "consultation:admit", request.consultation)
        participant = await fellow(unit, standing, request.participant)
        if participant.state == ParticipantState.ADMITTED:
            return Nothing()
        if not may_be_in(ParticipantRole(participant.role), AdvisorPresence(standing.consultation.advisor)):
            raise Conflict("advisor_away")
        participant.state = advance(TRANSITIONS, ParticipantState(participant.state), Step.ADMIT)
        await unit.session.flush()
        unit.record(actor.ref, "consultation:admit", "participant", participant.id, standing.consultation.id)
        consultation = standing.consultation.id
        await tell_one(
            unit,
            participant,
            "consultation:admitted",
            lambda feed, version: m.Admitted(feed, version, consultation),
        )
        await self.portraits.tell_changed(unit, participant)
        self.touch_media(unit, consultation)
        return Nothing()

    async def remove(self, unit: Unit, actor: Actor, request: m.ParticipantAct) -> Nothing:
        """Take one out, from lobby or meeting. The client and the expert leave by the end alone."""
        standing = await enter(unit, actor, "consultation:remove", request.consultation)
        participant = await fellow(unit, standing, request.participant)
        if leaving_ends(ParticipantRole(participant.role), ParticipantState(participant.state)):
            raise Conflict("host")
        await self.depart(unit, standing.consultation, participant, EndReason.REMOVED, actor.ref)
        return Nothing()

    async def set_devices(self, unit: Unit, actor: Actor, request: m.DeviceState) -> Nothing:
        """Keep the microphone and camera as the person has set them, and show it to the others."""
        standing = await enter(unit, actor, "consultation:device", request.consultation)
        participant = standing.participant
        participant.microphone, participant.camera = request.microphone, request.camera
        if request.microphone and participant.muted:
            participant.muted = False  # the person's own word is the last one (chair.py)
            self.touch_media(unit, request.consultation)
        await unit.session.flush()
        await self.portraits.tell_changed(unit, participant)
        return Nothing()

    # ---- coming -------------------------------------------------------------------------

    async def appeared(self, unit: Unit, ref: ActorRef, consultation: str) -> None:
        """The actor's screen is in the consultation: who accepted it has come."""
        standing = await standing_of(unit, ref, consultation)
        if standing is not None and standing.participant.appeared_at is None:
            standing.participant.appeared_at = unit.now
            await unit.session.flush()

    async def expert_is_missing(self, unit: Unit, consultation: str) -> bool:
        """Whether it goes on and its expert has never come."""
        meeting = await unit.session.get(Consultation, consultation)
        if meeting is None or meeting.state != ConsultationState.ACTIVE:
            return False
        here = await present(unit, consultation, ParticipantState.ADMITTED)
        return any(expert_is_missing(ParticipantRole(p.role), p.appeared_at) for p in here)

    async def end_for_return(self, unit: Unit, consultation: str, reason: EndReason, by: ActorRef) -> None:
        """End it for everybody because its client goes back to the queue; one that is over stays as it is."""
        meeting = await unit.session.get_one(Consultation, consultation)
        if meeting.state == ConsultationState.ACTIVE:
            await self._end(unit, meeting, reason, by)

    # ---- absence ------------------------------------------------------------------------

    async def presence_changed(self, unit: Unit, ref: ActorRef) -> None:
        """A socket has come or gone: others see who is away; the grace period begins or is over (F-04)."""
        for participant in await self._presences(unit, ref):
            there = await is_there(unit, self.directory, participant)
            if not there and participant.away_since is None:
                await self._begin_absence(unit, participant)
            if there and participant.away_since is not None:
                participant.away_since = None
                await unit.session.flush()
                await self.portraits.tell_changed(unit, participant)

    async def absence_over(self, unit: Unit, absence: Absence) -> None:
        """Let one leave who has not come back within the grace period."""
        participant = await unit.session.get(Participant, absence.participant)
        if participant is None or participant.state == ParticipantState.LEFT:
            return
        if expert_is_missing(ParticipantRole(participant.role), participant.appeared_at):
            return  # the deadline of coming decides: the client keeps the place in the queue
        meeting = await unit.session.get_one(Consultation, participant.consultation)
        if meeting.state == ConsultationState.ACTIVE and stays_away(
            participant.away_since, absence.noticed_at
        ):
            await self.depart(unit, meeting, participant, EndReason.TIMEOUT, SYSTEM)

    async def shut_out(self, unit: Unit, ref: ActorRef, at: float) -> None:
        """Let one leave who may not be here any more since then (Unix s): nobody waits for a return."""
        for participant in await self._presences(unit, ref):
            if participant.joined_at <= at:
                meeting = await unit.session.get_one(Consultation, participant.consultation)
                await self.depart(unit, meeting, participant, EndReason.LEFT, SYSTEM)

    async def media_seen(self, unit: Unit, participant: str, lost: bool) -> None:
        """Media has found or lost the participant's browser; the first process to tell has the effect."""
        row = await unit.session.get(Participant, participant)
        if row is None or row.state != ParticipantState.ADMITTED:
            return
        if not lost and row.appeared_at is None:
            row.appeared_at = unit.now
        if row.media_lost == lost:
            return
        row.media_lost = lost
        await unit.session.flush()
        await self.portraits.tell_changed(unit, row)

    # ---- leaving and the end ------------------------------------------------------------

    async def depart(
        self,
        unit: Unit,
        meeting: Consultation,
        participant: Participant,
        reason: EndReason,
        by: ActorRef,
    ) -> None:
        """The one `leave` that hang-up, removal and a lost socket come to (architecture.md section 4)."""
        state = ParticipantState(participant.state)
        if leaving_ends(ParticipantRole(participant.role), state):
            await self._end(unit, meeting, reason, by)
            return
        participant.state = advance(TRANSITIONS, state, Step.LEAVE)
        _forget_person(participant)
        await unit.session.flush()
        unit.record(by, "consultation:left", "participant", participant.id, reason)
        version = await tell(
            unit,
            meeting.id,
            "participant:left",
            lambda feed, version: m.ParticipantLeft(feed, version, meeting.id, participant.id),
        )
        self._tell_gone(unit, participant, version, reason)
        await end_guests(unit, meeting.id, participant.id)
        self.touch_media(unit, meeting.id)

    async def _end(self, unit: Unit, meeting: Consultation, reason: EndReason, by: ActorRef) -> None:
        meeting.state = ConsultationState.ENDED
        meeting.ended_at, meeting.reason = unit.now, reason
        await unit.session.flush()
        version = await unit.next_version(feed_of(meeting.id))
        everybody = (ParticipantState.LOBBY, ParticipantState.ADMITTED)
        for participant in await present(unit, meeting.id, *everybody):
            self._tell_gone(unit, participant, version, reason)
            participant.state = ParticipantState.LEFT
            _forget_person(participant)
        await unit.session.flush()
        await end_guests(unit, meeting.id)
        await unit.vault.destroy(unit.session, meeting.id)
        unit.record(SYSTEM, "consultation:key-destroyed", "consultation", meeting.id)
        for ending in self.endings:
            await ending.consultation_ended(unit, meeting.id, meeting.service)
        await forget_content(unit, meeting.id)
        unit.record(by, "consultation:end", "consultation", meeting.id, reason)
        self.touch_media(unit, meeting.id)

    def _tell_gone(self, unit: Unit, participant: Participant, version: int, reason: EndReason) -> None:
        """To the one whose part is over; under no key, for the message has no content."""
        consultation = participant.consultation
        message = m.ConsultationEnded(feed_of(consultation), version, consultation, reason.value)
        unit.publish(ref_of(participant).room, "consultation:ended", message)

    async def _begin_absence(self, unit: Unit, participant: Participant) -> None:
        participant.away_since = unit.now
        await unit.session.flush()
        await self.portraits.tell_changed(unit, participant)
        absence, due = Absence(participant.id, unit.now), unit.now + self.grace_seconds
        unit.later(GRACE_JOB, absence, due, f"grace:{participant.id}")

    async def _next_number(self, unit: Unit, consultation: str) -> int:
        statement = select(func.count()).where(Participant.consultation == consultation)
        return (await unit.session.scalar(statement) or 0) + 1

    async def _presences(self, unit: Unit, ref: ActorRef) -> list[Participant]:
        statement = (
            select(Participant)
            .join(Consultation, Consultation.id == Participant.consultation)
            .where(
                Participant.kind == ref.kind,
                Participant.actor == ref.id,
                Participant.state != ParticipantState.LEFT,
                Consultation.state == ConsultationState.ACTIVE,
            )
        )
        return list((await unit.session.scalars(statement)).all())


def _forget_person(participant: Participant) -> None:
    """Leave a record without a person; that somebody signed is of the person's health."""
    participant.sealed_name = participant.hand_raised_at = None
    participant.signing = participant.muted = False
