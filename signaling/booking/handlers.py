"""Events and routes of appointments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from signaling.booking.arriving import Arriving
from signaling.booking.service import BookingService, Wanted
from signaling.store.errors import Invalid
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages import booking as m
from signaling.web.messages.base import Nothing
from signaling.web.messages.queue import TicketView
from signaling.web.rest import ID, Routes, Visit

MOST_DAYS: Final = 62
"""Of one question: two months."""

DAYS: Final = 14
SPOKEN: Final = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class BookingHandlers:
    """One method for each event and route."""

    booking: BookingService
    arriving: Arriving

    async def times(self, visit: Visit) -> m.FreeTimes:
        """booking:times."""
        actor, service, query = visit.signed_in(), visit.path["service"], visit.request.query
        first, days, wanted = first_day(query), day_count(query), wanted_of(query)
        return await visit.store.read(
            lambda unit: self.booking.times(unit, actor, service, first, days, wanted)
        )

    async def read(self, visit: Visit) -> m.Appointments:
        """booking:read."""
        actor = visit.signed_in()
        return await visit.store.read(lambda unit: self.booking.read(unit, actor))

    async def book(self, call: Call, request: m.Book) -> m.Booked:
        """booking:book."""
        return await call.store.write(
            lambda unit: self.booking.book(unit, call.actor, request), call.key(m.Booked)
        )

    async def move(self, call: Call, request: m.Move) -> m.Booked:
        """booking:move."""
        return await call.store.write(
            lambda unit: self.booking.move(unit, call.actor, request), call.key(m.Booked)
        )

    async def cancel(self, call: Call, request: m.AppointmentRef) -> Nothing:
        """booking:cancel."""
        return await call.store.write(
            lambda unit: self.booking.cancel(unit, call.actor, request), call.key(Nothing)
        )

    async def arrive(self, call: Call, request: m.Arrive) -> TicketView:
        """booking:arrive."""
        return await call.store.write(
            lambda unit: self.arriving.arrive(unit, call.actor, request), call.key(TicketView)
        )

    def register(self, dispatcher: Dispatcher, routes: Routes) -> None:
        """Take the events and routes of this area."""
        dispatcher.on("booking:book", self.book)
        dispatcher.on("booking:move", self.move)
        dispatcher.on("booking:cancel", self.cancel)
        dispatcher.on("booking:arrive", self.arrive)
        routes.on("booking:times", self.times)
        routes.on("booking:read", self.read)


def first_day(query: Mapping[str, str]) -> date | None:
    """The day `from`; None where none is named.

    Raises:
        Invalid: it is no day.
    """
    try:
        return date.fromisoformat(query["from"]) if "from" in query else None
    except ValueError:
        raise Invalid("from") from None


def day_count(query: Mapping[str, str]) -> int:
    """How many days are asked for, 1 to MOST_DAYS.

    Raises:
        Invalid: it is no such number.

    >>> day_count({}), day_count({"days": "60"})
    (14, 60)
    """
    asked = query.get("days", str(DAYS))
    if not re.fullmatch("[0-9]{1,2}", asked) or not 1 <= int(asked) <= MOST_DAYS:
        raise Invalid("days")
    return int(asked)


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """The language of the interpreter that is wanted, and the appointment that is to be moved.

    Raises:
        Invalid: not a code of a language, or no id.
    """
    interpreted, but_for = query.get("interpreted") or None, query.get("appointment") or None
    if interpreted is not None and not SPOKEN.fullmatch(interpreted):
        raise Invalid("interpreted")
    if but_for is not None and not ID.fullmatch(but_for):
        raise Invalid("appointment")
    return Wanted(interpreted, but_for)
