"""How a service can be booked: data on one common flow (F-20). Pure."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from signaling.directory.rules import MINUTES_PER_DAY, Hours

UNIT_MINUTES: Final = 5
"""What is reserved; the offsets of Finnish time are multiples of it."""


class Span(msgspec.Struct, frozen=True):
    """Hours of one day, in minutes after midnight by the clock on the wall."""

    opens: Annotated[int, msgspec.Meta(ge=0, le=MINUTES_PER_DAY)]
    closes: Annotated[int, msgspec.Meta(ge=0, le=MINUTES_PER_DAY)]


class DayException(msgspec.Struct, frozen=True):
    """One day that is not as the week has it, be it a holiday or not."""

    day: Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    spans: tuple[Span, ...] = ()
    """Empty: closed."""


class BookingTerms(msgspec.Struct, frozen=True):
    """How long an appointment of the service is, and when there are any."""

    length_minutes: Annotated[int, msgspec.Meta(ge=UNIT_MINUTES, le=480, multiple_of=UNIT_MINUTES)] = 30
    buffer_minutes: Annotated[int, msgspec.Meta(ge=0, le=120, multiple_of=UNIT_MINUTES)] = 5
    """Kept free after each, for expert, room and interpreter alike."""
    notice_minutes: Annotated[int, msgspec.Meta(ge=0, le=14 * MINUTES_PER_DAY)] = 10
    """A time that begins sooner than this is not offered any more."""
    days_ahead: Annotated[int, msgspec.Meta(ge=1, le=366)] = 60
    hours: Hours | None = None
    """None: those in which the service is called."""
    exceptions: Annotated[tuple[DayException, ...], msgspec.Meta(max_length=400)] = ()
    on_holidays: bool = False
    """Whether the week's hours hold on the public holidays of Finland too."""
