"""Which services keep nothing (F-102), and who has said so."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from signaling.directory.tables import Authority, Service
from signaling.people.actor import ActorRef
from signaling.store.errors import Refused
from signaling.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service, as the command line lists it."""

    id: str
    authority: str
    """Its name in Finnish."""
    name: str
    """In Finnish."""
    confidential: bool


async def services(unit: Unit) -> list[ServiceRow]:
    """All services, in the order of the directory."""
    statement = (
        select(Service, Authority)
        .join(Authority, Authority.id == Service.authority)
        .order_by(Service.position, Service.id)
    )
    rows = (await unit.session.execute(statement)).all()
    return [
        ServiceRow(service.id, authority.name.fi, service.name.fi, service.confidential)
        for service, authority in rows
    ]


async def set_confidential(unit: Unit, by: ActorRef, service: str, confidential: bool) -> None:
    """Keep nothing of this service from now on, or let things be kept again; the audit holds the change.

    It counts in running consultations too: the server refuses from the commit on.

    Raises:
        Refused: no such service.
    """
    found = await unit.session.get(Service, service)
    if found is None:
        raise Refused
    found.confidential = confidential
    unit.record(by, "directory:confidential", "service", service, "on" if confidential else "off")
