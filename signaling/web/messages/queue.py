"""The directory, tickets and desks (J1; F-10, F-13, F-14)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from signaling.web.messages.base import Delta, Id, LocalText, LocalWords, Message, Request, SpokenLanguage

Availability = Literal["available", "away"]

AwayReason = Literal["not_appeared"]
"""Why the house has put an expert away. not_appeared: accepted a client and did not come in time."""


class WaitRange(Message, frozen=True):
    """How long a place will wait, about."""

    from_minutes: Annotated[int, msgspec.Meta(ge=0)]
    to_minutes: Annotated[int, msgspec.Meta(ge=0)]


MAX_DESK_MESSAGE: Final = 500
"""Read at a service point at arm's length, beside the place in the queue."""


class ServiceEntry(Message, frozen=True):
    """A service that can be called or will open later."""

    service: Id
    name: LocalText
    description: LocalText
    keywords: LocalWords
    """Everyday words by which people look for it; they are not shown."""
    languages: tuple[SpokenLanguage, ...]
    hours: LocalText
    open_now: bool
    bookable: bool
    """A time can be booked for it."""
    experts_available: int
    waiting: int
    waits: tuple[WaitRange, ...]
    """Of place 1, 2, .. up to whoever comes next, as far as it is known."""


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


class TicketWrite(Request, frozen=True):
    """Write to whoever waits with this ticket; the newest message counts."""

    ticket: Id
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_DESK_MESSAGE)]


class DeskMessage(Message, frozen=True):
    """What a desk has written last to whoever waits."""

    text: str
    at: float
    """Unix time (s)."""


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
    returned: bool
    """An expert did not come, or gave the client back: the place is at the front since then."""
    message: DeskMessage | None
    closes_at: float | None
    """Unix time (s) of the service's closing, where that may come before this place is served; else null."""


class PointSnapshot(Message, frozen=True):
    """All that the service point's screen shows outside a consultation."""

    feed: str
    version: int
    name: LocalText
    ticket: TicketView | None
    consultation: Id | None
    participant: Id | None


class BookedFor(Message, frozen=True):
    """The appointment that a place was opened for."""

    at: float
    """Unix time (s)."""
    expert_name: LocalText
    """With whom it was booked."""


class WaitingTicket(Message, frozen=True):
    """A waiting ticket as desks see it: no identity, only place and topic (J1)."""

    ticket: Id
    service: Id
    service_name: LocalText
    point_name: LocalText
    language: SpokenLanguage
    opened_at: float
    returned: bool
    """An expert did not come, or gave it back: it stands before those who have only waited."""
    message: DeskMessage | None
    booked: BookedFor | None
    """Null: nothing was booked."""


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
    away_because: AwayReason | None
    """Null: by the own choice."""
    services: tuple[DeskService, ...]
    waiting: tuple[WaitingTicket, ...]
    """Next first: those that came back, then the others, oldest first."""
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
    closes_at: float | None
    """As in TicketView, for this place: null ends a warning that was shown."""


class TicketAccepted(Delta, frozen=True):
    """An expert has accepted the point's ticket."""

    ticket: Id
    consultation: Id
    participant: Id


class TicketReturned(Delta, frozen=True):
    """The expert of the point's ticket did not come, or gave it back: it waits again, at the front."""

    ticket: TicketView


class TicketWritten(Delta, frozen=True):
    """A desk has written to whoever waits; to the point and to the desks of the service."""

    ticket: Id
    message: DeskMessage


class TicketClosing(Delta, frozen=True):
    """The service closes within a quarter of an hour."""

    ticket: Id
    closes_at: float | None
    """Unix time (s), where the point's ticket may not be served before that; null: it will be."""


class TicketClosed(Delta, frozen=True):
    """The point's ticket ended without a consultation."""

    ticket: Id
    reason: Literal["cancelled", "closed"]


class AvailabilityChanged(Delta, frozen=True):
    """This desk's or interpreter's own availability, also when another window changed it."""

    availability: Availability
    because: AwayReason | None
    """Why, where the house has changed it; null: by the own choice."""


class DirectoryChanged(Message, frozen=True):
    """Opening, experts or waits of a service have changed."""

    service: Id
    open_now: bool
    experts_available: int
    waiting: Annotated[int, msgspec.Meta(ge=0)]
    waits: tuple[WaitRange, ...]
    """As in the directory."""
