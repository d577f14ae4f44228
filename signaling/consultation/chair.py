"""Who leads the meeting mutes, sends back to the lobby and locks (F-89). Removing is in service.py.

A mute takes the person off the others' allow-lists in media, so that it does not depend on the person's
browser. It lasts until that browser says that the microphone is open again: in one's own matter nobody is
silenced for good by a button, only by being sent out. Client and expert cannot be sent to the lobby, for
without them there is no matter.
"""

from __future__ import annotations

from dataclasses import dataclass

from signaling.consultation.access import enter, fellow, present
from signaling.consultation.rules import TRANSITIONS, ParticipantRole, ParticipantState, Step, leaving_ends
from signaling.consultation.service import ConsultationService
from signaling.consultation.tables import Participant
from signaling.consultation.telling import lobby_feed, ref_of, tell
from signaling.people.actor import Actor
from signaling.states import advance
from signaling.store.errors import Conflict
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class Chair:
    """One method for each thing that who leads can do to the others."""

    consultations: ConsultationService

    async def mute(self, unit: Unit, actor: Actor, request: m.Mute) -> Nothing:
        """Let nobody hear this one, or any of the others, before they open their microphones themselves.

        Raises:
            Refused: not the expert of this consultation, or nobody of it.
        """
        standing = await enter(unit, actor, "chair:mute", request.consultation)
        if request.participant is not None:
            chosen = [await fellow(unit, standing, request.participant)]
        else:
            admitted = await present(unit, request.consultation, ParticipantState.ADMITTED)
            chosen = [one for one in admitted if one.id != standing.participant.id]
        for participant in chosen:
            await self._mute(unit, actor, participant)
        return Nothing()

    async def send_back(self, unit: Unit, actor: Actor, request: m.ParticipantAct) -> Nothing:
        """Let one wait in the lobby again, where it hears, sees and reads nothing. Who waits already goes on.

        Raises:
            Refused: not the expert of this consultation, or nobody of it.
            Conflict: `host`: the client or the expert.
        """
        standing = await enter(unit, actor, "chair:lobby", request.consultation)
        participant = await fellow(unit, standing, request.participant)
        state = ParticipantState(participant.state)
        if leaving_ends(ParticipantRole(participant.role), state):
            raise Conflict("host")
        if state is ParticipantState.LOBBY:
            return Nothing()
        participant.state = advance(TRANSITIONS, state, Step.SEND_BACK)
        participant.hand_raised_at = None
        await unit.session.flush()
        unit.record(actor.ref, "chair:lobby", "participant", participant.id, request.consultation)
        feed = lobby_feed(participant.id)
        told = m.SentBack(feed, await unit.next_version(feed), request.consultation)
        unit.publish(ref_of(participant).room, "consultation:lobby", told)
        await self.consultations.portraits.tell_changed(unit, participant)
        self.consultations.touch_media(unit, request.consultation)
        return Nothing()

    async def lock(self, unit: Unit, actor: Actor, request: m.Lock) -> Nothing:
        """Let no code bring anybody new, or again. Who is in or waits stays; an interpreter asked for comes.

        Raises:
            Refused: not the expert of this consultation.
        """
        meeting = (await enter(unit, actor, "chair:lock", request.consultation)).consultation
        if meeting.locked != request.locked:
            meeting.locked = request.locked
            await unit.session.flush()
            deed = "locked" if request.locked else "unlocked"
            unit.record(actor.ref, "chair:lock", "consultation", meeting.id, deed)
            await tell(
                unit,
                meeting.id,
                "consultation:locked",
                lambda feed, version: m.LockChanged(feed, version, meeting.id, request.locked),
            )
        return Nothing()

    async def _mute(self, unit: Unit, actor: Actor, participant: Participant) -> None:
        if participant.muted:
            return
        participant.muted, participant.microphone = True, False
        await unit.session.flush()
        unit.record(actor.ref, "chair:mute", "participant", participant.id, participant.consultation)
        await self.consultations.portraits.tell_changed(unit, participant)
        self.consultations.touch_media(unit, participant.consultation)
