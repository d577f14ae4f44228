"""Opening hours in Finnish time, and what they are called in words. Pure: the time is an argument."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec

from signaling.web.messages.base import LocalText

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
"""Hours are promised in the time of the wall clock at the service point, summer time included."""

MINUTES_PER_DAY: Final = 24 * 60
LOOK_AHEAD_DAYS: Final = 8
"""A weekly plan repeats within this time, whatever the day of asking."""
LOOK_AHEAD_SECONDS: Final = LOOK_AHEAD_DAYS * 24 * 3600.0

_DAYS: Final = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_CLOCK: Final = {"fi": ".", "sv": ".", "en": ":"}

NEVER: Final = LocalText(fi="Suljettu", sv="Stängt", en="Closed")
ALWAYS: Final = LocalText(
    fi="Avoinna aina (esittely)", sv="Alltid öppet (demonstration)", en="Always open (demonstration)"
)
"""Shown where a demonstration ignores the hours, so that nobody takes them for real."""


class AwayReason(StrEnum):
    """Why the house has put an expert away."""

    NOT_APPEARED = "not_appeared"
    """Accepted a client and did not come in time."""


class Opening(msgspec.Struct, frozen=True):
    """The same hours on a run of weekdays."""

    first_day: Annotated[int, msgspec.Meta(ge=0, le=6)]
    """0 = Monday."""
    last_day: Annotated[int, msgspec.Meta(ge=0, le=6)]
    """Not before first_day."""
    opens: Annotated[int, msgspec.Meta(ge=0, le=MINUTES_PER_DAY)]
    """Minutes after midnight."""
    closes: Annotated[int, msgspec.Meta(ge=0, le=MINUTES_PER_DAY)]
    """Minutes after midnight; the minute of closing is closed."""


Hours = tuple[Opening, ...]


def is_open(hours: Hours, now: float) -> bool:
    """Whether somebody may take a place in the queue now.

    Args:
        hours: the weekly plan, in Finnish time.
        now: Unix time (s).

    >>> is_open((Opening(0, 4, 9 * 60, 15 * 60),), datetime(2026, 3, 30, 6, 0, tzinfo=UTC).timestamp())
    True
    """
    there = datetime.fromtimestamp(now, UTC).astimezone(HELSINKI)
    minute = there.hour * 60 + there.minute
    return any(o.first_day <= there.weekday() <= o.last_day and o.opens <= minute < o.closes for o in hours)


def next_change(hours: Hours, now: float) -> float | None:
    """Unix time (s) of the next opening or closing after now; None where the plan is empty."""
    today = datetime.fromtimestamp(now, UTC).astimezone(HELSINKI).date()
    moments = []
    for ahead in range(LOOK_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        for opening in hours:
            if opening.first_day <= day.weekday() <= opening.last_day:
                midnight = datetime.combine(day, time(0), HELSINKI)
                # Wall-clock arithmetic: 9.00 stays 9.00 on the day that summer time begins.
                moments += [midnight + timedelta(minutes=m) for m in (opening.opens, opening.closes)]
    return min((t for moment in moments if (t := moment.timestamp()) > now), default=None)


def next_closing(hours: Hours, now: float) -> float | None:
    """Unix time (s) after now at which nothing of the plan is open any more; None where it never closes."""
    at = next_change(hours, now)
    while at is not None and is_open(hours, at):  # one run of hours may begin as another ends
        at = next_change(hours, at) if at - now < LOOK_AHEAD_SECONDS else None
    return at


def hours_in_words(hours: Hours) -> LocalText:
    """The plan as a line: `ma-pe 9.00-15.00`, in the three languages."""
    if not hours:
        return NEVER
    return LocalText(fi=_line(hours, "fi"), sv=_line(hours, "sv"), en=_line(hours, "en"))


def _line(hours: Hours, language: str) -> str:
    return ", ".join(f"{_days(o, language)} {_span(o, language)}" for o in hours)


def _days(opening: Opening, language: str) -> str:
    first, last = _DAYS[language][opening.first_day], _DAYS[language][opening.last_day]
    return first if first == last else f"{first}–{last}"  # noqa: RUF001 - the dash of a range


def _span(opening: Opening, language: str) -> str:
    return f"{_clock(opening.opens, language)}–{_clock(opening.closes, language)}"  # noqa: RUF001


def _clock(minutes: int, language: str) -> str:
    return f"{minutes // 60}{_CLOCK[language]}{minutes % 60:02d}"


def stays_away(away_since: float | None, noticed_at: float) -> bool:
    """Whether a grace period that began at noticed_at has run out on one who never came back.

    Somebody who came back and went away again has a later away_since and a
    grace period of its own.
    """
    return away_since is not None and away_since <= noticed_at
