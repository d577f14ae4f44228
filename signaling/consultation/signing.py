"""Who signs: everybody's own word, told to all. A picture that is language is never hidden (F-61, F-62)."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.consultation.access import enter
from signaling.consultation.service import ConsultationService
from signaling.people.actor import Actor
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class Signing:
    """One method for each thing that is done with the mark. A sign-language interpreter comes with it."""

    consultations: ConsultationService

    async def mark(self, unit: Unit, actor: Actor, request: m.Signing) -> Nothing:
        """Mark oneself as signing, or take the mark back; media then keeps the picture's frame rate, or not.

        Raises:
            Refused: not in this consultation, or only in its lobby.
        """
        standing = await enter(unit, actor, "consultation:signing", request.consultation)
        participant = standing.participant
        if participant.signing != request.signing:
            participant.signing = request.signing
            await unit.session.flush()
            await self.consultations.portraits.tell_changed(unit, participant)
            self.consultations.touch_media(unit, request.consultation)
        return Nothing()
