"""The advisor in the room of the client: leaves by one press, comes back when the expert agrees (F-27, F-99).

The advisor speaks through the service point's device, which is the client's and stays whatever is declared.
Devices of the advisor's own (role `advisor`, by a code as any guest) depart with the advisor, for good: a new
code and the expert's admission bring them back, and only while the advisor is declared to be there.
"""

from __future__ import annotations

from dataclasses import dataclass

from signaling.consultation.access import enter, present
from signaling.consultation.rules import (
    ADVISOR_TRANSITIONS,
    AdvisorPresence,
    AdvisorStep,
    EndReason,
    ParticipantRole,
    ParticipantState,
    may_be_in,
)
from signaling.consultation.service import ConsultationService
from signaling.consultation.tables import Consultation
from signaling.consultation.telling import tell
from signaling.people.actor import Actor, ActorRef
from signaling.states import advance
from signaling.store.errors import Conflict
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class Advisor:
    """One method for each thing that is declared or answered."""

    consultations: ConsultationService

    async def leave(self, unit: Unit, actor: Actor, request: m.ConsultationAct) -> Nothing:
        """The advisor leaves the room, or takes the question back. Who is away already stays away."""
        meeting = (await enter(unit, actor, "advisor:leave", request.consultation)).consultation
        if meeting.advisor == AdvisorPresence.AWAY:
            return Nothing()
        await self._step(unit, meeting, AdvisorStep.LEAVE, actor.ref)
        for participant in await present(unit, meeting.id, ParticipantState.LOBBY, ParticipantState.ADMITTED):
            if not may_be_in(ParticipantRole(participant.role), AdvisorPresence(meeting.advisor)):
                await self.consultations.depart(unit, meeting, participant, EndReason.ADVISOR_AWAY, actor.ref)
        return Nothing()

    async def come_back(self, unit: Unit, actor: Actor, request: m.ConsultationAct) -> Nothing:
        """The advisor asks to come back. Who asks already or is there stays so."""
        meeting = (await enter(unit, actor, "advisor:return", request.consultation)).consultation
        if meeting.advisor == AdvisorPresence.AWAY:
            await self._step(unit, meeting, AdvisorStep.ASK, actor.ref)
        return Nothing()

    async def answer(self, unit: Unit, actor: Actor, request: m.AdvisorAnswer) -> Nothing:
        """The expert lets the advisor back in, or does not.

        Raises:
            Refused: not the expert of this consultation.
            Conflict: `over`: the advisor does not ask any longer, or never did.
        """
        meeting = (await enter(unit, actor, "advisor:answer", request.consultation)).consultation
        if meeting.advisor != AdvisorPresence.ASKING:
            raise Conflict("over")
        step = AdvisorStep.AGREE if request.agreed else AdvisorStep.REFUSE
        await self._step(unit, meeting, step, actor.ref)
        return Nothing()

    async def _step(self, unit: Unit, meeting: Consultation, step: AdvisorStep, by: ActorRef) -> None:
        presence = advance(ADVISOR_TRANSITIONS, AdvisorPresence(meeting.advisor), step)
        meeting.advisor = presence
        await unit.session.flush()
        unit.record(by, f"advisor:{step}", "consultation", meeting.id, presence)
        await tell(
            unit,
            meeting.id,
            "advisor:changed",
            lambda feed, version: m.AdvisorChanged(feed, version, meeting.id, presence.value),
        )
        self.consultations.touch_media(unit, meeting.id)
