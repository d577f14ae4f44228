"""Snapshots of the service point's and the desk's screens, and the directory with its waits."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from signaling.directory.service import Service
from signaling.people.actor import Actor
from signaling.people.policy import require
from signaling.queue.rules import TicketState
from signaling.queue.service import QueueService
from signaling.queue.tables import Ticket
from signaling.queue.views import away_because, desk_feed, point_feed, service_feed
from signaling.store.unit import Unit
from signaling.web.messages import queue as m
from signaling.web.messages.base import NO_WORDS, LocalText

NO_AUTHORITY = LocalText(fi="", sv="", en="")


@dataclass(frozen=True, slots=True)
class QueueScreens:
    """Opens the screens that are shown outside a consultation."""

    queue: QueueService

    async def directory(self, unit: Unit, actor: Actor) -> m.Directory:
        """Authorities with services: open or not, experts who could accept, tickets that wait (F-10)."""
        require(actor, "directory:read")
        authorities = []
        for authority, services in await self.queue.directory.listing(unit):
            entries = tuple([await self._entry(unit, service) for service in services])
            authorities.append(m.AuthorityEntry(authority.id, authority.name, entries))
        return m.Directory(tuple(authorities))

    async def point(self, unit: Unit, actor: Actor) -> m.PointSnapshot:
        """The point's own place, and nothing of anybody else (F-14)."""
        require(actor, "point:open")
        feed = point_feed(actor.id)
        ticket = await self.queue.waiting_of(unit, actor.id)
        place = await self.queue.consultations.place_of(unit, actor.ref)
        return m.PointSnapshot(
            feed=feed,
            version=await unit.feed_version(feed),
            name=await self.queue.names.point_name(unit, actor.id),
            ticket=None if ticket is None else await self.queue.views.ticket(unit, ticket),
            consultation=None if place is None else place[0],
            participant=None if place is None else place[1],
        )

    async def desk_services(self, unit: Unit, actor: Actor) -> list[str]:
        """Ids of the services whose queues this desk shows."""
        require(actor, "desk:open")
        return [service.id for service in await self.queue.directory.services_of(unit, actor.id)]

    async def desk(self, unit: Unit, actor: Actor) -> m.DeskSnapshot:
        """What waits for the services that this expert answers, next first."""
        require(actor, "desk:open")
        services = await self.queue.directory.services_of(unit, actor.id)
        standing = await self.queue.directory.availability_of(unit, actor.id)
        place = await self.queue.consultations.place_of(unit, actor.ref)
        feed = desk_feed(actor.id)
        return m.DeskSnapshot(
            feed=feed,
            version=await unit.feed_version(feed),
            name=await self.queue.names.account_name(unit, actor.id),
            authority_name=await self._authority_name(unit, actor),
            availability="available" if standing.available else "away",
            away_because=away_because(standing.away_because),
            services=tuple([await self._desk_service(unit, service) for service in services]),
            waiting=await self._waiting(unit, [service.id for service in services]),
            consultation=None if place is None else place[0],
            participant=None if place is None else place[1],
        )

    async def _entry(self, unit: Unit, service: Service) -> m.ServiceEntry:
        standing = await self.queue.telling.standing(unit, service)
        return m.ServiceEntry(
            service=service.id,
            name=service.name,
            description=service.description,
            keywords=service.keywords or NO_WORDS,
            languages=service.languages,
            hours=self.queue.directory.hours_of(service),
            open_now=standing.open_now,
            bookable=service.booking is not None,
            experts_available=standing.experts_available,
            waiting=standing.waiting,
            waits=standing.waits,
        )

    async def _desk_service(self, unit: Unit, service: Service) -> m.DeskService:
        feed = service_feed(service.id)
        return m.DeskService(service.id, service.name, feed, await unit.feed_version(feed))

    async def _waiting(self, unit: Unit, services: list[str]) -> tuple[m.WaitingTicket, ...]:
        statement = (
            select(Ticket)
            .where(Ticket.service.in_(services), Ticket.state == TicketState.WAITING)
            .order_by(Ticket.returned_at.is_(None), Ticket.opened_at, Ticket.id)
        )
        tickets = (await unit.session.scalars(statement)).all()
        return tuple([await self.queue.views.waiting(unit, ticket) for ticket in tickets])

    async def _authority_name(self, unit: Unit, actor: Actor) -> LocalText:
        if actor.authority is None:
            return NO_AUTHORITY
        authority = await self.queue.directory.authority(unit, actor.authority)
        return NO_AUTHORITY if authority is None else authority.name
