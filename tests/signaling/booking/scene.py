"""A bookable service, and what people ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signaling.booking.arriving import Arriving
from signaling.booking.service import BookingService, Wanted
from signaling.directory.booking_terms import BookingTerms
from signaling.people.actor import Actor
from signaling.store.unit import Unit
from signaling.web.messages import booking as m
from signaling.web.messages.queue import TicketView
from tests.signaling.house import MONDAY_NOON, House

HOUR = 3600.0
TUESDAY = MONDAY_NOON + 21 * HOUR
"""9.00, when the service opens."""
TERMS = BookingTerms(length_minutes=60, buffer_minutes=0, notice_minutes=0)
CONTACT = m.Contact("Aino A.", "040 000 000")


async def bookable(house: House, terms: BookingTerms = TERMS) -> str:
    """A service, Monday to Friday 9 to 15."""
    service = await house.service()

    async def set_terms(unit: Unit) -> None:
        found = await house.areas.directory.service(unit, service)
        assert found is not None
        found.booking = terms

    await house.write(set_terms)
    return service


@dataclass(slots=True)
class Booking:
    """One who books, at a service point."""

    house: House
    point: Actor
    service: str

    @property
    def area(self) -> BookingService:
        """The area under test."""
        return self.house.areas.booking

    async def times(
        self, day: str | None = None, days: int = 1, interpreted: str | None = None, moving: str | None = None
    ) -> list[float]:
        """Hours after TUESDAY that are free."""
        first = None if day is None else date.fromisoformat(day)
        found = await self.house.store.read(
            lambda unit: self.area.times(
                unit, self.point, self.service, first, days, Wanted(interpreted, moving)
            )
        )
        return [(at - TUESDAY) / HOUR for one in found.days for at in one.times]

    async def book(self, hours: float, interpreted: str | None = None, **fields: object) -> m.Booked:
        """Book the time so many hours after TUESDAY."""
        request = m.Book(
            id=self.house.new_id(),
            appointment=str(fields.pop("appointment", self.house.new_id())),
            service=self.service,
            starts_at=TUESDAY + hours * HOUR,
            contact=CONTACT,
            interpreted=interpreted,
            on_behalf=bool(fields.get("on_behalf")),
            consent=bool(fields.get("consent")),
        )
        return await self.house.write(lambda unit: self.area.book(unit, self.point, request))

    async def booked(self, hours: float, interpreted: str | None = None) -> m.AppointmentView:
        """The appointment; it must succeed."""
        made = (await self.book(hours, interpreted)).appointment
        assert made is not None
        return made

    async def move(self, appointment: str, hours: float, by: Actor | None = None) -> m.Booked:
        """Move it to so many hours after TUESDAY."""
        request = m.Move(self.house.new_id(), appointment, TUESDAY + hours * HOUR)
        return await self.house.write(lambda unit: self.area.move(unit, by or self.point, request))

    async def cancel(self, appointment: str, by: Actor | None = None) -> None:
        """Cancel it."""
        request = m.AppointmentRef(self.house.new_id(), appointment)
        await self.house.write(lambda unit: self.area.cancel(unit, by or self.point, request))

    async def arrive(self, code: str, ticket: str | None = None, by: Actor | None = None) -> TicketView:
        """The client brings the code."""
        request = m.Arrive(self.house.new_id(), code, ticket or self.house.new_id())
        arriving = Arriving(self.area, self.house.areas.queue)
        return await self.house.write(lambda unit: arriving.arrive(unit, by or self.point, request))

    async def read(self, by: Actor | None = None) -> tuple[m.AppointmentView, ...]:
        """What the actor's screen lists."""
        found = await self.house.store.read(lambda unit: self.area.read(unit, by or self.point))
        return found.appointments
