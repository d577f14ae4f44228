"""What an actor is to a consultation, read in the transaction of the deed; the policy decides on it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from signaling.consultation.rules import ConsultationState, ParticipantState
from signaling.consultation.tables import Consultation, Participant
from signaling.people.actor import Actor, ActorRef
from signaling.people.policy import NONE, Relation, may, require
from signaling.store.errors import Refused
from signaling.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Standing:
    """A participant of an active consultation who has not left."""

    consultation: Consultation
    participant: Participant
    relation: Relation
    """PARTICIPANT or LOBBY."""

    def may(self, actor: Actor) -> tuple[str, ...]:
        """Every action that the standing gives."""
        return may(actor, frozenset({self.relation}))


async def standing_of(unit: Unit, ref: ActorRef, consultation: str) -> Standing | None:
    """The actor's standing now; None before admission to the lobby, after leaving, after the end."""
    statement = (
        select(Consultation, Participant)
        .join(Participant, Participant.consultation == Consultation.id)
        .where(
            Consultation.id == consultation,
            Consultation.state == ConsultationState.ACTIVE,
            Participant.kind == ref.kind,
            Participant.actor == ref.id,
            Participant.state != ParticipantState.LEFT,
        )
    )
    found = (await unit.session.execute(statement)).one_or_none()
    if found is None:
        return None
    meeting, participant = found
    admitted = participant.state == ParticipantState.ADMITTED
    return Standing(meeting, participant, Relation.PARTICIPANT if admitted else Relation.LOBBY)


async def enter(unit: Unit, actor: Actor, action: str, consultation: str) -> Standing:
    """The actor's standing, where the policy lets it do the action.

    Raises:
        Refused: not allowed, or no such consultation, or it has ended.
    """
    standing = await standing_of(unit, actor.ref, consultation)
    require(actor, action, NONE if standing is None else frozenset({standing.relation}))
    if standing is None:  # a rule of the policy that asks for no relation would come here
        raise Refused
    return standing


async def fellow(unit: Unit, standing: Standing, participant: str) -> Participant:
    """A participant of the same consultation who has not left.

    Raises:
        Refused: there is none, as if there had never been one.
    """
    found = await unit.session.get(Participant, participant)
    if (
        found is None
        or found.consultation != standing.consultation.id
        or found.state == ParticipantState.LEFT
    ):
        raise Refused
    return found


async def place_of(unit: Unit, ref: ActorRef) -> tuple[str, str] | None:
    """Consultation and participant where the actor takes part now, also from the lobby."""
    statement = (
        select(Participant.consultation, Participant.id)
        .join(Consultation, Consultation.id == Participant.consultation)
        .where(
            Participant.kind == ref.kind,
            Participant.actor == ref.id,
            Participant.state != ParticipantState.LEFT,
            Consultation.state == ConsultationState.ACTIVE,
        )
        .order_by(Participant.joined_at.desc())
        .limit(1)
    )
    found = (await unit.session.execute(statement)).one_or_none()
    return None if found is None else (found[0], found[1])


async def present(unit: Unit, consultation: str, *states: ParticipantState) -> list[Participant]:
    """Participants in these states, in the order of joining."""
    statement = (
        select(Participant)
        .where(Participant.consultation == consultation, Participant.state.in_(states))
        .order_by(Participant.number, Participant.id)
    )
    return list((await unit.session.scalars(statement)).all())
