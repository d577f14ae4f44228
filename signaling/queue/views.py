"""Tickets as points and as desks see them, and the feeds and rooms they are told by."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from signaling.directory.names import PeopleNames
from signaling.directory.rules import AwayReason
from signaling.directory.service import DirectoryService
from signaling.queue.outlook import Outlook
from signaling.queue.rules import TicketState
from signaling.queue.tables import Ticket
from signaling.store.unit import Unit
from signaling.web.messages import queue as m


def point_feed(device: str) -> str:
    """The feed of a service point's screen."""
    return f"point:{device}"


def desk_feed(account: str) -> str:
    """The feed of an expert's own screen."""
    return f"desk:{account}"


def service_feed(service: str) -> str:
    """The feed of a service's queue, one for all its desks."""
    return f"service:{service}"


def room_of(service: str) -> str:
    """The Socket.IO room of the desks that answer the service."""
    return f"service:{service}"


def message_place(ticket: str) -> bytes:
    """What binds the sealed message to its ticket."""
    return f"ticket-message:{ticket}".encode()


def message_of(unit: Unit, ticket: Ticket) -> m.DeskMessage | None:
    """What a desk has written last to whoever waits with this ticket."""
    if ticket.sealed_message is None or ticket.message_at is None:
        return None
    text = unit.vault.open_master(ticket.sealed_message, message_place(ticket.id))
    return m.DeskMessage(text.decode(), ticket.message_at)


def away_because(kept: str | None) -> m.AwayReason | None:
    """Why the house has put an expert away, as the desk is told."""
    return None if kept is None else AwayReason(kept).value


@dataclass(frozen=True, slots=True)
class QueueViews:
    """Shows tickets."""

    directory: DirectoryService
    names: PeopleNames
    outlook: Outlook

    async def ticket(self, unit: Unit, ticket: Ticket) -> m.TicketView:
        """The place as its point sees it."""
        service_name, authority_name = await self.directory.names_of(unit, ticket.service)
        service = await self.directory.service(unit, ticket.service)
        place = await self._place(unit, ticket)
        return m.TicketView(
            ticket=ticket.id,
            service=ticket.service,
            service_name=service_name,
            authority_name=authority_name,
            phone=await self.directory.phone_of(unit, ticket.service),
            place=place,
            opened_at=ticket.opened_at,
            returned=ticket.returned_at is not None,
            message=message_of(unit, ticket),
            closes_at=None if service is None else await self.outlook.late(unit, service, place),
        )

    async def waiting(self, unit: Unit, ticket: Ticket) -> m.WaitingTicket:
        """The ticket as desks see it."""
        service_name, _ = await self.directory.names_of(unit, ticket.service)
        point_name = await self.names.point_name(unit, ticket.point)
        return m.WaitingTicket(
            ticket=ticket.id,
            service=ticket.service,
            service_name=service_name,
            point_name=point_name,
            language=ticket.language,
            opened_at=ticket.opened_at,
            returned=ticket.returned_at is not None,
            message=message_of(unit, ticket),
            booked=await self._booked(unit, ticket),
        )

    async def _booked(self, unit: Unit, ticket: Ticket) -> m.BookedFor | None:
        if ticket.booked_at is None or ticket.booked_expert is None:
            return None
        return m.BookedFor(ticket.booked_at, await self.names.account_name(unit, ticket.booked_expert))

    async def _place(self, unit: Unit, ticket: Ticket) -> int:
        """What rules.place says, counted by the database: the ticket and those before it."""
        earlier = or_(
            Ticket.opened_at < ticket.opened_at,
            (Ticket.opened_at == ticket.opened_at) & (Ticket.id <= ticket.id),
        )
        if ticket.returned_at is None:
            before = or_(Ticket.returned_at.is_not(None), earlier)
        else:
            before = and_(Ticket.returned_at.is_not(None), earlier)
        statement = (
            select(func.count())
            .select_from(Ticket)
            .where(Ticket.service == ticket.service, Ticket.state == TicketState.WAITING, before)
        )
        return max(1, await unit.session.scalar(statement) or 0)
