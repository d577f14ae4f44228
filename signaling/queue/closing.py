"""A quarter of an hour before a service closes: all who wait read whether it may still serve them (F-14)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from signaling.people.actor import ActorRef
from signaling.queue.jobs import HoursChange
from signaling.queue.rules import CLOSING_SECONDS, TicketState
from signaling.queue.service import QueueService
from signaling.queue.tables import Ticket
from signaling.queue.views import point_feed
from signaling.store.unit import Unit
from signaling.web.messages import queue as m


@dataclass(frozen=True, slots=True)
class Closing:
    """Runs the job that `QueueService.watch_hours` sets."""

    queue: QueueService

    async def soon(self, unit: Unit, change: HoursChange) -> None:
        """Tell them once, each at its own point; then wait for the next closing.

        Run late it tells all the same; run after the closing, or when the hours have changed, nothing.
        """
        service = await self.queue.directory.service(unit, change.service)
        if service is None:
            return
        closes_at = self.queue.directory.closes_at(service, unit.now)
        if closes_at is not None and closes_at - unit.now <= CLOSING_SECONDS:
            waiting = select(Ticket).where(Ticket.service == service.id, Ticket.state == TicketState.WAITING)
            for ticket in (await unit.session.scalars(waiting.order_by(Ticket.id))).all():
                await self._tell(unit, ticket)
        self.queue.watch_closing_of(unit, service, unit.now + CLOSING_SECONDS)

    async def _tell(self, unit: Unit, ticket: Ticket) -> None:
        view = await self.queue.views.ticket(unit, ticket)
        feed = point_feed(ticket.point)
        message = m.TicketClosing(feed, await unit.next_version(feed), ticket.id, view.closes_at)
        unit.publish(ActorRef("device", ticket.point).room, "ticket:closing", message)
