"""Tickets and desks: one method for each thing a person can do, one transaction each.

The database decides who was first: acceptance is `UPDATE .. WHERE state = 'waiting'`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from signaling.consultation.service import ConsultationService
from signaling.directory.names import PeopleNames
from signaling.directory.rules import AwayReason, stays_away
from signaling.directory.service import DirectoryService, Service
from signaling.people.actor import SYSTEM, Actor, ActorRef
from signaling.people.policy import NONE, Relation, require
from signaling.queue import rules
from signaling.queue.jobs import (
    APPEAR_JOB,
    CLOSING_JOB,
    GRACE_JOB,
    HOURS_JOB,
    AppearDeadline,
    HoursChange,
    PointAbsence,
)
from signaling.queue.rules import CLOSING_SECONDS, Step, TicketState
from signaling.queue.tables import Ticket
from signaling.queue.telling import QueueTelling
from signaling.queue.views import QueueViews, away_because, desk_feed, point_feed
from signaling.states import advance
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages import queue as m
from signaling.web.messages.base import Nothing


@dataclass(frozen=True, slots=True)
class Appointed:
    """The appointment that a place is opened for."""

    at: float
    """Unix time (s)."""
    expert: str


@dataclass(frozen=True, slots=True)
class QueueService:
    """What service points and desks do before a consultation."""

    directory: DirectoryService
    consultations: ConsultationService
    names: PeopleNames
    views: QueueViews
    telling: QueueTelling
    grace_seconds: float
    """How long a ticket keeps its place while its point has no socket."""
    appear_seconds: float
    """How long an expert who has accepted has to open the consultation (returning.py)."""

    # ---- what people do ---------------------------------------------------------------

    async def open(
        self, unit: Unit, actor: Actor, request: m.TicketOpen, booked: Appointed | None = None
    ) -> m.TicketView:
        """Take a place in the queue; the same ticket id again gives the same place.

        An appointment has its own hours: it may be begun while the service is closed to others.

        Raises:
            Refused: no such service, or the id is another point's ticket.
            Conflict: `closed` now, `busy` with another ticket or consultation, or `ended`.
        """
        service = await self.directory.service(unit, request.service)
        require(actor, "ticket:open", NONE if service is None else frozenset({Relation.LISTED}))
        if service is None:
            raise Refused
        known = await unit.session.get(Ticket, request.ticket)
        if known is not None:
            return await self._opened_before(unit, actor, known)
        if booked is None and not self.directory.is_open(service, unit.now):
            raise Conflict("closed")
        await self._require_free_point(unit, actor)
        ticket = Ticket(
            id=request.ticket,
            service=service.id,
            point=actor.id,
            language=request.language,
            state=TicketState.WAITING,
            opened_at=unit.now,
            booked_at=booked and booked.at,
            booked_expert=booked and booked.expert,
        )
        unit.session.add(ticket)
        await unit.session.flush()
        unit.record(actor.ref, "ticket:open", "ticket", ticket.id, f"service {service.id}")
        await self.telling.opened(unit, ticket)
        return await self.views.ticket(unit, ticket)

    async def cancel(self, unit: Unit, actor: Actor, request: m.TicketRef) -> Nothing:
        """Give up the place. A ticket that is over already stays as it is."""
        ticket = await unit.session.get(Ticket, request.ticket)
        own = ticket is not None and actor.kind == "device" and ticket.point == actor.id
        require(actor, "ticket:cancel", frozenset({Relation.OWN}) if own else NONE)
        if ticket is None:
            raise Refused
        if ticket.state == TicketState.ACCEPTED:
            raise Conflict("accepted")
        if ticket.state == TicketState.WAITING:
            await self._leave_queue(unit, ticket, Step.CANCEL, actor.ref)
            await self.telling.moved(unit, ticket)
            await self.telling.changed(unit, ticket.service)
        return Nothing()

    async def accept(self, unit: Unit, actor: Actor, request: m.TicketRef) -> m.Accepted:
        """Take the ticket: exactly one desk gets it, and a consultation exists from then on (F-13).

        Raises:
            Refused: no such ticket, or not of this expert's services.
            Conflict: `taken` by another or over, or this expert is `busy`.
        """
        ticket = await unit.session.get(Ticket, request.ticket)
        serves = ticket is not None and await self.directory.serves(unit, actor.id, ticket.service)
        require(actor, "ticket:accept", frozenset({Relation.OWN_SERVICE}) if serves else NONE)
        if ticket is None:
            raise Refused
        if ticket.expert == actor.id and ticket.consultation is not None:
            return await self._accepted_before(unit, actor, ticket.consultation)
        if ticket.state != TicketState.WAITING:
            raise Conflict("taken")
        if await self.consultations.busy(unit, [actor.id]):
            raise Conflict("busy")
        await self._leave_queue(unit, ticket, Step.ACCEPT, actor.ref)
        point = ActorRef("device", ticket.point)
        name = await self.names.account_name(unit, actor.id)
        begun = await self.consultations.begin(unit, ticket.id, ticket.service, point, actor.ref, name.fi)
        await unit.session.execute(
            update(Ticket)
            .where(Ticket.id == ticket.id)
            .values(expert=actor.id, consultation=begun.consultation)
            .execution_options(synchronize_session=False)
        )
        feed = point_feed(ticket.point)
        message = m.TicketAccepted(
            feed, await unit.next_version(feed), ticket.id, begun.consultation, begun.client
        )
        unit.publish(point.room, "ticket:accepted", message)
        await self.telling.moved(unit, ticket)
        deadline = AppearDeadline(ticket.id, begun.consultation)
        unit.later(APPEAR_JOB, deadline, unit.now + self.appear_seconds, f"appear:{begun.consultation}")
        await self.telling.services_of(unit, actor.id)
        return m.Accepted(begun.consultation, begun.expert)

    async def set_availability(self, unit: Unit, actor: Actor, request: m.SetAvailability) -> Nothing:
        """Say whether this expert takes calls; every window of the desk shows it."""
        require(actor, "desk:availability")
        if await self._set_available(unit, actor.ref, request.availability, None):
            unit.record(actor.ref, "desk:availability", "account", actor.id, request.availability)
            await self.telling.services_of(unit, actor.id)
        return Nothing()

    async def put_away(self, unit: Unit, expert: ActorRef, because: AwayReason) -> None:
        """Offer nothing more to this expert, who reads why; the services are for the caller to tell of."""
        if await self._set_available(unit, expert, "away", because):
            unit.record(SYSTEM, "desk:availability", "account", expert.id, f"away {because}")

    # ---- what follows from elsewhere ----------------------------------------------------

    async def expert_presence_changed(self, unit: Unit, account: str) -> None:
        """A desk has opened its first or lost its last socket: the directory shows who is there."""
        await self.telling.services_of(unit, account)

    async def point_went_away(self, unit: Unit, device: str) -> None:
        """The point keeps its place for the grace period."""
        ticket = await self.waiting_of(unit, device)
        if ticket is not None and ticket.away_since is None:
            ticket.away_since = unit.now
            due = unit.now + self.grace_seconds
            absence = PointAbsence(ticket.id, unit.now)
            unit.later(GRACE_JOB, absence, due, f"ticket-grace:{ticket.id}")

    async def point_came_back(self, unit: Unit, device: str) -> None:
        """The same place as before (reload, reconnect)."""
        ticket = await self.waiting_of(unit, device)
        if ticket is not None:
            ticket.away_since = None

    async def absence_over(self, unit: Unit, absence: PointAbsence) -> None:
        """Close the ticket of a point that has not come back: nobody is there to be called."""
        ticket = await unit.session.get(Ticket, absence.ticket)
        if ticket is None or ticket.state != TicketState.WAITING:
            return
        if stays_away(ticket.away_since, absence.noticed_at):
            await self._leave_queue(unit, ticket, Step.CLOSE, SYSTEM)
            await self.telling.moved(unit, ticket)
            await self.telling.changed(unit, ticket.service)

    async def consultation_ended(self, unit: Unit, consultation: str, service: str) -> None:
        """Its expert is free again: the services that this expert answers show it."""
        statement = select(Ticket.expert).where(Ticket.consultation == consultation)
        expert = (await unit.session.execute(statement)).scalar_one_or_none()
        if expert is not None:
            await self.telling.services_of(unit, expert)

    async def watch_hours(self, unit: Unit) -> None:
        """Tell service points when a service opens or closes; for the start of a process."""
        for _, services in await self.directory.listing(unit):
            for service in services:
                self._watch_hours_of(unit, service)
                self.watch_closing_of(unit, service, unit.now)

    async def hours_changed(self, unit: Unit, change: HoursChange) -> None:
        """The service opens or closes now. Those who wait keep their places."""
        service = await self.directory.service(unit, change.service)
        if service is not None:
            await self.telling.changed(unit, service.id)
            self._watch_hours_of(unit, service)

    def _watch_hours_of(self, unit: Unit, service: Service) -> None:
        at = self.directory.next_change(service, unit.now)
        if at is not None:
            unit.later(HOURS_JOB, HoursChange(service.id), at, f"hours:{service.id}")

    def watch_closing_of(self, unit: Unit, service: Service, after: float) -> None:
        """Come back a quarter of an hour before the service closes next after that time (closing.py).

        A process that starts within that quarter tells again: nobody may have been there at its beginning.
        """
        at = self.directory.next_closing(service, after)
        if at is not None:
            due = at - CLOSING_SECONDS
            unit.later(CLOSING_JOB, HoursChange(service.id), due, f"closing:{service.id}")

    async def waiting_of(self, unit: Unit, device: str) -> Ticket | None:
        """The ticket that this point waits with."""
        statement = select(Ticket).where(Ticket.point == device, Ticket.state == TicketState.WAITING)
        return (await unit.session.execute(statement)).scalar_one_or_none()

    # ---- steps --------------------------------------------------------------------------

    async def _set_available(
        self, unit: Unit, expert: ActorRef, availability: m.Availability, because: AwayReason | None
    ) -> bool:
        """Keep it and tell every window of the desk; False where it was so already."""
        if not await self.directory.set_available(unit, expert.id, availability == "available", because):
            return False
        feed = desk_feed(expert.id)
        version = await unit.next_version(feed)
        message = m.AvailabilityChanged(feed, version, availability, away_because(because))
        unit.publish(expert.room, "availability:changed", message)
        return True

    async def _opened_before(self, unit: Unit, actor: Actor, ticket: Ticket) -> m.TicketView:
        if ticket.point != actor.id:
            raise Refused  # an id that somebody else made looks like one that is not allowed
        if ticket.state != TicketState.WAITING:
            raise Conflict("ended")
        return await self.views.ticket(unit, ticket)

    async def _accepted_before(self, unit: Unit, actor: Actor, consultation: str) -> m.Accepted:
        place = await self.consultations.place_of(unit, actor.ref)
        if place is None or place[0] != consultation:
            raise Conflict("ended")
        return m.Accepted(*place)

    async def _require_free_point(self, unit: Unit, actor: Actor) -> None:
        waits = await self.waiting_of(unit, actor.id) is not None
        if waits or await self.consultations.place_of(unit, actor.ref) is not None:
            raise Conflict("busy")

    async def _leave_queue(self, unit: Unit, ticket: Ticket, step: Step, by: ActorRef) -> None:
        """Take the ticket out of the queue if it still waits; desks and its point learn it."""
        state = advance(rules.TRANSITIONS, TicketState.WAITING, step)
        left = (
            update(Ticket)
            .where(Ticket.id == ticket.id, Ticket.state == TicketState.WAITING)
            # Who comes back meanwhile changes nothing here: an old absence may not close what is returned.
            .values(state=state, ended_at=unit.now, sealed_message=None, message_at=None, away_since=None)
            .returning(Ticket.id)
            .execution_options(synchronize_session=False)
        )
        if (await unit.session.execute(left)).scalar_one_or_none() is None:
            raise Conflict("taken")
        unit.record(by, f"ticket:{step}", "ticket", ticket.id, f"service {ticket.service}")
        await self.telling.withdrawn(unit, ticket, state)
