"""What a desk writes to whoever waits (F-14): the newest message, seen at the point, gone with the place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from signaling.people.actor import Actor, ActorRef
from signaling.people.policy import NONE, Relation, require
from signaling.queue.rules import TicketState
from signaling.queue.service import QueueService
from signaling.queue.tables import Ticket
from signaling.queue.views import message_place, point_feed, room_of, service_feed
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages import queue as m
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class Writing:
    """One method: to write."""

    queue: QueueService

    async def write(self, unit: Unit, actor: Actor, request: m.TicketWrite) -> Nothing:
        """Show this at the point that waits, in place of what was written before.

        Raises:
            Refused: no such ticket, or not of this expert's services.
            Conflict: `taken`: it waits no longer.
        """
        ticket = await unit.session.get(Ticket, request.ticket)
        serves = ticket is not None and await self.queue.directory.serves(unit, actor.id, ticket.service)
        require(actor, "ticket:write", frozenset({Relation.OWN_SERVICE}) if serves else NONE)
        if ticket is None:
            raise Refused
        sealed = unit.vault.seal_master(request.text.encode(), message_place(ticket.id))
        written = (
            update(Ticket)
            .where(Ticket.id == ticket.id, Ticket.state == TicketState.WAITING)
            .values(sealed_message=sealed, message_at=unit.now)
            .returning(Ticket.id)
            .execution_options(synchronize_session=False)
        )
        if (await unit.session.execute(written)).scalar_one_or_none() is None:
            raise Conflict("taken")
        unit.record(actor.ref, "ticket:write", "ticket", ticket.id)
        await self._tell(unit, ticket, m.DeskMessage(request.text, unit.now))
        return Nothing()

    async def _tell(self, unit: Unit, ticket: Ticket, message: m.DeskMessage) -> None:
        """To its point, and to the desks of the service, so that two do not write the same."""
        rooms = (
            (service_feed(ticket.service), room_of(ticket.service)),
            (point_feed(ticket.point), ActorRef("device", ticket.point).room),
        )
        for feed, room in rooms:
            told = m.TicketWritten(feed, await unit.next_version(feed), ticket.id, message)
            unit.publish(room, "ticket:written", told)
