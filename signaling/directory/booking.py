"""How each service is booked, and who has said so (F-20)."""

from __future__ import annotations

from signaling.directory.booking_terms import BookingTerms
from signaling.directory.tables import Service
from signaling.people.actor import ActorRef
from signaling.store.errors import Refused
from signaling.store.unit import Unit


async def set_booking(unit: Unit, by: ActorRef, service: str, terms: BookingTerms | None) -> None:
    """Offer times by these terms from now on, or none; what is booked already stays. The audit holds it.

    Raises:
        Refused: no such service.
    """
    found = await unit.session.get(Service, service)
    if found is None:
        raise Refused
    found.booking = terms
    ground = "off" if terms is None else f"{terms.length_minutes} min, then {terms.buffer_minutes}"
    unit.record(by, "directory:booking", "service", service, ground)
