"""The directory, tickets and desks (J1; F-10, F-13, F-14)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from signaling.web.messages.base import Delta, Id, LocalText, Message, Request, SpokenLanguage

Availability = Literal["available", "away"]


class ServiceEntry(Message, frozen=True):
    """A service that can be called or will open later."""

    service: Id
    name: LocalText
    description: LocalText
    languages: tuple[SpokenLanguage, ...]
    hours: LocalText
    open_now: bool
    experts_available: int
    waiting: int


class AuthorityEntry(Message, frozen=True):
    """An authority with its services, in the order of the directory."""

    authority: Id
    name: LocalText
    services: tuple[ServiceEntry, ...]


class Directory(Message, frozen=True):
    """What a service point can call."""

    authorities: tuple[AuthorityEntry, ...]


class TicketOpen(Request, frozen=True):
    """Take a place in the queue of a service; the client makes `ticket`, so pressing twice is one place."""

    ticket: Id
    service: Id
    language: SpokenLanguage = "fi"


class TicketRef(Request, frozen=True):
    """Cancel or accept this ticket."""

    ticket: Id


class TicketView(Message, frozen=True):
    """The place in the queue as the service point sees it."""

    ticket: Id
    service: Id
    service_name: LocalText
    authority_name: LocalText
    phone: str
    """The authority's telephone, for when the connection does not work (F-06); empty: none."""
    place: int
    """1 = next."""
    opened_at: float
    """Unix time (s)."""


class PointSnapshot(Message, frozen=True):
    """All that the service point's screen shows outside a consultation."""

    feed: str
    version: int
    name: LocalText
    ticket: TicketView | None
    consultation: Id | None
    participant: Id | None


class WaitingTicket(Message, frozen=True):
    """A waiting ticket as desks see it: no identity, only place and topic (J1)."""

    ticket: Id
    service: Id
    service_name: LocalText
    point_name: LocalText
    language: SpokenLanguage
    opened_at: float


class DeskService(Message, frozen=True):
    """A service that this expert answers, with the version of its feed."""

    service: Id
    name: LocalText
    feed: str
    version: int


class DeskSnapshot(Message, frozen=True):
    """All that the desk shows outside a consultation."""

    feed: str
    version: int
    name: LocalText
    authority_name: LocalText
    availability: Availability
    services: tuple[DeskService, ...]
    waiting: tuple[WaitingTicket, ...]
    """Oldest first."""
    consultation: Id | None
    participant: Id | None


class SetAvailability(Request, frozen=True):
    """Availability of an expert or an interpreter."""

    availability: Availability


class Accepted(Message, frozen=True):
    """The caller's place in the consultation that now exists."""

    consultation: Id
    participant: Id


class TicketOffered(Delta, frozen=True):
    """A ticket has come to a service of this desk."""

    waiting: WaitingTicket


class TicketWithdrawn(Delta, frozen=True):
    """The ticket is gone from the list: accepted by one desk, cancelled or closed."""

    ticket: Id
    reason: Literal["accepted", "cancelled", "closed"]


class TicketPlace(Delta, frozen=True):
    """The place of the point's ticket has changed."""

    ticket: Id
    place: int


class TicketAccepted(Delta, frozen=True):
    """An expert has accepted the point's ticket."""

    ticket: Id
    consultation: Id
    participant: Id


class TicketClosed(Delta, frozen=True):
    """The point's ticket ended without a consultation."""

    ticket: Id
    reason: Literal["cancelled", "closed"]


class AvailabilityChanged(Delta, frozen=True):
    """This desk's or interpreter's own availability, also when another window changed it."""

    availability: Availability


class DirectoryChanged(Message, frozen=True):
    """Opening, experts or waits of a service have changed."""

    service: Id
    open_now: bool
    experts_available: int
    waiting: Annotated[int, msgspec.Meta(ge=0)]
