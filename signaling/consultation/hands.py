"""Raised hands: everybody's own, seen by all; who leads the meeting lowers those of others (F-48)."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.consultation.access import enter, fellow
from signaling.consultation.tables import Participant
from signaling.consultation.telling import Portraits
from signaling.people.actor import Actor
from signaling.store.unit import Unit
from signaling.web.messages import consultation as m
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class Hands:
    """One method for each thing that is done with a hand. It goes down with leaving (service.py)."""

    portraits: Portraits

    async def show(self, unit: Unit, actor: Actor, request: m.Hand) -> Nothing:
        """Raise or lower the own hand. A hand that is up already keeps the time at which it went up."""
        standing = await enter(unit, actor, "hand:raise", request.consultation)
        await self._set(unit, standing.participant, request.raised)
        return Nothing()

    async def lower(self, unit: Unit, actor: Actor, request: m.ParticipantAct) -> Nothing:
        """Lower the hand of another.

        Raises:
            Refused: not the expert of this consultation, or nobody of it.
        """
        standing = await enter(unit, actor, "hand:lower", request.consultation)
        await self._set(unit, await fellow(unit, standing, request.participant), raised=False)
        return Nothing()

    async def _set(self, unit: Unit, participant: Participant, raised: bool) -> None:
        if raised == (participant.hand_raised_at is not None):
            return
        participant.hand_raised_at = unit.now if raised else None
        await unit.session.flush()
        await self.portraits.tell_changed(unit, participant)
