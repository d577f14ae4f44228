"""Booking, moving and cancelling: one method for each thing a person can do, one transaction each.

The database decides who was first: each five minutes of an expert, a room or an interpreter is one row of
`reserved_units`. Who comes second finds them taken when the store tries again, and is told what is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
from sqlalchemy import delete, insert, select

from signaling.booking import rules
from signaling.booking.finding import Finding, Found, Wish
from signaling.booking.rules import UNIT_SECONDS, AppointmentState, Slot, Step, day_of, instant
from signaling.booking.tables import Appointment, ReservedUnit
from signaling.booking.views import BookingViews, sealed_code, sealed_contact, slot_of
from signaling.directory.booking_terms import BookingTerms
from signaling.directory.service import DirectoryService, Service
from signaling.people.actor import Actor, ActorRef
from signaling.people.policy import NONE, Relation, require
from signaling.people.rules import CODE_CHARS, code_of, plain_code
from signaling.states import InvalidStateError, advance
from signaling.store.errors import Conflict, Refused
from signaling.store.unit import Unit
from signaling.web.messages import booking as m
from signaling.web.messages.base import Nothing

FORGET_JOB: Final = "booking:forget"
FORGET_SECONDS: Final = 12 * 3600.0
"""After its end whom it was for is of no use to anybody: nothing but the time stays."""

MOST_SHOWN: Final = 200
"""A room has about 14 a day; further ones are shown when those before them are over."""


class Over(msgspec.Struct, frozen=True):
    """Payload of FORGET_JOB."""

    appointment: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What free times are asked for."""

    interpreted: str | None = None
    """Language of an interpreter."""
    but_for: str | None = None
    """The appointment that is to be moved: its own time counts as free."""


