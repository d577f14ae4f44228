"""Free times and appointments (J2; F-17, F-18, F-19, F-47)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from signaling.web.messages.base import Id, LocalText, Message, Name, Request, SpokenLanguage

MAX_REACH: Final = 120
"""A telephone number or an e-mail address, as it is written."""

At = Annotated[float, msgspec.Meta(ge=0, le=2**33)]
"""Unix time (s)."""


class DayTimes(Message, frozen=True):
    """The free times of one day, in order."""

    day: str
    """In Helsinki, as 2026-11-30."""
    times: tuple[float, ...]
    """Beginnings, Unix time (s)."""


class FreeTimes(Message, frozen=True):
    """When this service can be booked at this service point."""

    service: Id
    bookable: bool
    """Without it the service is called only."""
    length_minutes: int
    days: tuple[DayTimes, ...]
    """Those that have a free time."""
    until: str
    """The last day that was looked at."""
    interpreted: tuple[SpokenLanguage, ...]
    """Languages for which there are interpreters to be booked."""


class Contact(Message, frozen=True):
    """Whom the appointment is for, as they want to be called, and how they are told of changes."""

    name: Name
    reach: Annotated[str, msgspec.Meta(max_length=MAX_REACH)] = ""


class Book(Request, frozen=True):
    """Book a time; the client makes `appointment`, so pressing twice is one appointment."""

    appointment: Id
    service: Id
    starts_at: At
    contact: Contact
    language: SpokenLanguage = "fi"
    interpreted: SpokenLanguage | None = None
    on_behalf: bool = False
    """Somebody else books for the one whom it is for."""
    consent: bool = False
    """That one has agreed to it; needed where it is on behalf."""


class Move(Request, frozen=True):
    """Another time for the same appointment, with an interpreter where it has one."""

    appointment: Id
    starts_at: At


class AppointmentRef(Request, frozen=True):
    """Cancel this appointment."""

    appointment: Id


class Arrive(Request, frozen=True):
    """The client of this code is there: open the call. The client makes `ticket`."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    ticket: Id


class AppointmentView(Message, frozen=True):
    """An appointment as its service point and its expert see it."""

    appointment: Id
    service: Id
    service_name: LocalText
    authority_name: LocalText
    phone: str
    """The authority's telephone, for when something comes between (F-19); empty: none."""
    point_name: LocalText
    expert_name: LocalText
    starts_at: float
    ends_at: float
    """Unix time (s)."""
    state: Literal["booked", "arrived", "cancelled"]
    language: SpokenLanguage
    interpreted: SpokenLanguage | None
    contact: Contact | None
    """Null when it is forgotten, and in the list of a service point, which anybody may pass."""
    on_behalf: bool
    code: str | None
    """For the service point alone, when it books or moves; null in lists."""
    confidential: bool
    """What is printed names neither the authority nor the service."""


class Booked(Message, frozen=True):
    """What came of booking or moving: the appointment, or what is free instead."""

    appointment: AppointmentView | None
    """Null: somebody was quicker, and nothing has changed."""
    instead: tuple[float, ...]
    """The next free times, Unix time (s), where it was taken."""


class Appointments(Message, frozen=True):
    """The appointments of one's own service point or desk from today on, earliest first."""

    appointments: tuple[AppointmentView, ...]
    server_time: float
    """Unix time (s): what the server calls now."""


class BookingChanged(Message, frozen=True):
    """An appointment of this service point or desk is new or another one: read them again."""

    appointment: Id
