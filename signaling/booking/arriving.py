"""The client of an appointment has come: its code opens the ordinary call (F-47)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from signaling.booking import rules
from signaling.booking.rules import AppointmentState, Step, may_arrive
from signaling.booking.service import BookingService
from signaling.booking.tables import Appointment
from signaling.booking.views import slot_of
from signaling.people.actor import Actor
from signaling.people.policy import NONE, Relation, require
from signaling.people.rules import plain_code
from signaling.queue.service import Appointed, QueueService
from signaling.states import advance
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages import booking as m
from signaling.web.messages.queue import TicketOpen, TicketView


@dataclass(frozen=True, slots=True)
class Arriving:
    """Opens the place in the queue that an appointment stands for."""

    booking: BookingService
    queue: QueueService

    async def arrive(self, unit: Unit, actor: Actor, request: m.Arrive) -> TicketView:
        """Take the place in the queue, with the time and the expert of the appointment; twice is once.

        Whoever gave the place up may come again until the appointment's end.

        Raises:
            Refused: no such code at this service point, or its appointment is cancelled or forgotten.
            Conflict: `early` or `late`; `busy` with another ticket or consultation.
        """
        fingerprint = unit.vault.fingerprint(plain_code(request.code))
        statement = select(Appointment).where(
            Appointment.code_fingerprint == fingerprint, Appointment.point == actor.id
        )
        found = (await unit.session.scalars(statement)).one_or_none()
        require(actor, "booking:arrive", NONE if found is None else frozenset({Relation.OWN}))
        if found is None:
            raise Refused
        slot = slot_of(found)
        if not may_arrive(slot, unit.now):
            raise Conflict("early" if unit.now < slot.starts_at else "late")
        if found.state == AppointmentState.BOOKED:
            found.state = advance(rules.TRANSITIONS, AppointmentState(found.state), Step.ARRIVE)
            self.booking.changed(unit, actor, found, "arrive")
        found.ticket = request.ticket
        opened = TicketOpen(request.id, request.ticket, found.service, found.language)
        booked = Appointed(slot.starts_at, found.expert)
        return await self.queue.open(unit, actor, opened, booked)
