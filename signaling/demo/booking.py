"""How the services of the demonstration are booked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from signaling.directory.booking_terms import BookingTerms
from signaling.directory.rules import MINUTES_PER_DAY, Opening

USUAL: Final = BookingTerms(length_minutes=30, buffer_minutes=5, days_ahead=60)

BOOKING: Final[Mapping[str, BookingTerms]] = {
    # Whoever tries the demonstration at night can book as well, and begin at once.
    "te-yrittaja": BookingTerms(
        length_minutes=15,
        buffer_minutes=0,
        notice_minutes=0,
        days_ahead=14,
        hours=(Opening(0, 6, 0, MINUTES_PER_DAY),),
        on_holidays=True,
    ),
}
"""By the key of the service, where it is not as usual."""
