"""Tells points, desks and the directory how a queue stands: who waits, at which place, and who is free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select

from signaling.directory.service import DirectoryService, Service
from signaling.people.actor import ActorRef
from signaling.queue import rules
from signaling.queue.estimate import waits
from signaling.queue.outlook import Outlook
from signaling.queue.rules import TicketState, Waiting
from signaling.queue.tables import Ticket
from signaling.queue.views import QueueViews, point_feed, room_of, service_feed
from signaling.store.unit import Unit
from signaling.web.messages import queue as m

WithdrawReason = Literal["accepted", "cancelled", "closed"]


@dataclass(frozen=True, slots=True)
class QueueTelling:
    """One method for each thing that is told; all within the transaction that makes it true."""

    directory: DirectoryService
    outlook: Outlook
    views: QueueViews

    async def offered(self, unit: Unit, ticket: Ticket) -> None:
        """To the desks of its service: the ticket waits."""
        feed = service_feed(ticket.service)
        waiting = await self.views.waiting(unit, ticket)
        message = m.TicketOffered(feed, await unit.next_version(feed), waiting)
        unit.publish(room_of(ticket.service), "ticket:offered", message)

    async def opened(self, unit: Unit, ticket: Ticket) -> None:
        """To desks, its point and the directory: somebody new waits."""
        await self.offered(unit, ticket)
        queue = await self.queue_of(unit, ticket.service)
        place = rules.place(queue, ticket.id) or len(queue)
        await self._places(unit, ticket.service, [(ticket.id, place)])
        await self.changed(unit, ticket.service)

    async def withdrawn(self, unit: Unit, ticket: Ticket, state: TicketState) -> None:
        """To desks and its point: the ticket waits no longer. Those behind are for the caller (`moved`)."""
        feed = service_feed(ticket.service)
        message = m.TicketWithdrawn(feed, await unit.next_version(feed), ticket.id, _reason(state))
        unit.publish(room_of(ticket.service), "ticket:withdrawn", message)
        await self._closed(unit, ticket, state)

    async def returned(self, unit: Unit, ticket: Ticket) -> None:
        """To desks, those behind, its point and the directory: the ticket waits again, at the front."""
        await self.offered(unit, ticket)
        await self.moved(unit, ticket)
        feed = point_feed(ticket.point)
        message = m.TicketReturned(feed, await unit.next_version(feed), await self.views.ticket(unit, ticket))
        unit.publish(ActorRef("device", ticket.point).room, "ticket:returned", message)
        await self.changed(unit, ticket.service)

    async def moved(self, unit: Unit, changed: Ticket) -> None:
        """To each point behind the ticket that left or came: its new place, in the order of ids.

        The order lets two transactions that do the same not wait for each other. Called when it is settled
        which experts are free, for the place says as well whether the closing may come before it.
        """
        queue = await self.queue_of(unit, changed.service)
        changes = rules.moved(queue, waiting_of(changed))
        await self._places(unit, changed.service, sorted(changes))

    async def services_of(self, unit: Unit, account: str) -> None:
        """To service points: how the services stand that this account answers."""
        for service in await self.directory.services_of(unit, account):
            await self.changed(unit, service.id)

    async def changed(self, unit: Unit, service: str) -> None:
        """To service points: how the service stands."""
        entry = await self.directory.service(unit, service)
        if entry is not None:
            unit.publish("directory", "directory:changed", await self.standing(unit, entry))

    async def queue_of(self, unit: Unit, service: str) -> list[Waiting]:
        """Those who wait for the service."""
        statement = select(Ticket.id, Ticket.opened_at, Ticket.returned_at).where(
            Ticket.service == service, Ticket.state == TicketState.WAITING
        )
        rows = await unit.session.execute(statement)
        return [Waiting(row.id, row.opened_at, row.returned_at is not None) for row in rows]

    async def standing(self, unit: Unit, service: Service) -> m.DirectoryChanged:
        """Whether the service is open, how many experts could accept now, how many wait, and how long."""
        handling = await self.outlook.handling(unit, service.id)
        waiting = await unit.session.scalar(
            select(func.count())
            .select_from(Ticket)
            .where(Ticket.service == service.id, Ticket.state == TicketState.WAITING)
        )
        is_open = self.directory.is_open(service, unit.now)
        ranges = tuple(m.WaitRange(w.from_minutes, w.to_minutes) for w in waits(handling, waiting or 0))
        return m.DirectoryChanged(service.id, is_open, handling.free, waiting or 0, ranges)

    async def _closed(self, unit: Unit, ticket: Ticket, state: TicketState) -> None:
        reason = _reason(state)
        if reason == "accepted":  # the point gets TicketAccepted instead
            return
        feed = point_feed(ticket.point)
        closed = m.TicketClosed(feed, await unit.next_version(feed), ticket.id, reason)
        unit.publish(ActorRef("device", ticket.point).room, "ticket:closed", closed)

    async def _places(self, unit: Unit, service: str, places: list[tuple[str, int]]) -> None:
        """To each ticket's point: its place, and whether the service may close before it."""
        entry = await self.directory.service(unit, service)
        points = await self._points_of(unit, [ticket for ticket, _ in places])
        if entry is None:
            return
        closings = await self.outlook.late_places(unit, entry, [place for _, place in places])
        for (ticket, place), closes_at in zip(places, closings, strict=True):
            feed = point_feed(points[ticket])
            message = m.TicketPlace(feed, await unit.next_version(feed), ticket, place, closes_at)
            unit.publish(ActorRef("device", points[ticket]).room, "ticket:place", message)

    async def _points_of(self, unit: Unit, tickets: list[str]) -> dict[str, str]:
        rows = await unit.session.execute(select(Ticket.id, Ticket.point).where(Ticket.id.in_(tickets)))
        return {row.id: row.point for row in rows}


def waiting_of(ticket: Ticket) -> Waiting:
    """What the ticket's place depends on."""
    return Waiting(ticket.id, ticket.opened_at, ticket.returned_at is not None)


def _reason(state: TicketState) -> WithdrawReason:
    match state:
        case TicketState.ACCEPTED:
            return "accepted"
        case TicketState.CANCELLED:
            return "cancelled"
        case _:
            return "closed"
