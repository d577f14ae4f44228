"""When an appointment can be: hours of a day, its slots, which are free. Pure: the time is an argument.

Hours are promised by the clock on the wall in Helsinki; everything is stored and compared in UTC. A slot is
as long in real minutes on the day when clocks change as on any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from signaling.directory.booking_terms import UNIT_MINUTES, BookingTerms, Span
from signaling.directory.rules import HELSINKI, MINUTES_PER_DAY, Hours

UNIT_SECONDS: Final = UNIT_MINUTES * 60

ARRIVAL_SECONDS: Final = 15 * 60.0
"""So long before its time an appointment can be begun (F-47)."""


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    """May be moved as often as wanted."""
    ARRIVED = "arrived"
    """The client is there, and the call has been opened."""
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What can be done to an appointment."""

    MOVE = "move"
    ARRIVE = "arrive"
    CANCEL = "cancel"


TRANSITIONS: Final = {
    (AppointmentState.BOOKED, Step.MOVE): AppointmentState.BOOKED,
    (AppointmentState.BOOKED, Step.ARRIVE): AppointmentState.ARRIVED,
    (AppointmentState.BOOKED, Step.CANCEL): AppointmentState.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that an appointment can have, in units of five minutes since 1970 in UTC."""

    first: int
    end: int
    """Not of the appointment any more, but of its buffer."""
    released: int
    """The first unit that is free again for whom it reserves."""

    @property
    def starts_at(self) -> float:
        """Unix time (s)."""
        return float(self.first * UNIT_SECONDS)

    @property
    def ends_at(self) -> float:
        """Unix time (s)."""
        return float(self.end * UNIT_SECONDS)

    @property
    def units(self) -> range:
        """What it reserves."""
        return range(self.first, self.released)

    def meets(self, other: Slot) -> bool:
        """Whether nobody can be in both."""
        return self.first < other.released and other.first < self.released


@dataclass(frozen=True, slots=True)
class Taken:
    """Slots of the same time that are reserved already, each by another person."""

    slot: Slot
    count: int = 1


def day_of(at: float) -> date:
    """The day in Helsinki.

    >>> day_of(datetime(2026, 11, 22, 22, 30, tzinfo=UTC).timestamp()).isoformat()
    '2026-11-23'
    """
    return datetime.fromtimestamp(at, UTC).astimezone(HELSINKI).date()


def instant(day: date, minute: int) -> float:
    """Unix time (s) at which the wall shows this minute of the day.

    What the wall shows twice is its first time; what it never shows is the moment that jumps over it.

    >>> spring = date(2026, 3, 29)  # 3.00 is 4.00
    >>> instant(spring, 3 * 60 + 30) == instant(spring, 4 * 60)
    True
    """
    wall = datetime.combine(day, time(0), HELSINKI) + timedelta(minutes=minute)
    before, after = wall.timestamp(), wall.replace(fold=1).timestamp()
    if before <= after:
        return before
    # Never shown: the offset changes somewhere between the two readings.
    offset = datetime.fromtimestamp(before, HELSINKI).utcoffset()
    while datetime.fromtimestamp(before - UNIT_SECONDS, HELSINKI).utcoffset() == offset:
        before -= UNIT_SECONDS
    return before - before % UNIT_SECONDS


def spans_of(terms: BookingTerms, hours: Hours, day: date, is_holiday: bool) -> tuple[Span, ...]:
    """The hours of this day, earliest first: its exception, else none on a holiday, else the week's.

    >>> from signaling.directory.rules import Opening
    >>> spans_of(BookingTerms(), (Opening(0, 4, 540, 900),), date(2026, 12, 25), is_holiday=True)
    ()
    """
    for exception in terms.exceptions:
        if exception.day == day.isoformat():
            return tuple(sorted(exception.spans, key=lambda span: span.opens))
    if is_holiday and not terms.on_holidays:
        return ()
    week = terms.hours if terms.hours is not None else hours
    spans = [Span(o.opens, o.closes) for o in week if o.first_day <= day.weekday() <= o.last_day]
    return tuple(sorted(spans, key=lambda span: span.opens))


def slots_of(terms: BookingTerms, spans: Iterable[Span], day: date) -> Iterator[Slot]:
    """The slots of a day, one after the other, each within one of its spans; no two meet."""
    length, buffer = terms.length_minutes // UNIT_MINUTES, terms.buffer_minutes // UNIT_MINUTES
    earliest = 0
    for span in spans:
        if span.closes > MINUTES_PER_DAY or span.opens >= span.closes:
            continue
        first = max(earliest, -int(-instant(day, span.opens) // UNIT_SECONDS))
        closes = int(instant(day, span.closes) // UNIT_SECONDS)
        while first + length <= closes:
            yield Slot(first, first + length, first + length + buffer)
            first = earliest = first + length + buffer


def slots(
    terms: BookingTerms, hours: Hours, days: Iterable[date], holiday: Callable[[date], bool], now: float
) -> Iterator[tuple[date, list[Slot]]]:
    """Each day with its slots that may still be booked at `now` (Unix s), in order."""
    last = day_of(now) + timedelta(days=terms.days_ahead)
    soonest = now + terms.notice_minutes * 60
    for day in days:
        found = slots_of(terms, spans_of(terms, hours, day, holiday(day)), day) if day <= last else ()
        yield day, [slot for slot in found if slot.starts_at >= soonest]


def slot_at(
    terms: BookingTerms, hours: Hours, starts_at: float, holiday: Callable[[date], bool], now: float
) -> Slot | None:
    """The slot that begins then; None where there is none to be booked."""
    days = [day_of(starts_at)]
    for _, found in slots(terms, hours, days, holiday, now):
        for slot in found:
            if slot.starts_at == starts_at:
                return slot
    return None


def surely_free(slot: Slot, taken: Iterable[Taken], people: int) -> bool | None:
    """Whether one of `people` is free for the whole slot; None where the counts alone cannot tell.

    They can, unless somebody may be counted twice: by two that meet the slot and not each other.

    >>> early = Slot(0, 6, 7)
    >>> surely_free(early, [Taken(early, 2)], people=3), surely_free(early, [Taken(early, 3)], people=3)
    (True, False)
    """
    meeting = [one for one in taken if one.slot.meets(slot)]
    if sum(one.count for one in meeting) < people:
        return True
    latest = max((one.slot.first for one in meeting), default=0)
    earliest = min((one.slot.released for one in meeting), default=1)
    return False if latest < earliest else None


def may_arrive(slot: Slot, now: float) -> bool:
    """Whether the client of this slot may be let in: a quarter of an hour before its time, until its end."""
    return slot.starts_at - ARRIVAL_SECONDS <= now < slot.ends_at