@dataclass(frozen=True, slots=True)
class BookingService:
    """Appointments of service points."""

    directory: DirectoryService
    finding: Finding
    views: BookingViews

    async def times(
        self, unit: Unit, actor: Actor, service: str, first: date | None, days: int, wish: Wanted
    ) -> m.FreeTimes:
        """When the service is free at the actor's own point, from `first` (None: today) on.

        Raises:
            Refused: no such service, or an appointment is named that is not one's own.
        """
        found = await self.directory.service(unit, service)
        require(actor, "booking:times", NONE if found is None else frozenset({Relation.LISTED}))
        if found is None:
            raise Refused
        start = max(first or day_of(unit.now), day_of(unit.now))
        if found.booking is None:
            return m.FreeTimes(service, False, 0, (), start.isoformat(), ())
        if wish.but_for is not None:
            await self._own(unit, actor, "booking:move", wish.but_for)
        asked = Wish(found, found.booking, actor.id, wish.interpreted, wish.but_for or "")
        planned = await self.finding.days(unit, asked, start, days)
        return m.FreeTimes(
            service=service,
            bookable=True,
            length_minutes=found.booking.length_minutes,
            days=tuple(
                m.DayTimes(day.isoformat(), tuple(slot.starts_at for slot in free))
                for day, free in planned
                if free
            ),
            until=planned[-1][0].isoformat(),
            interpreted=await self.finding.interpreters.languages_spoken(unit),
        )

    async def read(self, unit: Unit, actor: Actor) -> m.Appointments:
        """The appointments of one's own point, or of oneself as the expert, from this morning on."""
        require(actor, "booking:read")
        column = Appointment.point if actor.kind == "device" else Appointment.expert
        morning = int(instant(day_of(unit.now), 0) // UNIT_SECONDS)
        statement = (
            select(Appointment)
            .where(
                column == actor.id,
                Appointment.first_unit >= morning,
                Appointment.state != AppointmentState.CANCELLED,
            )
            .order_by(Appointment.first_unit, Appointment.id)
            .limit(MOST_SHOWN)
        )
        rows = (await unit.session.scalars(statement)).all()
        return m.Appointments(tuple([await self.views.listed(unit, row, actor) for row in rows]), unit.now)

    async def book(self, unit: Unit, actor: Actor, request: m.Book) -> m.Booked:
        """Reserve expert, room and interpreter together; the same appointment id again gives the same one.

        Raises:
            Refused: no such service, or the id is another's appointment.
            Conflict: `not_bookable`, or `consent`: booked for somebody of whose consent nothing is said.
        """
        service = await self.directory.service(unit, request.service)
        require(actor, "booking:book", NONE if service is None else frozenset({Relation.LISTED}))
        if service is None:
            raise Refused
        known = await unit.session.get(Appointment, request.appointment)
        if known is not None:
            if known.point != actor.id:
                raise Refused  # an id that somebody else made looks like one that is not allowed
            return m.Booked(await self.views.whole(unit, known, actor), ())
        if request.on_behalf and not request.consent:
            raise Conflict("consent")
        wish = Wish(service, _terms(service), actor.id, request.interpreted)
        slot = self.finding.slot(unit, wish, request.starts_at)
        found = None if slot is None else await self.finding.people(unit, wish, slot, request.appointment)
        if slot is None or found is None:
            return await self._taken(unit, wish, request.starts_at)
        appointment = self._made(unit, actor, request, slot, found)
        unit.session.add(appointment)
        await unit.session.flush()
        await self._reserve(unit, appointment, slot)
        consent = " on behalf, with consent" if request.on_behalf else ""
        self.changed(unit, actor, appointment, "book", consent)
        return m.Booked(await self.views.whole(unit, appointment, actor), ())

    async def move(self, unit: Unit, actor: Actor, request: m.Move) -> m.Booked:
        """Another time, with the same people where they are free, and never without its interpreter.

        What is offered instead is so too; a time that cannot be had leaves the old one as it is.

        Raises:
            Refused: not an appointment of this service point.
            Conflict: `over`: cancelled, or the call has been opened.
        """
        appointment = await self._own(unit, actor, "booking:move", request.appointment)
        state = _advance(appointment, Step.MOVE)
        service = await self.directory.service(unit, appointment.service)
        if service is None:
            raise Refused
        wish = Wish(service, _terms(service), appointment.point, appointment.interpreted, appointment.id)
        if slot_of(appointment).starts_at == request.starts_at:
            return m.Booked(await self.views.whole(unit, appointment, actor), ())
        slot = self.finding.slot(unit, wish, request.starts_at)
        kept = Found(appointment.expert, appointment.interpreter)
        found = None if slot is None else await self.finding.people(unit, wish, slot, appointment.id, kept)
        if slot is None or found is None:
            return await self._taken(unit, wish, request.starts_at)
        before = appointment.expert
        await self._release(unit, appointment)
        appointment.state = state
        appointment.first_unit, appointment.end_unit = slot.first, slot.end
        appointment.released_unit = slot.released
        appointment.expert, appointment.interpreter = found.expert, found.interpreter
        await unit.session.flush()
        await self._reserve(unit, appointment, slot)
        self.changed(unit, actor, appointment, "move")
        if before != appointment.expert:
            self._tell(unit, ActorRef("account", before), appointment)
        return m.Booked(await self.views.whole(unit, appointment, actor), ())

    async def cancel(self, unit: Unit, actor: Actor, request: m.AppointmentRef) -> Nothing:
        """Give the time back to all of them. One that is cancelled already stays as it is.

        Raises:
            Refused: neither the service point's nor the expert's own.
            Conflict: `over`: the call has been opened.
        """
        appointment = await self._own(unit, actor, "booking:cancel", request.appointment)
        if appointment.state != AppointmentState.CANCELLED:
            appointment.state = _advance(appointment, Step.CANCEL)
            await self._forget(unit, appointment)
            self.changed(unit, actor, appointment, "cancel")
            unit.drop(_forget_key(appointment.id))
        return Nothing()

    async def over(self, unit: Unit, over: Over) -> None:
        """Forget whom it was for; one that was moved meanwhile has a later job of its own."""
        appointment = await unit.session.get(Appointment, over.appointment)
        if appointment is not None and slot_of(appointment).ends_at <= unit.now:
            await self._forget(unit, appointment)

    # ---- steps ------------------------------------------------------------------------------

    async def _own(self, unit: Unit, actor: Actor, action: str, appointment: str) -> Appointment:
        found = await unit.session.get(Appointment, appointment)
        own = found is not None and actor.id in (found.point, found.expert)
        require(actor, action, frozenset({Relation.OWN}) if own else NONE)
        if found is None:
            raise Refused
        return found

    async def _taken(self, unit: Unit, wish: Wish, starts_at: float) -> m.Booked:
        day = max(day_of(starts_at), day_of(unit.now))
        return m.Booked(None, await self.finding.instead_of(unit, wish, day))

    def _made(self, unit: Unit, actor: Actor, request: m.Book, slot: Slot, found: Found) -> Appointment:
        code = code_of(unit.random_bytes(CODE_CHARS))
        return Appointment(
            id=request.appointment,
            service=request.service,
            point=actor.id,
            expert=found.expert,
            interpreter=found.interpreter,
            interpreted=request.interpreted,
            language=request.language,
            state=AppointmentState.BOOKED,
            first_unit=slot.first,
            end_unit=slot.end,
            released_unit=slot.released,
            booked_at=unit.now,
            booked_by_kind=actor.kind,
            booked_by=actor.id,
            sealed_contact=sealed_contact(unit, request.appointment, request.contact),
            on_behalf=request.on_behalf,
            consent_at=unit.now if request.on_behalf else None,
            code_fingerprint=unit.vault.fingerprint(plain_code(code)),
            sealed_code=sealed_code(unit, request.appointment, code),
        )

    async def _reserve(self, unit: Unit, appointment: Appointment, slot: Slot) -> None:
        """Take every five minutes of all of them, in one order for all, so that two wait and none locks."""
        resources = {appointment.point, appointment.expert, appointment.interpreter} - {None}
        rows = [
            {"resource": resource, "unit": number, "appointment": appointment.id}
            for resource in sorted(filter(None, resources))
            for number in slot.units
        ]
        await unit.session.execute(insert(ReservedUnit), rows)
        due = slot.ends_at + FORGET_SECONDS
        unit.later(FORGET_JOB, Over(appointment.id), due, _forget_key(appointment.id))

    async def _release(self, unit: Unit, appointment: Appointment) -> None:
        await unit.session.execute(
            delete(ReservedUnit)
            .where(ReservedUnit.appointment == appointment.id)
            .execution_options(synchronize_session=False)
        )

    async def _forget(self, unit: Unit, appointment: Appointment) -> None:
        appointment.sealed_contact = appointment.sealed_code = appointment.code_fingerprint = None
        await unit.session.flush()
        await self._release(unit, appointment)

    def changed(self, unit: Unit, actor: Actor, appointment: Appointment, what: str, more: str = "") -> None:
        """Audit it, and let the screens of its point and its expert read it again."""
        ground = f"{_who(appointment)}{more}"
        unit.record(actor.ref, f"booking:{what}", "appointment", appointment.id, ground)
        self._tell(unit, ActorRef("device", appointment.point), appointment)
        self._tell(unit, ActorRef("account", appointment.expert), appointment)

    def _tell(self, unit: Unit, ref: ActorRef, appointment: Appointment) -> None:
        unit.publish(ref.room, "booking:changed", m.BookingChanged(appointment.id))


def _terms(service: Service) -> BookingTerms:
    if service.booking is None:
        raise Conflict("not_bookable")
    return service.booking


def _advance(appointment: Appointment, step: Step) -> AppointmentState:
    try:
        return advance(rules.TRANSITIONS, AppointmentState(appointment.state), step)
    except InvalidStateError:
        raise Conflict("over") from None


def _who(appointment: Appointment) -> str:
    """Ids and units, never names."""
    interpreter = f" interpreter {appointment.interpreter}" if appointment.interpreter else ""
    return f"expert {appointment.expert}{interpreter} unit {appointment.first_unit}"


def _forget_key(appointment: str) -> str:
    return f"booking-forget:{appointment}"
