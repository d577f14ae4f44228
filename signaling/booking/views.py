"""Appointments as service points and experts see them."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from msgspec import structs

from signaling.booking.rules import AppointmentState, Slot
from signaling.booking.tables import Appointment
from signaling.directory.names import PeopleNames
from signaling.directory.service import DirectoryService
from signaling.people.actor import Actor
from signaling.store.unit import Unit
from signaling.web.messages import booking as m


def slot_of(appointment: Appointment) -> Slot:
    """Its time."""
    return Slot(appointment.first_unit, appointment.end_unit, appointment.released_unit)


def sealed_contact(unit: Unit, appointment: str, contact: m.Contact) -> bytes:
    """Whom it is for, as it is stored."""
    return unit.vault.seal_master(msgspec.json.encode(contact), _place(appointment, "contact"))


def sealed_code(unit: Unit, appointment: str, code: str) -> bytes:
    """The code, as it is stored: to be shown again, and never in the open."""
    return unit.vault.seal_master(code.encode(), _place(appointment, "code"))


def _place(appointment: str, what: str) -> bytes:
    return f"appointment-{what}:{appointment}".encode()


@dataclass(frozen=True, slots=True)
class BookingViews:
    """Shows appointments."""

    directory: DirectoryService
    names: PeopleNames

    async def listed(self, unit: Unit, appointment: Appointment, actor: Actor) -> m.AppointmentView:
        """The appointment in a list: whoever passes a service point reads there no name and no code."""
        whole = await self.whole(unit, appointment, actor)
        return structs.replace(whole, contact=None, code=None) if actor.kind == "device" else whole

    async def whole(self, unit: Unit, appointment: Appointment, actor: Actor) -> m.AppointmentView:
        """The appointment for whoever has just booked or moved it, and at the desk; the code for no desk."""
        service_name, authority_name = await self.directory.names_of(unit, appointment.service)
        service = await self.directory.service(unit, appointment.service)
        slot = slot_of(appointment)
        return m.AppointmentView(
            appointment=appointment.id,
            service=appointment.service,
            service_name=service_name,
            authority_name=authority_name,
            phone=await self.directory.phone_of(unit, appointment.service),
            point_name=await self.names.point_name(unit, appointment.point),
            expert_name=await self.names.account_name(unit, appointment.expert),
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            state=AppointmentState(appointment.state).value,
            language=appointment.language,
            interpreted=appointment.interpreted,
            contact=_contact(unit, appointment),
            on_behalf=appointment.on_behalf,
            code=_code(unit, appointment) if actor.kind == "device" else None,
            confidential=service is not None and service.confidential,
        )


def _contact(unit: Unit, appointment: Appointment) -> m.Contact | None:
    if appointment.sealed_contact is None:
        return None
    opened = unit.vault.open_master(appointment.sealed_contact, _place(appointment.id, "contact"))
    return msgspec.json.decode(opened, type=m.Contact)


def _code(unit: Unit, appointment: Appointment) -> str | None:
    if appointment.sealed_code is None:
        return None
    return unit.vault.open_master(appointment.sealed_code, _place(appointment.id, "code")).decode()
