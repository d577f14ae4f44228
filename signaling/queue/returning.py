"""A ticket goes back to the front of its queue: its expert has not come, or gives the client back.

Who accepts has `queue.appear_seconds` to open the consultation. The deadline is a row of the outbox that is
written with the acceptance, so it outlives any process; it may run twice and in two processes: the database
decides by `UPDATE .. WHERE state = 'accepted' AND consultation = ..`, and an expert who opens the
consultation in the same instant changes a row that the end changes too (`Participant.version`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from signaling.consultation.access import enter
from signaling.consultation.rules import EndReason
from signaling.consultation.service import ConsultationService
from signaling.directory.rules import AwayReason
from signaling.people.actor import SYSTEM, Actor, ActorRef
from signaling.queue import rules
from signaling.queue.jobs import AppearDeadline
from signaling.queue.rules import Acceptance, Step, TicketState
from signaling.queue.service import QueueService
from signaling.queue.tables import Ticket
from signaling.states import advance
from signaling.store.errors import Conflict
from signaling.store.unit import Unit
from signaling.web.messages.base import Nothing
from signaling.web.messages.consultation import ConsultationAct


@dataclass(frozen=True, slots=True)
class Returning:
    """Runs the deadline, and does what the expert asks for."""

    queue: QueueService
    consultations: ConsultationService

    async def deadline(self, unit: Unit, deadline: AppearDeadline) -> None:
        """Give the ticket back where its expert has not come; else nothing."""
        ticket = await unit.session.get(Ticket, deadline.ticket)
        expert = None if ticket is None else ticket.expert
        if ticket is None or expert is None:
            return
        missing = await self.consultations.expert_is_missing(unit, deadline.consultation)
        acceptance = Acceptance(TicketState(ticket.state), ticket.consultation, expert_is_missing=missing)
        if rules.goes_back(acceptance, deadline.consultation) and await self._reopen(
            unit, ticket, deadline.consultation
        ):
            unit.record(SYSTEM, f"ticket:{Step.RETURN}", "ticket", ticket.id, f"expert {expert}")
            await self.queue.put_away(unit, ActorRef("account", expert), AwayReason.NOT_APPEARED)
            await self._move(unit, ticket, expert, deadline.consultation, EndReason.NOT_APPEARED, SYSTEM)

    async def give_back(self, unit: Unit, actor: Actor, request: ConsultationAct) -> Nothing:
        """Let the client wait again, first in the queue. The consultation ends; the expert stays available.

        Raises:
            Refused: not the expert of this consultation.
            Conflict: `no_ticket`: it has not come from the queue.
        """
        await enter(unit, actor, "ticket:return", request.consultation)
        statement = select(Ticket).where(
            Ticket.consultation == request.consultation, Ticket.state == TicketState.ACCEPTED
        )
        ticket = (await unit.session.scalars(statement)).one_or_none()
        if ticket is None or not await self._reopen(unit, ticket, request.consultation):
            raise Conflict("no_ticket")
        unit.record(actor.ref, f"ticket:{Step.RETURN}", "ticket", ticket.id)
        await self._move(unit, ticket, actor.id, request.consultation, EndReason.RETURNED, actor.ref)
        return Nothing()

    async def _reopen(self, unit: Unit, ticket: Ticket, consultation: str) -> bool:
        """False: another process was first."""
        state = advance(rules.TRANSITIONS, TicketState.ACCEPTED, Step.RETURN)
        back = (
            update(Ticket)
            .where(
                Ticket.id == ticket.id,
                Ticket.state == TicketState.ACCEPTED,
                Ticket.consultation == consultation,
            )
            .values(
                state=state,
                ended_at=None,
                expert=None,
                consultation=None,
                returned_at=unit.now,
                away_since=None,  # where the point is away now, its grace begins anew (below)
            )
            .returning(Ticket.id)
            .execution_options(synchronize_session=False)
        )
        return (await unit.session.execute(back)).scalar_one_or_none() is not None

    async def _move(
        self,
        unit: Unit,
        ticket: Ticket,
        expert: str,
        consultation: str,
        reason: EndReason,
        by: ActorRef,
    ) -> None:
        """End the consultation and tell everybody of the place."""
        await self.consultations.end_for_return(unit, consultation, reason, by)
        await unit.session.refresh(ticket)
        await self.queue.telling.returned(unit, ticket)
        await self.queue.telling.services_of(unit, expert)
        if not await self.queue.directory.connected(unit, "device", [ticket.point]):
            await self.queue.point_went_away(unit, ticket.point)
